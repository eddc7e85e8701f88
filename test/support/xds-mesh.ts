/** A discovery server that serves outlines instead of meshes. */

import type { Rule } from '../../reconciler/xds/subscription/rules.ts';
import type { XdsServer, XdsServerOptions } from '../../reconciler/xds/server/server.ts';
import { startXdsServer } from '../../reconciler/xds/server/server.ts';
import type { ConnectedProxy } from '../../reconciler/xds/server/view.ts';
import type { Snapshot } from '../../reconciler/xds/snapshot.ts';
import type { Outline } from './snapshots.ts';
import { snapshotOf } from './snapshots.ts';

export interface Mesh {
  readonly server: XdsServer<Snapshot> & {
    /** Waits until the proxies are so. */
    until(holds: (proxies: readonly ConnectedProxy[]) => boolean): Promise<void>;
  };
  readonly log: { readonly event: string; readonly fields: Readonly<Record<string, unknown>> }[];
  readonly serve: (commit: string, outline: Outline) => void;
  close(): Promise<void>;
}

export type MeshOptions = Partial<Omit<XdsServerOptions<Snapshot>, 'off' | 'lingerMs'>> & {
  readonly off?: readonly Rule[];
  /** Null: as long as the routes say. */
  readonly lingerMs?: number | null;
};

export async function startMesh(options: MeshOptions = {}): Promise<Mesh> {
  const log: { event: string; fields: Readonly<Record<string, unknown>> }[] = [];
  const { off = [], lingerMs = 30, ...rest } = options;
  const stop = new AbortController();
  const server = await startXdsServer<Snapshot>(
    {
      address: '127.0.0.1:0',
      snapshotFor: (snapshot) => ({ ok: true, snapshot, group: 'all' }),
      clock: { now: () => Date.now(), monotonic: () => performance.now() },
      log: (event, fields) => log.push({ event, fields }),
      identifier: 'sluice-test',
      ...(lingerMs === null ? {} : { lingerMs }),
      ...rest,
      off: new Set(off),
    },
    stop.signal,
  );
  return {
    server: { ...server, until: (holds) => until(server, holds) },
    log,
    serve: (commit, outline) => server.serve(snapshotOf(commit, outline)),
    close: () => server.close(),
  };
}

function until(server: XdsServer<Snapshot>, holds: (proxies: readonly ConnectedProxy[]) => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      if (!holds(server.proxies())) return;
      clearTimeout(timer);
      stop();
      resolve();
    };
    const stop = server.onChange(look);
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`the proxies never came to it: ${JSON.stringify(server.proxies())}`));
    }, 5_000);
    look();
  });
}
