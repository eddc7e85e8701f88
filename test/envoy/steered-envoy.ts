/** A real Envoy with a discovery server over it, and two versions of a service behind. */

import type { Json, Mesh } from '../../policies/mesh.ts';
import { bootstrap } from '../../reconciler/xds/bootstrap.ts';
import { startXdsServer, type XdsServer, type XdsServerOptions } from '../../reconciler/xds/server/server.ts';
import type { Snapshot } from '../../reconciler/xds/snapshot.ts';
import { nodeFromMetadata, nodeGroup } from '../../reconciler/xds/translate/node.ts';
import { createSnapshots } from '../../reconciler/xds/translate/snapshots.ts';
import { type Backend, startBackend } from '../../reconciler/demo/backend.ts';
import { type Envoy, startEnvoy } from '../../reconciler/demo/envoy.ts';
import { freePort } from '../../reconciler/demo/free-port.ts';
import { poll } from '../../reconciler/demo/waiting.ts';
import { meshOf } from './translated-mesh.ts';

interface Served {
  readonly commit: string;
  readonly mesh: Mesh;
}

export interface SteeredEnvoy {
  readonly server: XdsServer<Served>;
  /** Where Envoy listens. */
  readonly port: number;
  readonly envoy: Envoy;
  readonly signal: AbortSignal;
  /** Serves these texts, and the services behind them, as one commit; returns when Envoy has ACKed all of it. */
  readonly serve: (...texts: readonly string[]) => Promise<Snapshot>;
  /** Starts `NAME-v1` and `NAME-v2`; returns what says so in a repository. */
  readonly addService: (name: string) => Promise<string>;
  /** Waits until Envoy has these clusters of the mesh, and no others. */
  readonly clustersAre: (names: readonly string[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface SteeredOptions {
  readonly sotw: boolean;
  /** Other gRPC services on the discovery server's port, such as a receiver of counts. */
  readonly services?: NonNullable<XdsServerOptions<Served>['services']>;
}

export async function startSteeredEnvoy(options: SteeredOptions): Promise<SteeredEnvoy> {
  const ending = new AbortController();
  const { signal } = ending;
  const backends: Backend[] = [];
  const snapshots = createSnapshots();
  let last: Snapshot = { commit: '', resources: new Map() };
  const server = await startXdsServer<Served>(
    {
      address: '127.0.0.1:0',
      identifier: 'sluice-test',
      clock: { now: () => Date.now(), monotonic: () => performance.now() },
      log: () => undefined,
      services: options.services ?? [],
      // Tests wait for what goes, and their requests are short.
      lingerMs: 700,
      snapshotFor: (served, { id, metadata }: { id: string; metadata: Json }) => {
        const parsed = nodeFromMetadata(id, metadata);
        if (!parsed.ok) return parsed;
        last = snapshots({ ...served, node: parsed.node, pending: new Map() });
        return { ok: true, snapshot: last, group: nodeGroup(parsed.node) };
      },
    },
    signal,
  );
  const port = await freePort();
  let commits = 0;
  const serve = async (...texts: readonly string[]): Promise<Snapshot> => {
    const commit = `c${++commits}`;
    server.serve({ commit, mesh: meshOf(...texts) });
    await untilAcked(server, commit);
    return last;
  };
  const addService = async (name: string): Promise<string> => {
    const versions = ['v1', 'v2'];
    const started = await Promise.all(versions.map((version) => startBackend(`${name}-${version}`)));
    backends.push(...started);
    return [serviceText(name), ...started.map((backend, at) => entryText(name, versions[at] ?? '', backend.port))].join(
      '',
    );
  };
  const node = {
    id: 'edge',
    namespace: 'default',
    labels: {},
    role: 'proxy',
    listen: { address: '127.0.0.1', port },
  } as const;
  server.serve({ commit: 'c0', mesh: meshOf('') });
  const text = bootstrap({
    node,
    xds: server.address,
    admin: `127.0.0.1:${await freePort()}`,
    sotw: options.sotw,
    proxyUid: 'edge-1',
    flushMs: 250,
  });
  const envoy = await startEnvoy({ bootstrap: text, signal });
  return {
    server,
    port,
    envoy,
    signal,
    serve,
    addService,
    clustersAre: async (names) => {
      const wanted = names.toSorted().join();
      await poll(`Envoy with just ${wanted}`, async () => (await clusterNames(envoy)) === wanted || null, {
        deadlineMs: 10_000,
      });
    },
    close: async () => {
      ending.abort();
      await envoy.close();
      await server.close();
      for (const backend of backends) await backend.close();
    },
  };
}

function untilAcked(server: XdsServer<Served>, commit: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const [proxy] = server.proxies();
      if (proxy?.commit === commit) finish(resolve);
      else if (proxy?.nack) finish(() => reject(new Error(`turned down: ${JSON.stringify(proxy.nack)}`)));
    };
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      stop();
      settle();
    };
    const stop = server.onChange(look);
    const late = (): void => reject(new Error(`${commit} was not ACKed: ${JSON.stringify(server.proxies())}`));
    const timer = setTimeout(() => finish(late), 10_000);
    look();
  });
}

/** Names of the clusters that come from the mesh: those have a `/`. */
async function clusterNames(envoy: Envoy): Promise<string> {
  const text = await envoy.adminGet('/clusters');
  const names = new Set(text.split('\n').map((line) => line.split('::')[0] ?? ''));
  return [...names]
    .filter((name) => name.includes('/'))
    .toSorted()
    .join();
}

function serviceText(name: string): string {
  return `apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec:
  selector: {app: ${name}}
  ports: [{port: 80, name: http}]
---
`;
}

function entryText(name: string, version: string, port: number): string {
  return `apiVersion: networking.istio.io/v1
kind: WorkloadEntry
metadata: {name: ${name}-${version}}
spec:
  address: 127.0.0.1
  ports: {http: ${port}}
  labels: {app: ${name}, version: ${version}}
---
`;
}
