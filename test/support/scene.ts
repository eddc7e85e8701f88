/** A whole reconciler on a real repository, driven pass by pass, with a clock that a test moves. */

import { join } from 'node:path';
import { createPendingFile, pendingPath } from '../../reconciler/commands/pending-file.ts';
import { openRepository, type Repository, type Signatures } from '../../reconciler/git/repository.ts';
import { createRules, type Rules } from '../../reconciler/opa/rules.ts';
import { advance } from '../../reconciler/reconcile/advance.ts';
import { takeUp } from '../../reconciler/reconcile/loop.ts';
import { createMemory, defaultOptions, type Memory } from '../../reconciler/reconcile/memory.ts';
import type { Labels } from '../../policies/mesh.ts';
import type { Commit, Ports } from '../../reconciler/reconcile/ports.ts';
import { tick } from '../../reconciler/reconcile/tick.ts';
import { parseState } from '../../reconciler/live/state-file.ts';
import type { Entry, LiveState } from '../../reconciler/live/state.ts';
import type { Reading } from '../../reconciler/rollout/sample.ts';
import { findOpa } from '../../reconciler/setup/binaries.ts';
import { weightAt } from '../../reconciler/live/shares.ts';
import { FakeClock } from './fake-clock.ts';
import { Fleet } from './fleet.ts';
import { GitFaults } from './git-faults.ts';
import { TestGit, temporaryFolder } from './git-repository.ts';
import { startGitServer, type GitServer, type GitServerOptions } from './git-server.ts';
import { RulesFaults } from './rules-faults.ts';
import { shopFiles, weightsIn } from './shop.ts';

export interface SceneOptions {
  /** Reach the repository by a real server instead of its folder; with what goes wrong there. */
  readonly http?: Omit<GitServerOptions, 'root'>;
  readonly proxies?: readonly string[];
  readonly labels?: Readonly<Record<string, Labels>>;
  /** How long rules may run, in ms. The machine may be busy, so a test that waits for the end of it says so. */
  readonly rulesMs?: number;
  /** How live commits are signed, and whose signatures count. */
  readonly signatures?: Signatures;
  /** The scene whose repository and clock this one shares: two reconcilers on one repository. */
  readonly beside?: Scene;
}

export interface LoggedEvent {
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

interface Parts {
  readonly folder: string;
  readonly bare: TestGit;
  readonly clock: FakeClock;
  readonly server: GitServer | null;
  readonly rules: Rules;
  readonly fleet: (now: () => number) => Fleet;
  readonly remove: () => Promise<void>;
}

const never = new AbortController().signal;
export const liveRef = 'refs/heads/sluice/live/default';

export class Scene {
  readonly folder: string;
  readonly bare: TestGit;
  readonly clock: FakeClock;
  readonly fleet: Fleet;
  readonly faults = new GitFaults();
  readonly judging = new RulesFaults();
  readonly server: GitServer | null;
  /** For the next start. */
  signatures: Signatures | undefined;
  readonly log: LoggedEvent[] = [];
  /** Live commits that others were told of. */
  readonly told: Commit[] = [];
  readonly #rules: Rules;
  readonly #remove: () => Promise<void>;
  readonly #opened: Repository[] = [];
  #readings: Reading[] = [];
  #running: { memory: Memory; ports: Ports } | null = null;
  #starts = 0;

  private constructor(parts: Parts) {
    this.folder = parts.folder;
    this.bare = parts.bare;
    this.clock = parts.clock;
    this.server = parts.server;
    this.#rules = parts.rules;
    this.#remove = parts.remove;
    this.fleet = parts.fleet(() => this.clock.now());
  }

  static async create(options: SceneOptions = {}): Promise<Scene> {
    const { beside, http, rulesMs = 20_000 } = options;
    const { path, remove } = await temporaryFolder();
    const scene = new Scene({
      folder: path,
      bare: beside?.bare ?? (await TestGit.initBare(join(path, 'mesh.git'))),
      clock: beside?.clock ?? new FakeClock(),
      server: beside?.server ?? (http === undefined ? null : await startGitServer({ root: path, ...http })),
      rules: createRules({
        opa: findOpa(),
        cacheDir: join(path, 'rules'),
        limits: { timeoutMs: rulesMs, memoryMb: 256 },
      }),
      fleet: (now) => new Fleet(now, options.proxies, options.labels),
      remove,
    });
    scene.signatures = options.signatures;
    return scene;
  }

  /** `checkout` all on v1, adopted and started, with its proxies on it: where most stories begin. */
  static async shop(options: SceneOptions = {}): Promise<Scene> {
    const scene = await Scene.create(options);
    await scene.merge(shopFiles({ weights: [100, 0] }));
    await scene.start();
    await scene.warmUp();
    return scene;
  }

  async close(): Promise<void> {
    await this.#rules.close();
    for (const repository of this.#opened) await repository.close();
    await this.server?.close();
    await this.#remove();
  }

  get memory(): Memory {
    return this.#present().memory;
  }

  get ports(): Ports {
    return this.#present().ports;
  }

  /** Merges these files to main. */
  async merge(files: Readonly<Record<string, string>>, message = 'Change'): Promise<string> {
    const main = await this.oid('refs/heads/main');
    const parents = main === null ? [] : [main];
    return this.bare.commit(files, { parents, message, ref: 'refs/heads/main' });
  }

  /** Starts a reconciler; on a new clone when `fresh`. What ran before is gone, as after a kill. */
  async start(options: { readonly fresh?: boolean } = {}): Promise<void> {
    if (options.fresh === true || this.#starts === 0) this.#starts += 1;
    const dir = join(this.folder, `state-${this.#starts}`);
    const remote = this.server?.url('mesh.git') ?? this.bare.dir;
    const opened = await openRepository(
      {
        remote,
        gitdir: join(dir, 'clone.git'),
        intentBranch: 'main',
        cluster: 'default',
        identity: { name: 'Sluice', email: 'sluice@example.org' },
        clock: this.clock,
        ...(this.signatures === undefined ? {} : { signatures: this.signatures }),
      },
      never,
    );
    this.#opened.push(opened);
    this.#readings = [];
    const ports: Ports = {
      git: this.faults.wrap(opened),
      rules: this.judging.wrap(this.#rules),
      xds: this.fleet.port(),
      samples: { take: () => this.#readings.splice(0), proxies: () => this.fleet.names, watch: () => undefined },
      pending: createPendingFile(pendingPath(dir)),
      clock: this.clock,
      log: (event, fields) => this.log.push({ event, fields }),
      tell: (commits) => this.told.push(...commits),
    };
    const memory = createMemory(ports, defaultOptions);
    this.#running = { memory, ports };
    await takeUp(memory, ports);
  }

  /** A tick, then passes with the remote until there is nothing more to do at once. Returns the last outcome. */
  async settle(): Promise<'wait' | 'retry'> {
    for (let passes = 0; passes < 30; passes += 1) {
      await this.tick();
      const outcome = await this.pass();
      await this.tick();
      if (outcome !== 'again') return outcome;
    }
    throw new Error('it never settled');
  }

  /** One pass with the remote, and no tick. */
  async pass(): Promise<'again' | 'wait' | 'retry'> {
    return advance(this.memory, this.ports, never);
  }

  /** A tick alone: what happens while the remote is not asked. */
  async tick(): Promise<void> {
    await tick(this.memory, this.ports);
  }

  /** Moves the clock past the reading back of a new start. */
  async warmUp(): Promise<void> {
    this.clock.advance(6_000);
    await this.settle();
  }

  /**
   * Traffic for `seconds`, `perSecond` on each side, with these shares of errors, told as a proxy tells it each 250 ms.
   * Judges as it goes, and asks the remote once a second.
   */
  async traffic(
    target: string,
    options: {
      readonly seconds: number;
      readonly canaryErrors?: number;
      readonly stableErrors?: number;
      readonly perSecond?: number;
      readonly proxies?: readonly string[];
      readonly remote?: boolean;
      /** Keys of the evidence that these counts are told for. */
      readonly slis?: readonly string[];
    },
  ): Promise<void> {
    const { seconds, canaryErrors = 0, stableErrors = 0, perSecond = 400, remote = true, slis = ['errors'] } = options;
    for (let quarter = 0; quarter < seconds * 4; quarter += 1) {
      const fromMs = this.clock.now();
      this.clock.advance(250);
      const proxies = options.proxies ?? ['edge-1'];
      for (const [proxy, sli] of proxies.flatMap((name) => slis.map((key) => [name, key] as const))) {
        const span = { source: 'test', proxy, target, sli, fromMs, toMs: this.clock.now() };
        const total = perSecond / 4;
        const side = (name: 'canary' | 'stable', errors: number) =>
          ({ ...span, side: name, total, good: total - Math.round(total * errors) }) as const;
        this.#readings.push({ kind: 'samples', samples: [side('canary', canaryErrors), side('stable', stableErrors)] });
      }
      if (remote && quarter % 4 === 3) await this.settle();
      else await this.tick();
    }
  }

  /** Good traffic until so much of it, in percent, goes to what the walk raises. */
  async climb(target: string, percent: number): Promise<void> {
    for (let second = 0; second < 90; second += 1) {
      const entry = this.memory.head?.state.targets.find((each) => each.target === target);
      if (entry !== undefined && weightAt(entry, entry.s) >= percent * 10_000) return;
      await this.traffic(target, { seconds: 1 });
    }
    throw new Error(`${target} never came to ${percent} %; denied: ${this.#whyDenied()}`);
  }

  /** Good traffic until no walk is under way. */
  async promote(target: string): Promise<void> {
    for (let second = 0; second < 90; second += 1) {
      if (this.memory.head?.state.targets.length === 0) return;
      await this.traffic(target, { seconds: 1 });
    }
    throw new Error(`${target} was never promoted; denied: ${this.#whyDenied()}`);
  }

  /** What the proxies were last served, in percent by subset. */
  served(target?: string): Record<string, number> {
    const last = this.fleet.served.at(-1);
    return last === undefined ? {} : weightsIn(last.mesh, target);
  }

  /** Rules of the findings that keep main's head out; empty where it is in. */
  denials(): string[] {
    const findings = this.memory.denial?.findings ?? [];
    return findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule);
  }

  /** The commit of a ref in the remote; null where there is none. */
  async oid(ref: string): Promise<string | null> {
    return this.bare.git('rev-parse', '--verify', '-q', ref).catch(() => null);
  }

  /** I: the intent that the remote's live head stands on. */
  async accepted(): Promise<string> {
    return (await this.bare.git('show', '-s', '--format=%P', liveRef)).slice(-40);
  }

  /** Ω as the remote's live head has it. */
  async liveState(): Promise<LiveState> {
    const text = await this.bare.git('show', `${liveRef}:.sluice/state.yaml`).catch(() => null);
    const parsed = parseState(text === null ? null : `${text}\n`);
    if (!parsed.ok) throw new Error(parsed.findings[0]?.message);
    return parsed.state;
  }

  async entry(target: string): Promise<Entry | undefined> {
    return (await this.liveState()).targets.find((entry) => entry.target === target);
  }

  /** Subjects of the live branch's first parents, oldest first, without the intent that was adopted. */
  async history(): Promise<string[]> {
    const lines = await this.bare.git('log', '--first-parent', '--reverse', '--format=%s', liveRef);
    return lines.split('\n').slice(1);
  }

  #whyDenied(): string {
    return this.memory.denial?.findings.map(({ rule, message }) => `${rule}: ${message}`).join('; ') ?? 'nothing';
  }

  #present(): { memory: Memory; ports: Ports } {
    if (this.#running === null) throw new Error('the scene was not started');
    return this.#running;
  }
}
