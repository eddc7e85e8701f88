/** The parts of the demonstration, all real: versions of a service, Envoy, a client, a reconciler, a repository. */

import { startBackend, type Backend } from './backend.ts';
import { startChild } from './child.ts';
import { startEnvoy, type Envoy } from './envoy.ts';
import { freePort } from './free-port.ts';
import { ReconcilerProcess, type LoggedEvent } from './reconciler-process.ts';
import { nothingSeen, type Seen } from './tally.ts';

/** What the demonstration needs of the rest of Sluice; the command hands it in. */
export interface Tools {
  /** What runs `sluice`: node and its main file. */
  readonly sluice: readonly [string, ...string[]];
  /** The repository to begin with, in a new folder; returns its first commit. */
  readonly createRepository: (
    dir: string,
    edit: (read: ReadFile, write: WriteFile) => Promise<void>,
  ) => Promise<string>;
  /** Changes a file and commits it to main; returns the commit. */
  readonly merge: (dir: string, file: string, edit: (text: string) => string, message: string) => Promise<string>;
  /** An Envoy bootstrap for the demonstration's one proxy. */
  readonly bootstrap: (ports: { readonly listen: number; readonly xds: number; readonly admin: number }) => string;
  /** False: the repository's own rules can't be compiled on this machine. */
  readonly hasOpa: boolean;
}

export type ReadFile = (path: string) => Promise<string>;
export type WriteFile = (path: string, text: string | null) => Promise<void>;

export interface Ports {
  readonly listen: number;
  readonly xds: number;
  readonly http: number;
  readonly admin: number;
}

export interface Stage {
  readonly ports: Ports;
  readonly backends: ReadonlyMap<string, Backend>;
  readonly envoy: Envoy;
  readonly reconciler: ReconcilerProcess;
  /** What the client has seen up to now. */
  seen(): Seen;
  /** Ends the client, the proxy, the reconciler and the versions, in this order. */
  close(): Promise<void>;
}

export async function findPorts(): Promise<Ports> {
  return { listen: await freePort(), xds: await freePort(), http: await freePort(), admin: await freePort() };
}

/** The versions that are there from the first: three are good; one is told later to fail. */
export async function startBackends(names: readonly string[]): Promise<ReadonlyMap<string, Backend>> {
  const backends = new Map<string, Backend>();
  for (const name of names) backends.set(name, await startBackend(name));
  return backends;
}

export interface StageOptions {
  readonly tools: Tools;
  readonly ports: Ports;
  readonly backends: ReadonlyMap<string, Backend>;
  readonly repo: string;
  readonly stateDir: string;
  readonly ratePerSecond: number;
  readonly onEvent: (event: LoggedEvent) => void;
  /** Told of each part as it begins to serve. */
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Starts the reconciler, then Envoy, then the client once Envoy serves. */
export async function openStage(options: StageOptions): Promise<Stage> {
  const { tools, ports, backends, repo, stateDir, ratePerSecond, onEvent, say, signal } = options;
  const { xds: xdsPort, http: httpPort } = ports;
  const reconciler = new ReconcilerProcess({
    sluice: tools.sluice,
    repo,
    stateDir,
    xdsPort,
    httpPort,
    onEvent,
    signal,
  });
  const adopted = reconciler.next('adopt main', (event) => event.event === 'live.adopted', 30_000);
  reconciler.start();
  say('the reconciler starts, and judges main');
  await adopted;
  say('it adopted main; Envoy starts');
  const envoy = await startEnvoy({ bootstrap: tools.bootstrap(ports), signal });
  let seen = nothingSeen;
  const client = startChild({
    command: [
      process.execPath,
      new URL('client.ts', import.meta.url).pathname,
      `${ports.listen}`,
      'checkout.shop',
      `${ratePerSecond}`,
    ],
    cwd: repo,
    lines: 'stdout',
    // Our own program's report.
    onLine: (line) => (seen = JSON.parse(line) as Seen),
    signal,
  });
  return {
    ports,
    backends,
    envoy,
    reconciler,
    seen: () => seen,
    close: async () => {
      await client.kill('SIGTERM');
      await envoy.close();
      await reconciler.stop();
      for (const backend of backends.values()) await backend.close();
    },
  };
}
