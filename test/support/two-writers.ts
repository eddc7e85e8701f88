/** Two real reconcilers on one repository over HTTP, with their loops running, and people who merge one change after another. */

import { join } from 'node:path';
import type { Json } from '../../policies/mesh.ts';
import { createPendingFile, pendingPath } from '../../reconciler/commands/pending-file.ts';
import { sleep } from '../../reconciler/commands/sleep.ts';
import { openRepository, type Repository } from '../../reconciler/git/repository.ts';
import { createRules } from '../../reconciler/opa/rules.ts';
import { createReconciler } from '../../reconciler/reconcile/loop.ts';
import { defaultOptions, type Memory } from '../../reconciler/reconcile/memory.ts';
import type { Clock, Ports } from '../../reconciler/reconcile/ports.ts';
import type { Reading, Sample, Side } from '../../reconciler/rollout/sample.ts';
import { Fleet } from './fleet.ts';
import { TestGit, temporaryFolder } from './git-repository.ts';
import { startGitServer } from './git-server.ts';
import { primary, shopFiles, weightsIn } from './shop.ts';

export interface SeriesOptions {
  readonly walks: number;
  /** Positions of the walks whose canary is bad, as one of the two writers sees it. */
  readonly bad: ReadonlySet<number>;
  readonly seed: number;
  readonly maxPushDelayMs: number;
  /** How much faster than the machine's their clock runs. */
  readonly pace: number;
  /** A walk that takes longer, in ms of the machine, fails the series. */
  readonly walkDeadlineMs: number;
}

export interface LiveStep {
  readonly oid: string;
  readonly parents: readonly string[];
  readonly subject: string;
}

export interface Series {
  /** The live branch along first parents, oldest first. */
  readonly steps: readonly LiveStep[];
  /** For each walk: the intent, and where both writers' proxies were in the end, in percent. */
  readonly walks: readonly { readonly intent: string; readonly phase: string; readonly served: readonly Weights[] }[];
  readonly fsck: string;
  /** Passes of either that broke, and pushes whose answer said nothing. */
  readonly failed: readonly string[];
}

type Weights = Readonly<Record<string, number>>;

const rollout = `  steps: [{weight: 5%, hold: 1s}, {weight: 50%, hold: 1s}]
  evidence: [{sli: errors, max: 1%, tolerate: 2%, versusStable: 2}]
  deadline: 30m
`;
const versions = ['v1', 'v2', 'v3'];

/** Runs the whole series; rejects when a walk doesn't end. */
export async function runSeries(options: SeriesOptions): Promise<Series> {
  const world = await World.open(options);
  try {
    return await world.run();
  } finally {
    await world.close();
  }
}

interface Writer {
  readonly fleet: Fleet;
  readonly memory: Memory;
  readonly running: Promise<void>;
  readonly repository: Repository;
}

class World {
  readonly #options: SeriesOptions;
  readonly #bare: TestGit;
  readonly #clock: Clock;
  readonly #stop = new AbortController();
  readonly #closing: (() => Promise<void>)[];
  readonly #writers: Writer[] = [];
  readonly #failed: string[] = [];
  /** Told whenever anything happened that a wait may be about. */
  #news: () => void = () => undefined;
  /** Which writer sees errors of the canary; null: none. */
  #seesErrors: number | null = null;

  private constructor(options: SeriesOptions, bare: TestGit, closing: (() => Promise<void>)[]) {
    this.#options = options;
    this.#bare = bare;
    this.#closing = closing;
    const began = performance.now();
    const wall = Date.UTC(2026, 0, 1);
    const elapsed = () => (performance.now() - began) * options.pace;
    this.#clock = { now: () => Math.floor(wall + elapsed()), monotonic: elapsed };
  }

  static async open(options: SeriesOptions): Promise<World> {
    const { path, remove } = await temporaryFolder();
    const bare = await TestGit.initBare(join(path, 'mesh.git'));
    const chance = seeded(options.seed);
    const delayPushMs = () => Math.floor(chance() * options.maxPushDelayMs);
    const server = await startGitServer({ root: path, delayPushMs });
    const world = new World(options, bare, [remove, () => server.close()]);
    await world.#merge([100, 0, 0], 'Begin');
    for (const name of ['first', 'second']) await world.#start(join(path, name), server.url('mesh.git'));
    return world;
  }

  async run(): Promise<Series> {
    const walks = [];
    let at = 0;
    await this.#settled(await this.#main());
    for (let walk = 0; walk < this.#options.walks; walk += 1) {
      const isBad = this.#options.bad.has(walk);
      this.#seesErrors = isBad ? walk % this.#writers.length : null;
      const next = (at + 1) % versions.length;
      const intent = await this.#merge(only(next), `Walk ${walk} to ${versions[next] ?? ''}`);
      await this.#settled(intent);
      const entry = this.#writers[0]?.memory.head?.state.targets[0];
      walks.push({ intent, phase: entry?.phase ?? 'Promoted', served: this.#served() });
      if (entry === undefined) at = next;
      // People take back what was rejected, so that the next walk begins from a settled rule.
      else await this.#settled(await this.#merge(only(at), `Revert walk ${walk}`));
    }
    return { steps: await this.#steps(), walks, fsck: await this.#bare.fsck(), failed: this.#failed };
  }

  async close(): Promise<void> {
    this.#stop.abort();
    for (const { running, repository } of this.#writers) {
      await running;
      await repository.close();
    }
    for (const step of this.#closing.toReversed()) await step();
  }

  async #start(dir: string, remote: string): Promise<void> {
    const { signal } = this.#stop;
    const index = this.#writers.length;
    const fleet = new Fleet(() => this.#clock.now());
    const repository = await openRepository(
      {
        remote,
        gitdir: join(dir, 'clone.git'),
        intentBranch: 'main',
        cluster: 'default',
        identity: { name: `Sluice ${index}`, email: 'sluice@example.org' },
        clock: this.#clock,
      },
      signal,
    );
    const rules = createRules({
      opa: null,
      cacheDir: join(dir, 'rules'),
      limits: { timeoutMs: 20_000, memoryMb: 256 },
    });
    this.#closing.push(() => rules.close());
    const xds = fleet.port();
    const ports: Ports = {
      git: repository,
      rules,
      xds: { ...xds, serve: (served) => (xds.serve(served), this.#news()) },
      samples: { take: this.#samplesOf(index, fleet), proxies: () => fleet.names, watch: () => undefined },
      pending: createPendingFile(pendingPath(dir)),
      clock: this.#clock,
      log: (event, fields) => this.#heard(event, fields),
      tell: () => undefined,
    };
    const { pace } = this.#options;
    const reconciler = createReconciler(ports, defaultOptions, (ms, until) => sleep(ms / pace, until));
    this.#writers.push({ fleet, memory: reconciler.memory, running: reconciler.run(signal), repository });
  }

  #heard(event: string, fields: Readonly<Record<string, Json>>): void {
    if (event === 'pass.failed') this.#failed.push(JSON.stringify(fields));
    this.#news();
  }

  /** What a proxy with a steady client would report: 2,000 requests a second on each side that has weight. */
  #samplesOf(index: number, fleet: Fleet): () => readonly Reading[] {
    let fromMs = this.#clock.now();
    return () => {
      this.#news();
      const toMs = this.#clock.now();
      const last = fleet.served.at(-1);
      if (last === undefined || toMs - fromMs < 250) return [];
      const span = { source: 'test', proxy: 'edge-1', target: primary, sli: 'errors', fromMs, toMs };
      const total = Math.round((toMs - fromMs) * 2);
      fromMs = toMs;
      const sample = (side: Side, bad: number): Sample => ({ ...span, side, total, good: total - bad });
      if (Object.keys(weightsIn(last.mesh)).length < 2) return [{ kind: 'samples', samples: [sample('stable', 0)] }];
      const errors = this.#seesErrors === index ? Math.round(total / 2) : 0;
      return [{ kind: 'samples', samples: [sample('canary', errors), sample('stable', 0)] }];
    };
  }

  async #merge(weights: readonly number[], message: string): Promise<string> {
    const main = await this.#bare.git('rev-parse', '--verify', '-q', 'refs/heads/main').catch(() => null);
    const files = shopFiles({ weights, versions, rollout });
    return this.#bare.commit(files, { parents: main === null ? [] : [main], message, ref: 'refs/heads/main' });
  }

  #main(): Promise<string> {
    return this.#bare.git('rev-parse', 'refs/heads/main');
  }

  /** Waits until both have the same pushed head of this intent, with nothing that still goes up. */
  async #settled(intent: string): Promise<void> {
    const isSettled = () => {
      const heads = this.#writers.map(({ memory }) => (memory.head?.oid === memory.remoteLive ? memory.head : null));
      const [first] = heads;
      return (
        first?.intent.oid === intent &&
        first.state.targets.every(({ phase }) => phase === 'Rejected') &&
        heads.every((head) => head?.oid === first.oid) &&
        this.#writers.every(({ memory }) => memory.pending.length === 0)
      );
    };
    await new Promise<void>((resolve, reject) => {
      const states = () => this.#writers.map(({ memory }) => JSON.stringify(memory.head?.state.targets)).join(' | ');
      const late = () => reject(new Error(`no end of ${intent}: ${states()} ${this.#failed.join()}`));
      const timer = setTimeout(late, this.#options.walkDeadlineMs);
      this.#news = () => {
        if (!isSettled()) return;
        clearTimeout(timer);
        this.#news = () => undefined;
        resolve();
      };
      this.#news();
    });
  }

  #served(): Weights[] {
    return this.#writers.map(({ fleet }) => {
      const last = fleet.served.at(-1);
      return last === undefined ? {} : weightsIn(last.mesh);
    });
  }

  async #steps(): Promise<LiveStep[]> {
    const format = '--format=%H%x09%P%x09%s';
    const log = await this.#bare.git('log', '--first-parent', '--reverse', format, 'refs/heads/sluice/live/default');
    const steps = log.split('\n').map((line) => {
      const [oid = '', parents = '', subject = ''] = line.split('\t');
      return { oid, parents: parents.split(' '), subject };
    });
    // The adoption stands on main.
    return steps.slice(steps.findIndex(({ subject }) => subject.startsWith('Adopt ')));
  }
}

function only(version: number): number[] {
  return versions.map((_, index) => (index === version ? 100 : 0));
}

/** A small generator of its own: the same seed, the same delays. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
