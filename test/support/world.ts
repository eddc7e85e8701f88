/** A whole world in memory: authors, one remote, reconcilers with their proxies, traffic, and time that only moves when told. */

import { isObject } from '../../policies/json.ts';
import type { Oid, RulesPort, Served } from '../../reconciler/reconcile/ports.ts';
import type { Json } from '../../policies/mesh.ts';
import { destinationOf, repositoryFiles } from './mesh-repository.ts';
import type { Letter, RepositoryModel } from './mesh-repository.ts';
import { FakeClock } from './fake-clock.ts';
import { sharesIn } from './world-shares.ts';
import { proxyNames, WorldSlot } from './world-slot.ts';
import { WorldStore } from './world-git.ts';
import type { WorldRemote } from './world-git.ts';
import { Turns } from './world-turns.ts';
import type { Resource } from '../../reconciler/xds/snapshot.ts';
import { routeType } from '../../reconciler/xds/snapshot.ts';
import type { Habit } from './fleet.ts';

/** A commit on main, and what the rules will say of it. */
export interface WorldMain {
  readonly oid: Oid;
  readonly parent: WorldMain | null;
  readonly number: number;
  readonly model: RepositoryModel;
  readonly files: ReadonlyMap<string, string>;
  /** The formats have an error in it. */
  readonly broken: boolean;
  readonly fast: boolean;
  readonly verdict: 'fine' | 'denied' | 'no-verdict';
}

export type MainOptions = Partial<Pick<WorldMain, 'parent' | 'broken' | 'fast' | 'verdict'>>;

export interface Watch {
  readonly onLive: (world: World, from: Oid | null, to: Oid, by: string) => void;
  readonly onServed: (world: World, slot: WorldSlot, served: Served) => void;
  readonly onCrash: (slot: WorldSlot) => void;
  readonly onLog?: (slot: WorldSlot, event: string, fields: Readonly<Record<string, Json>>) => void;
}

/** Requests a second of each rule at each proxy: enough to judge a step in a few seconds. */
const perSecond = 4_000;
/** A header value that proxies turn down; `h1` is turned down by picky ones alone. */
export const poison = 'poison';

export class World {
  readonly clock = new FakeClock();
  readonly store = new WorldStore();
  readonly remote: WorldRemote;
  readonly mains = new Map<Oid, WorldMain>();
  readonly models: RepositoryModel[] = [];
  readonly slots: readonly WorldSlot[];
  readonly turns = new Turns();
  readonly seen = new Set<string>();
  readonly errors: Error[] = [];
  /** The destinations that answer half of their requests with errors. */
  readonly bad = new Set<string>();
  /** When that changed last. */
  truthSince = 0;
  /** By live commit: the moment when its push was last begun. */
  readonly sent = new Map<Oid, number>();
  #moments = 0;
  hasTraffic = true;
  main: WorldMain;

  constructor(first: RepositoryModel, writers: number, watch: Watch) {
    this.main = this.#commit(first, { parent: null });
    this.remote = {
      intent: this.main.oid,
      live: null,
      marker: null,
      isUp: true,
      onLive: (from, to, by) => this.#checked(() => watch.onLive(this, from, to, by)),
    };
    const { store, remote, clock, turns, seen, errors } = this;
    const onServed = (slot: WorldSlot, served: Served) => this.#checked(() => watch.onServed(this, slot, served));
    const onLog = watch.onLog ?? (() => undefined);
    const shared = {
      store,
      remote,
      clock,
      turns,
      seen,
      errors,
      sent: this.sent,
      nextMoment: () => this.nextMoment(),
      rules: this.#rules(),
      onServed,
      onCrash: watch.onCrash,
      onLog,
    };
    this.slots = Array.from({ length: writers }, (_, index) => new WorldSlot(`p${index + 1}`, shared));
    for (const slot of this.slots) for (const name of proxyNames) slot.habit(name, takesMost);
  }

  /** A commit on main, on top of `parent`: another one than main's head rewrites history. */
  merge(model: RepositoryModel, options: MainOptions = {}): void {
    this.main = this.#commit(model, { parent: this.main, ...options });
    this.remote.intent = this.main.oid;
  }

  setBad(letter: Letter, isBad: boolean): void {
    const key = destinationOf(letter);
    if (this.bad.has(key) === isBad) return;
    if (isBad) this.bad.add(key);
    else this.bad.delete(key);
    this.truthSince = this.clock.now();
  }

  /** Later than all moments before. */
  nextMoment(): number {
    this.#moments += 1;
    return this.#moments;
  }

  /** Time passes, proxies count, and whoever has something to do begins; then so many turns are given. */
  async pass(ms: number, turns: number, pick: (count: number) => number): Promise<void> {
    const fromMs = this.clock.now();
    this.clock.advance(ms);
    if (this.hasTraffic) for (const slot of this.slots) this.#count(slot, fromMs);
    for (const slot of this.slots) await slot.begin();
    await this.turns.go(() => this.clock.monotonic(), turns, pick);
    const [error] = this.errors;
    if (error !== undefined) throw error;
  }

  #count(slot: WorldSlot, fromMs: number): void {
    const { clusters, walks, budgets } = slot.watch;
    const owned = [...clusters.values()];
    for (const [proxy, { mesh }] of slot.runs) {
      const of = { source: 'world', proxy, fromMs, toMs: this.clock.now() };
      for (const [target, { slis }] of walks) {
        const tally = { canary: { good: 0, total: 0 }, stable: { good: 0, total: 0 } };
        const shares = sharesIn(mesh, target);
        for (const { destinationKey, side, target: owner } of owned) {
          if (owner !== target) continue;
          const total = Math.round((perSecond * (shares.get(destinationKey) ?? 0)) / 1_000_000);
          tally[side].total += total;
          tally[side].good += this.bad.has(destinationKey) ? Math.floor(total / 2) : total;
        }
        const sides = ['canary', 'stable'] as const;
        const samples = slis.flatMap(({ key }) =>
          sides.map((side) => ({ ...of, target, sli: key, side, ...tally[side] })),
        );
        slot.hear({ kind: 'samples', samples });
      }
      // What is spent of a budget is nothing that a walk is judged by here.
      const spent = { ...of, sli: 'errors', side: 'stable', good: 999, total: 1_000 } as const;
      slot.hear({ kind: 'samples', samples: [...budgets.keys()].map((target) => ({ ...spent, target })) });
    }
  }

  #commit(model: RepositoryModel, options: MainOptions & Pick<WorldMain, 'parent'>): WorldMain {
    const { parent, broken = false, fast = false, verdict = 'fine' } = options;
    const files = new Map([...repositoryFiles(model)].map(([path, text]) => [path, quicker(text)] as const));
    if (broken) files.set('broken.yaml', 'kind: [\n');
    const number = this.mains.size;
    const message = `Change ${number}\n${fast ? '\nSluice-Fast: true\n' : ''}`;
    const parents = parent === null ? [] : [parent.oid];
    const oid = this.store.commit({ tree: this.store.tree(files), parents, message, at: this.clock.now() }, 'Ada');
    const main = { oid, parent, number, model, files, broken, fast, verdict };
    this.mains.set(oid, main);
    this.models.push(model);
    return main;
  }

  /** Answers at once, by what the author's commit is known to deserve. */
  #rules(): RulesPort {
    const denial = { rule: 'house', severity: 'error', message: 'Not in this house', remedy: '', at: null } as const;
    return {
      judge: (input) => {
        const change = isObject(input) ? input['change'] : null;
        const head = isObject(change) ? change['head'] : null;
        const verdict = typeof head === 'string' ? this.mains.get(head)?.verdict : undefined;
        if (verdict === undefined) throw new Error('the rules were asked about no commit');
        if (verdict === 'no-verdict')
          return Promise.resolve({ kind: 'no-verdict', reason: 'it took too long', file: null, line: null });
        const violations = verdict === 'denied' ? [denial] : [];
        return Promise.resolve({ kind: 'judged', violations, rulesRun: 1 });
      },
      digest: () => Promise.resolve('house'),
    };
  }

  /** A broken law ends the history, though the code under it may catch what is thrown. */
  #checked(check: () => void): void {
    try {
      check();
    } catch (error) {
      this.errors.push(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

/** Takes all but poison. */
export const takesMost: Habit = (resource) => (has(resource, poison) ? 'poison is no header value' : null);
/** One that has a bug of its own. */
export const picky: Habit = (resource) => (has(resource, 'h1') || has(resource, poison) ? 'no such header' : null);

function has({ typeUrl, body }: Resource, word: string): boolean {
  return typeUrl === routeType && Buffer.from(body.buffer, body.byteOffset, body.byteLength).includes(word);
}

/** Walks with shorter holds and bakes: seconds are what histories are made of. */
function quicker(text: string): string {
  return text.replaceAll('hold: 10s', 'hold: 2s').replaceAll('bake: 10m', 'bake: 3s');
}
