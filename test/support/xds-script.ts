import type { Rule } from '../../reconciler/xds/subscription/rules.ts';
import type { ReceivedResource, Response } from './xds-client.ts';
import { connectDelta, connectSotw } from './xds-client.ts';
import type { DeltaClient, SotwClient } from './xds-client.ts';
import { text } from './snapshots.ts';
import type { Mesh } from './xds-mesh.ts';
import { startMesh } from './xds-mesh.ts';

/** One promise about the protocol, and the rule that keeps it. */
export interface Script {
  readonly rule: Rule;
  readonly promise: string;
  readonly run: Run;
}

export type Run = (world: World) => Promise<void>;

export interface World extends Mesh {
  readonly delta: (id?: string) => DeltaClient;
  readonly sotw: (id?: string) => SotwClient;
  /** Lets this much monotonic time pass at once. */
  readonly skip: (ms: number) => void;
}

/** Runs a script against a server of its own; it is a minute until clusters linger no longer, unless time is skipped. */
export async function runScript(run: Run, off: readonly Rule[]): Promise<void> {
  const clients: { close(): void }[] = [];
  let skipped = 0;
  const mesh = await startMesh({
    off,
    lingerMs: 60_000,
    gateMs: 600_000,
    clock: { now: () => Date.now(), monotonic: () => performance.now() + skipped },
  });
  // A switched-off rule often shows as silence, which need not be waited for long.
  const options = { deadlineMs: off.length === 0 ? 5_000 : 1_000 };
  const opened = <T extends { close(): void }>(client: T): T => {
    clients.push(client);
    return client;
  };
  try {
    await run({
      ...mesh,
      delta: (id = 'edge') => opened(connectDelta(mesh.server.address, id, options)),
      sotw: (id = 'edge') => opened(connectSotw(mesh.server.address, id, options)),
      skip: (ms) => {
        skipped += ms;
      },
    });
  } finally {
    for (const client of clients) client.close();
    await mesh.close();
  }
}

/** `name=content` of each resource. */
export function said(response: Response | undefined): readonly string[] {
  return (response?.resources ?? []).map(({ body }: ReceivedResource) => text(body));
}
