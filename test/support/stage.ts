/** Real parts for the long series: a bare repository, the reconciler as a process, Envoy, and versions of a service. */

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { demoTools } from '../../reconciler/commands/demo-tools.ts';
import { startBackend, type Backend } from '../../reconciler/demo/backend.ts';
import { startEnvoy, type Envoy } from '../../reconciler/demo/envoy.ts';
import { freePort } from '../../reconciler/demo/free-port.ts';
import { ReconcilerProcess, type LoggedEvent } from '../../reconciler/demo/reconciler-process.ts';
import { askStatus, type Answered } from '../../reconciler/demo/status.ts';
import { poll } from '../../reconciler/demo/waiting.ts';
import { bootstrap } from '../../reconciler/xds/bootstrap.ts';
import { parseState } from '../../reconciler/live/state-file.ts';
import type { LiveState } from '../../reconciler/live/state.ts';
import { MainBranch } from './main-branch.ts';
import { TestGit, temporaryFolder } from './git-repository.ts';
import { startGitServer, type GitServer } from './git-server.ts';

export const liveRef = 'refs/heads/sluice/live/default';

export type RemoteKind = 'http' | 'directory';

export interface StageOptions {
  readonly remote: RemoteKind;
  /** State of the world instead of delta. */
  readonly sotw?: boolean;
  /** Names of the service's versions; each gets a backend. */
  readonly versions: readonly string[];
  /** The repository to begin with. */
  readonly files: (versions: readonly Backend[]) => Readonly<Record<string, string>>;
  /** Between polls while nothing walks; `1s` when absent. */
  readonly interval?: string;
}

/** Starts everything, and returns once Envoy runs the first live commit. */
export async function startStage(options: StageOptions): Promise<Stage> {
  const ending = new AbortController();
  const { path, remove } = await temporaryFolder();
  const backends = new Map<string, Backend>();
  for (const name of options.versions) backends.set(name, await startBackend(name));
  const bare = await TestGit.initBare(join(path, 'mesh.git'));
  const pushes = new Set<() => void>();
  const beforePush = (): void => {
    for (const told of pushes) told();
  };
  const server = options.remote === 'http' ? await startGitServer({ root: path, beforePush }) : null;
  const stage = new Stage({
    folder: path,
    bare,
    server,
    pushes,
    backends,
    remove,
    ending,
    main: new MainBranch(bare, options.files([...backends.values()])),
    sotw: options.sotw ?? false,
    interval: options.interval ?? '1s',
    xdsPort: await freePort(),
    httpPort: await freePort(),
  });
  try {
    await stage.open();
    return stage;
  } catch (error) {
    await stage.close();
    throw error;
  }
}

interface Parts {
  readonly folder: string;
  readonly bare: TestGit;
  readonly server: GitServer | null;
  readonly pushes: Set<() => void>;
  readonly backends: ReadonlyMap<string, Backend>;
  readonly remove: () => Promise<void>;
  readonly ending: AbortController;
  readonly main: MainBranch;
  readonly sotw: boolean;
  readonly interval: string;
  readonly xdsPort: number;
  readonly httpPort: number;
}

export interface ProxyOptions {
  readonly listen?: number;
  /** Changes the bootstrap, for a proxy that is not like the others. */
  readonly edit?: (bootstrap: Record<string, unknown>) => Record<string, unknown>;
}

export class Stage {
  readonly reconciler: ReconcilerProcess;
  readonly stateDir: string;
  /** Lines that the reconciler logged, oldest first. */
  readonly events: LoggedEvent[] = [];
  readonly #parts: Parts;
  readonly #envoys: Envoy[] = [];
  #listen = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.stateDir = join(parts.folder, 'state');
    this.reconciler = new ReconcilerProcess({
      sluice: demoTools().sluice,
      repo: this.remote,
      stateDir: this.stateDir,
      xdsPort: parts.xdsPort,
      httpPort: parts.httpPort,
      interval: parts.interval,
      onEvent: (event) => this.events.push(event),
      signal: parts.ending.signal,
    });
  }

  /** Where the first Envoy listens. */
  get port(): number {
    return this.#listen;
  }

  /** What people merge. */
  get main(): MainBranch {
    return this.#parts.main;
  }

  get envoy(): Envoy {
    const [envoy] = this.#envoys;
    if (envoy === undefined) throw new Error('the stage was not opened');
    return envoy;
  }

  get bare(): TestGit {
    return this.#parts.bare;
  }

  /** Null where the remote is a directory. */
  get server(): GitServer | null {
    return this.#parts.server;
  }

  get signal(): AbortSignal {
    return this.#parts.ending.signal;
  }

  /** What `--repo` gets. */
  get remote(): string {
    return this.#parts.server?.url('mesh.git') ?? this.#parts.bare.dir;
  }

  backend(name: string): Backend {
    const backend = this.#parts.backends.get(name);
    if (backend === undefined) throw new Error(`there is no version ${name}`);
    return backend;
  }

  async open(): Promise<void> {
    const first = await this.push({});
    const adopted = this.reconciler.next('adopt main', ({ event }) => event === 'live.adopted', 60_000);
    this.reconciler.start();
    await adopted;
    const envoy = await this.addEnvoy('edge-1', {});
    this.#listen = envoy.listen;
    await this.runs(first);
  }

  /** One more Envoy; returns once it has its first configuration. */
  async addEnvoy(id: string, { listen, edit = (same) => same }: ProxyOptions): Promise<Envoy & { listen: number }> {
    const { sotw, xdsPort } = this.#parts;
    const port = listen ?? (await freePort());
    const text = bootstrap({
      node: { id, namespace: 'shop', labels: {}, role: 'proxy', listen: { address: '127.0.0.1', port } },
      xds: `127.0.0.1:${xdsPort}`,
      admin: '127.0.0.1:0',
      sotw,
      proxyUid: id,
      flushMs: 250,
    });
    const edited = JSON.stringify(edit(JSON.parse(text) as Record<string, unknown>)); // Our own program's text.
    const envoy = await startEnvoy({ bootstrap: edited, signal: this.signal });
    this.#envoys.push(envoy);
    return { ...envoy, listen: port };
  }

  /** Commits these files to main; null removes one. Returns the commit. */
  push(changes: Readonly<Record<string, string | null>>): Promise<string> {
    return this.#parts.main.push(changes);
  }

  /** The moment at which the next push comes in; only where the remote is a server. */
  async nextPush(): Promise<void> {
    const { pushes } = this.#parts;
    await new Promise<void>((resolve) => {
      const told = (): void => {
        pushes.delete(told);
        resolve();
      };
      pushes.add(told);
    });
  }

  status(): Promise<Answered | null> {
    return askStatus(this.#parts.httpPort, this.signal);
  }

  /** Waits until every proxy has ACKed a live commit of this intent. */
  runs(intent: string, deadlineMs = 15_000): Promise<Answered> {
    return this.untilStatus(`proxies with ${intent.slice(0, 7)}`, (status) => runsIntent(status, intent), deadlineMs);
  }

  async untilStatus(what: string, wanted: (status: Answered) => boolean, deadlineMs = 15_000): Promise<Answered> {
    let last: Answered | null = null;
    const ask = async (): Promise<Answered | null> => {
      last = await this.status();
      return last !== null && wanted(last) ? last : null;
    };
    try {
      return await poll(what, ask, { deadlineMs, everyMs: 10, signal: this.signal });
    } catch (cause) {
      const told = [JSON.stringify(last), ...this.events.slice(-15).map((event) => JSON.stringify(event))];
      throw new Error(`no ${what}; ${told.join('\n')}`, { cause });
    }
  }

  /** Runs a word of `sluice` on the remote; returns what it said. */
  async sluice(...words: readonly string[]): Promise<string> {
    const [node, ...main] = demoTools().sluice;
    const { stdout } = await promisify(execFile)(node, [...main, ...words, '--repo', this.remote], { timeout: 30_000 });
    return stdout;
  }

  /** Ω in the remote's live head, by git alone. */
  async remoteState(ref = liveRef): Promise<LiveState> {
    const text = await this.bare.git('show', `${ref}:.sluice/state.yaml`).catch(() => null);
    const parsed = parseState(text === null ? null : `${text}\n`);
    if (!parsed.ok) throw new Error(parsed.findings[0]?.message);
    return parsed.state;
  }

  /** How many updates the Envoys have turned down, by their own count. */
  async rejected(): Promise<number> {
    let sum = 0;
    for (const envoy of this.#envoys) {
      const text = await envoy.adminGet('/stats?filter=update_rejected');
      for (const [, count] of text.matchAll(/: (\d+)$/gm)) sum += Number(count);
    }
    return sum;
  }

  async close(): Promise<void> {
    const { ending, server, backends, remove } = this.#parts;
    await this.reconciler.stop();
    for (const envoy of this.#envoys) await envoy.close();
    ending.abort();
    await server?.close();
    for (const backend of backends.values()) await backend.close();
    await remove();
  }
}

function runsIntent(status: Answered, intent: string): boolean {
  const { proxies, commit } = status;
  return (
    status.intent === intent &&
    proxies.length > 0 &&
    proxies.every((proxy) => proxy.state === 'current' && proxy.commit === commit)
  );
}
