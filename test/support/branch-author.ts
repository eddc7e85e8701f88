/** Live branches of any length, made by the functions that make live commits: with every kind of step, and its evidence. */

import type { Json } from '../../policies/mesh.ts';
import {
  effectiveSince,
  freeze,
  pause,
  promoteNow,
  resume,
  skipSteps,
  unfreeze,
} from '../../reconciler/live/control.ts';
import { targetsOf } from '../../reconciler/live/intent.ts';
import { acceptIntent } from '../../reconciler/live/events.ts';
import { refuse } from '../../reconciler/live/refusal.ts';
import { sFor, weightAt, whole } from '../../reconciler/live/shares.ts';
import { emptyState, type Entry, type LiveState } from '../../reconciler/live/state.ts';
import { stepsBetween } from '../../reconciler/live/live-step.ts';
import { changesIntent, liveMessage, type LiveEvent } from '../../reconciler/live/trailers.ts';
import { liveChanges } from '../../reconciler/live/tree.ts';
import { expireSettled, hold, lower, promote, raise, release, retry } from '../../reconciler/live/walk.ts';
import { createIntentReader, type IntentCommit } from '../../reconciler/reconcile/intent.ts';
import { replay } from '../../reconciler/rollout/replay.ts';
import type { Source } from '../../reconciler/verify/branch.ts';
import { evidenceSeconds, recordedEvidence } from './branch-evidence.ts';
import { MemoryGit, type Sign } from './memory-git.ts';
import { emptyRepository, type Letter, type RepositoryModel, repositoryFiles } from './mesh-repository.ts';
import { seeded } from './seeded.ts';
import { items } from './walks.ts';

export interface Branch {
  readonly git: MemoryGit;
  /** Oldest first. */
  readonly live: readonly string[];
  readonly main: readonly string[];
  readonly source: Source;
  /** How many commits there are of each kind. */
  readonly counts: ReadonlyMap<LiveEvent, number>;
}

const names = ['web', 'api', 'cart'] as const;
const deadlineMs = 30 * 60_000;
const letters: readonly Letter[] = ['a', 'b', 'c', 'd', 'm1', 'm2'];

/** With `sign` each live commit is signed, and some are there for their signature alone, as `sluice sign` makes them. */
export async function authorBranch(commits: number, seed: number, sign: Sign | null = null): Promise<Branch> {
  const author = new Author(seed, sign);
  await author.adopt();
  while (author.live.length < commits) await author.next();
  return author.branch();
}

interface Written {
  readonly event: LiveEvent;
  readonly state: LiveState;
  readonly intent?: IntentCommit;
  readonly by?: string;
  readonly reason?: string;
  readonly evidence?: ReadonlyMap<string, Json>;
}

interface Last {
  readonly intent: IntentCommit;
  readonly state: LiveState;
}

class Author {
  readonly git = new MemoryGit();
  readonly live: string[] = [];
  readonly main: string[] = [];
  readonly #random: () => number;
  readonly #sign: Sign | null;
  readonly #readIntent = createIntentReader(this.git);
  readonly #counts = new Map<LiveEvent, number>();
  #model: RepositoryModel;
  #now = Date.parse('2026-01-31T12:00:00.123Z');
  #last: Last | null = null;
  #beforeAccepted: Last | null = null;

  constructor(seed: number, sign: Sign | null) {
    this.#random = seeded(seed);
    this.#sign = sign;
    this.#model = {
      ...emptyRepository,
      objects: names.map((name) => ({
        name,
        file: `routes/${name}.yaml`,
        host: `${name}.example.com`,
        rules: [{ name: 'primary', prefix: null, items: items({ a: 100 }) }],
      })),
      rollouts: names.map((name) => ({ name, object: name, rule: 'primary', steps: [5, 50] })),
    };
  }

  branch(): Branch {
    const { git, main } = this;
    const position = new Map(main.map((oid, index) => [oid, index]));
    const at = (oid: string): number => position.get(oid) ?? -1;
    return {
      git,
      main,
      live: this.live,
      counts: this.#counts,
      source: {
        readFiles: async (tree) => (await git.readTree(tree)).files,
        readIntent: async (oid) => {
          const { intent, commit } = await this.#readIntent(oid);
          return { intent, tree: commit.tree, fast: false };
        },
        treeOf: (tree, changes) => git.treeOf(tree, changes),
        ancestry: (ancestor, descendant) =>
          Promise.resolve(at(ancestor) >= 0 && at(ancestor) <= at(descendant) ? 'yes' : 'no'),
        replay,
      },
    };
  }

  async adopt(): Promise<void> {
    const intent = await this.#merge();
    await this.#write({ event: 'adopt', state: emptyState, intent });
  }

  /** One more commit, or none where the dice ask for what is not to be had. */
  async next(): Promise<void> {
    this.#now += (evidenceSeconds + 2) * 1_000 + Math.floor(this.#random() * 50_000);
    const { state } = this.#present();
    const by = this.#somebody();
    const draw = this.#random();
    if (state.frozen !== null) {
      const thawed = unfreeze(state, this.#now);
      return this.#write({ event: 'unfreeze', state: thawed, by, reason: 'it is over' });
    }
    if (state.targets.length === 0 || draw < 0.08) return this.#accept();
    if (draw < 0.09 && this.#sign !== null) return this.#write({ event: 'restore', state, by, reason: 'signed' });
    if (draw < 0.1) {
      const frozen = { by, reason: `fair ${this.live.length}`, since: this.#now };
      return this.#write({ event: 'freeze', state: freeze(state, frozen), by, reason: frozen.reason });
    }
    if (draw < 0.12 && this.#beforeAccepted !== null) return this.#refuse(this.#beforeAccepted);
    const entry = state.targets[this.#pick(state.targets.length)];
    if (entry !== undefined) await this.#step(entry);
  }

  #somebody(): string {
    return ['ada', 'grace', 'lin'][this.#pick(3)] ?? 'ada';
  }

  #pick(count: number): number {
    return Math.floor(this.#random() * count);
  }

  #present(): Last {
    if (this.#last === null) throw new Error('nothing was adopted');
    return this.#last;
  }

  async #merge(): Promise<IntentCommit> {
    const tree = await this.git.treeFrom(repositoryFiles(this.#model));
    const parents = this.main.slice(-1);
    const message = `Change ${this.main.length}`;
    const oid = await this.git.commit({ tree, parents, message, at: this.#now }, 'Ada');
    this.main.push(oid);
    return this.#readIntent(oid);
  }

  async #accept(): Promise<void> {
    const { state, intent: from } = this.#present();
    const object = this.#model.objects[this.#pick(names.length)];
    const [first, second] = [letters[this.#pick(letters.length)] ?? 'a', letters[this.#pick(letters.length)] ?? 'b'];
    const weights = items(first === second ? { [first]: 100 } : { [first]: 70, [second]: 30 });
    const objects = this.#model.objects.map((each) =>
      each === object ? { ...each, rules: each.rules.map((rule) => ({ ...rule, items: weights })) } : each,
    );
    this.#model = { ...this.#model, objects };
    const intent = await this.#merge();
    const acceptance = acceptIntent({ state, from: from.intent, to: intent.intent, fast: false, now: this.#now });
    if (acceptance.kind === 'denied') throw new Error('no commit of this author is denied');
    this.#now += this.#pick(3_000);
    await this.#write({ event: 'accept', state: acceptance.state, intent });
  }

  async #refuse(before: Last): Promise<void> {
    const { state, intent } = this.#present();
    const refused = [{ intent: intent.oid, digest: 'd1', file: 'routes/web.yaml', reason: 'no such cluster' }];
    const current = { state, intent: intent.intent };
    const next = refuse({ before: { state: before.state, intent: before.intent.intent }, current, refused });
    await this.#write({
      event: 'refuse',
      state: next,
      intent: before.intent,
      reason: 'routes/web.yaml: no such cluster',
    });
  }

  async #step(entry: Entry): Promise<void> {
    const { state, intent } = this.#present();
    const { target } = entry;
    const by = this.#somebody();
    const reason = `reason ${this.live.length}`;
    const draw = this.#random();
    switch (entry.phase) {
      case 'Rejected':
        return this.#write({ event: 'retry', state: retry(state, intent.intent, target, this.#now), by });
      case 'Held':
        if (entry.reason === 'paused') {
          return this.#write({ event: 'resume', state: resume(state, intent.intent, target, this.#now), by });
        }
        return entry.reason === 'deadline'
          ? this.#write({ event: 'retry', state: retry(state, intent.intent, target, this.#now), by })
          : this.#write({ event: 'release', state: release(this.#fresh(state), target) });
      case 'Progressing':
        if (draw < 0.03) return this.#write({ event: 'pause', state: pause(state, target), by, reason });
        if (draw < 0.05) return this.#write({ event: 'abort', state: lower(state, target, 'aborted'), by, reason });
        if (draw < 0.07) {
          const promoted = promoteNow(state, target, this.#now);
          return this.#write({ event: 'promote-now', state: promoted, by, reason: 'it must be' });
        }
        if (draw < 0.09 && entry.s < whole && entry.skipSteps === undefined) {
          return this.#write({ event: 'skip', state: skipSteps(state, target), by });
        }
        if (draw < 0.15) return this.#write({ event: 'hold', state: hold(this.#fresh(state), target, 'no-data') });
        return this.#climb(entry, draw > 0.93);
    }
  }

  async #climb(entry: Entry, isBad: boolean): Promise<void> {
    const { state, intent } = this.#present();
    const { target } = entry;
    const rollout = targetsOf(intent.intent.mesh).get(target)?.rollout ?? null;
    if (rollout === null) throw new Error(`${target} walks without a Rollout`);
    const atEnd = entry.s === whole;
    const needs = entry.s > 0 && weightAt(entry, entry.s) < whole;
    const evidence = new Map(
      needs ? [[target, recordedEvidence(rollout, entry, isBad ? 'bad' : 'fine')] as const] : [],
    );
    if (isBad && needs) return this.#write({ event: 'lower', state: lower(state, target, 'errors'), evidence });
    if (!atEnd && this.#now - effectiveSince(state, entry, this.#now) > deadlineMs - 2_000) {
      return this.#write({ event: 'hold', state: hold(this.#fresh(state), target, 'deadline') });
    }
    if (atEnd)
      return this.#write({ event: 'promote', state: promote(this.#fresh(state), target, this.#now), evidence });
    const u = weightAt(entry, entry.s);
    const final = weightAt(entry, whole);
    const step = [50_000, 500_000].find((weight) => weight > u + 20 && weight < final) ?? final;
    const s = sFor(entry, entry.skipSteps === true && entry.s > 0 ? final : step);
    return this.#write({ event: 'raise', state: raise(this.#fresh(state), target, s), evidence });
  }

  #fresh(state: LiveState): LiveState {
    return expireSettled(state, this.#now);
  }

  async #write({ event, state, intent: given, by, reason, evidence }: Written): Promise<void> {
    const intent = given ?? this.#present().intent;
    const before = this.#last?.state ?? emptyState;
    const tree = await this.git.writeTree(intent.commit.tree, liveChanges(intent.intent, state));
    const message = liveMessage({
      event,
      intent: intent.oid,
      steps: stepsBetween({
        before,
        after: state,
        mesh: intent.intent.mesh,
        isNewIntent: changesIntent(event),
      }),
      ...(reason === undefined ? {} : { reason }),
      ...(evidence === undefined ? {} : { evidence }),
      ...(by === undefined ? {} : { by }),
    });
    const at = this.#now + this.#pick(400);
    const parents = [...this.live.slice(-1), intent.oid];
    const oid = await this.git.commit({ tree, parents, message, at }, by, this.#sign);
    this.live.push(oid);
    this.#counts.set(event, (this.#counts.get(event) ?? 0) + 1);
    this.#beforeAccepted = event === 'accept' ? this.#last : event === 'refuse' ? null : this.#beforeAccepted;
    this.#last = { intent, state };
  }
}
