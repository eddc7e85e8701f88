import type { Rule } from '../../reconciler/xds/subscription/rules.ts';
import type { Limits } from '../../reconciler/xds/server/limits.ts';
import type { ReceivedResource, Response } from './xds-client.ts';
import { connectDelta, connectSotw } from './xds-client.ts';
import type { ClientOptions, DeltaClient, SotwClient } from './xds-client.ts';
import { text } from './snapshots.ts';
import type { Mesh } from './xds-mesh.ts';
import { startMesh } from './xds-mesh.ts';

/** One promise about the protocol, and the rule that keeps it. */
export interface Script {
  readonly rule: Rule;
  readonly promise: string;
  readonly run: Run;
  /** Of the server that it runs against. */
  readonly limits?: Partial<Limits>;
}

export type Run = (world: World) => Promise<void>;

export interface World extends Mesh {
  readonly delta: (id?: string, options?: ClientOptions) => DeltaClient;
  readonly sotw: (id?: string, options?: ClientOptions) => SotwClient;
  /** Lets this much monotonic time pass at once. */
  readonly skip: (ms: number) => void;
}

/** Runs a script against a server of its own; it is a minute until clusters linger no longer, unless time is skipped. */
export async function runScript(script: Script, off: readonly Rule[]): Promise<void> {
  const { run, limits = {} } = script;
  const clients: { close(): void }[] = [];
  let skipped = 0;
  const mesh = await startMesh({
    off,
    limits,
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
      delta: (id = 'edge', more = {}) => opened(connectDelta(mesh.server.address, id, { ...options, ...more })),
      sotw: (id = 'edge', more = {}) => opened(connectSotw(mesh.server.address, id, { ...options, ...more })),
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
