/** One reconciler's place in the world: its disk, its proxies, and the process that runs there now. */

import type { Lowering } from '../../reconciler/live/join.ts';
import { parseLowerings, printLowerings } from '../../reconciler/live/pending.ts';
import type { Json, Mesh } from '../../policies/mesh.ts';
import { pass, passDue, takeUp } from '../../reconciler/reconcile/loop.ts';
import { createMemory, defaultOptions, type Memory } from '../../reconciler/reconcile/memory.ts';
import type { Clock, Oid, PendingPort, Ports, Proxy, RulesPort, Served } from '../../reconciler/reconcile/ports.ts';
import { tick } from '../../reconciler/reconcile/tick.ts';
import type { Reading } from '../../reconciler/rollout/sample.ts';
import { nothingWatched, type Watch } from '../../reconciler/rollout/watch.ts';
import { Fleet, type Habit } from './fleet.ts';
import { Crashed, faultyGit, noteSent, faultyRules } from './world-faults.ts';
import type { Call, Fate, Happen, SentNotes } from './world-faults.ts';
import { cloneGit, emptyDisk } from './world-git.ts';
import type { WorldDisk, WorldRemote, WorldStore } from './world-git.ts';
import type { Turns } from './world-turns.ts';

export interface SlotWorld extends SentNotes {
  readonly store: WorldStore;
  readonly remote: WorldRemote;
  readonly rules: RulesPort;
  readonly clock: Clock;
  readonly turns: Turns;
  readonly onServed: (slot: WorldSlot, served: Served) => void;
  /** The process is gone, and what its disk has now is what it left. */
  readonly onCrash: (slot: WorldSlot) => void;
  readonly onLog: (slot: WorldSlot, event: string, fields: Readonly<Record<string, Json>>) => void;
  /** What a history has come by, by name. */
  readonly seen: Set<string>;
  /** What threw that shouldn't; the first one counts. */
  readonly errors: Error[];
}

/** The next call of this kind, but for so many before it, meets its fate. */
export interface ArmedFault {
  readonly call: Call | null;
  readonly fate: Fate;
  skip: number;
  readonly losesDisk: boolean;
}

type Task = 'start' | 'tick' | 'pass';

const never = new AbortController().signal;
/** Longer than a push may take before it is looked at again. */
const lateMs = 1_500;
export const proxyNames = ['edge-1', 'edge-2'] as const;

class Process {
  readonly memory: Memory;
  readonly ports: Ports;
  readonly tasks = new Set<Task>();
  readonly readings: Reading[] = [];
  watch: Watch = nothingWatched;
  isDead = false;
  isStarted = false;

  constructor(make: (process: Process) => Ports) {
    this.ports = make(this);
    this.memory = createMemory(this.ports, { ...defaultOptions, intervalMs: 3_000 });
  }
}

export class WorldSlot {
  readonly name: string;
  readonly fleet: Fleet;
  readonly armed: ArmedFault[] = [];
  readonly #world: SlotWorld;
  #disk: WorldDisk = emptyDisk();
  #process: Process | null = null;
  #served: Served | null = null;
  /** By proxy: what it runs. */
  readonly #runs = new Map<string, Served>();

  constructor(name: string, world: SlotWorld) {
    this.name = name;
    this.#world = world;
    this.fleet = new Fleet(() => world.clock.now(), proxyNames);
  }

  get memory(): Memory | null {
    return this.#process?.memory ?? null;
  }

  /** What it wants to be told of. */
  get watch(): Watch {
    return this.#process?.watch ?? nothingWatched;
  }

  get proxies(): readonly Proxy[] {
    return this.#process?.ports.xds.proxies() ?? [];
  }

  /** Content hashes of what its proxies would get of a mesh. */
  preview(mesh: Mesh): ReadonlySet<string> {
    return this.#process?.ports.xds.preview(mesh) ?? new Set();
  }

  /** What each proxy runs, by its name. */
  get runs(): ReadonlyMap<string, Served> {
    return this.#runs;
  }

  get localLive(): Oid | null {
    return this.#disk.localLive;
  }

  get pendingOnDisk(): string | null {
    return this.#disk.pending;
  }

  habit(proxy: string, habit: Habit): void {
    this.#noting(this.#served, () => this.fleet.habit(proxy, habit));
  }

  hear(reading: Reading): void {
    this.#process?.readings.push(reading);
  }

  /** The process is gone, at whatever it was; a new one starts with the next task. */
  crash(losesDisk: boolean): void {
    const process = this.#process;
    if (losesDisk) {
      this.#disk = emptyDisk();
      this.#world.seen.add('disk-lost');
    }
    if (process === null) return;
    process.isDead = true;
    this.#process = null;
    this.#world.onCrash(this);
    this.#world.turns.stop(process, new Crashed());
  }

  /** Starts what the loop would start now: taking up, then ticks, and passes that are due; one of each at a time. */
  async begin(): Promise<void> {
    const process = (this.#process ??= new Process((each) => this.#ports(each)));
    if (!process.isStarted) {
      process.isStarted = true;
      await this.#task(process, 'start', () => takeUp(process.memory, process.ports));
    }
    if (process.isDead || process.tasks.has('start')) return;
    await this.#task(process, 'tick', () => tick(process.memory, process.ports));
    if (process.isDead || !passDue(process.memory, process.ports)) return;
    await this.#task(process, 'pass', () => pass(process.memory, process.ports, never));
  }

  /** True while a task waits for its turn. */
  get isBusy(): boolean {
    return (this.#process?.tasks.size ?? 0) > 0;
  }

  /** Notes which proxies take what is served while something happens. */
  #noting(served: Served | null, happens: () => void): void {
    const before = proxyNames.map((name) => this.fleet.runs(name));
    this.#served = served;
    happens();
    for (const [index, name] of proxyNames.entries()) {
      if (served !== null && this.fleet.runs(name) !== before[index]) this.#runs.set(name, served);
    }
  }

  async #task(process: Process, task: Task, run: () => Promise<void>): Promise<void> {
    if (process.tasks.has(task)) return;
    process.tasks.add(task);
    await this.#world.turns.start(async () => {
      try {
        await run();
      } catch (error) {
        if (!(error instanceof Crashed) && !(error instanceof Broken)) this.#world.errors.push(asError(error));
      } finally {
        process.tasks.delete(task);
      }
    });
  }

  #ports(process: Process): Ports {
    const { store, remote, rules, clock } = this.#world;
    const disk = this.#disk;
    const happen = this.#happen(process);
    const port = this.fleet.port();
    this.#served = null;
    return {
      git: noteSent(faultyGit(cloneGit(store, remote, disk, this.name), happen), this.#world),
      rules: faultyRules(rules, happen),
      xds: {
        ...port,
        serve: (served) => {
          if (process.isDead) throw new Crashed();
          this.#world.onServed(this, served);
          this.#noting(served, () => port.serve(served));
        },
      },
      samples: {
        take: () => process.readings.splice(0),
        proxies: () => this.fleet.names,
        watch: (watch) => {
          process.watch = watch;
        },
      },
      pending: pendingOn(disk, happen, (lowerings) => this.#checkWire(process, lowerings)),
      clock,
      tell: () => undefined,
      log: (event, fields) => {
        this.#world.onLog(this, event, fields);
        if (event !== 'pass.failed' || process.isDead || fields['reason'] === new Broken().message) return;
        this.#world.errors.push(new Error(`a pass failed: ${JSON.stringify(fields['reason'])}`));
      },
    };
  }

  #happen(process: Process): Happen {
    const { turns, clock, seen } = this.#world;
    return async (call, effect, lost, refused) => {
      if (process.isDead) throw new Crashed();
      await turns.wait(process);
      const fault = this.#fault(call);
      const fate = fault?.fate ?? null;
      const applies =
        fate === 'lost' || fate === 'lost-done' ? lost !== undefined : fate !== 'refused' || refused !== undefined;
      if (fate !== null && applies) seen.add(`${fate} ${call}`);
      if (fate === 'slow') await turns.wait(process, clock.monotonic() + lateMs);
      if (fate === 'lost' && lost !== undefined) return lost;
      if (fate === 'refused' && refused !== undefined) return refused;
      if (fate === 'broken') throw new Broken();
      if (fate === 'crash-before') this.#die(process, fault?.losesDisk ?? false);
      const answer = await effect();
      if (fate === 'crash-after') this.#die(process, fault?.losesDisk ?? false);
      if (fate === 'late') await turns.wait(process, clock.monotonic() + lateMs);
      return fate === 'lost-done' && lost !== undefined ? lost : answer;
    };
  }

  /** The wire comes before the disk. */
  #checkWire({ memory }: Process, lowerings: readonly Lowering[]): void {
    if (!memory.opened || memory.head === null) return;
    for (const { target } of lowerings) {
      if (this.#served?.pending.has(target) === true) continue;
      this.#world.errors.push(new Error(`${this.name} wrote the lowering of ${target} down before it was served`));
    }
  }

  #die(process: Process, losesDisk: boolean): never {
    if (this.#process === process) this.crash(losesDisk);
    throw new Crashed();
  }

  #fault(call: Call): ArmedFault | null {
    for (const fault of this.armed) {
      if (fault.call !== null && fault.call !== call) continue;
      if (fault.skip > 0) {
        fault.skip -= 1;
        continue;
      }
      this.armed.splice(this.armed.indexOf(fault), 1);
      return fault;
    }
    return null;
  }
}

/** A full disk, a damaged file: surroundings that a pass may not survive, but the process does. */
class Broken extends Error {
  constructor() {
    super('the disk is full');
  }
}

/** As the real file: of several writes the one that was called last is the one that stays. */
function pendingOn(disk: WorldDisk, happen: Happen, onWrite: (lowerings: readonly Lowering[]) => void): PendingPort {
  let [called, done] = [0, 0];
  return {
    read: () =>
      happen('pending.read', () => {
        const parsed = disk.pending === null ? null : parseLowerings('pending.yaml', disk.pending);
        if (parsed !== null && !parsed.ok) throw new Error('pending lowerings do not read back');
        return Promise.resolve(parsed?.lowerings ?? []);
      }),
    write: (lowerings) => {
      onWrite(lowerings);
      called += 1;
      const turn = called;
      return happen('pending.write', () => {
        if (turn > done) disk.pending = lowerings.length === 0 ? null : printLowerings(lowerings);
        done = Math.max(done, turn);
        return Promise.resolve();
      });
    },
  };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
