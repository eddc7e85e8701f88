/** One rule of one repository, `web`'s `primary`, and the words in which tests of walks speak of it. */

import type { Acceptance, NewIntent } from '../../reconciler/live/events.ts';
import { acceptIntent } from '../../reconciler/live/events.ts';
import { targetsOf } from '../../reconciler/live/intent.ts';
import type { Intent } from '../../reconciler/live/intent.ts';
import { liveMesh } from '../../reconciler/live/live-mesh.ts';
import { totalsOf } from '../../reconciler/live/shares.ts';
import { emptyState } from '../../reconciler/live/state.ts';
import type { Entry, LiveState } from '../../reconciler/live/state.ts';
import { raise } from '../../reconciler/live/walk.ts';
import {
  createReader,
  destinationOf,
  emptyRepository,
  keyOf,
  letters,
  oidOf,
  repositoryFiles,
} from './mesh-repository.ts';
import type { Letter, ObjectModel, RepositoryModel, RolloutModel, RouteItem } from './mesh-repository.ts';

export type Weights = Partial<Record<Letter, number>>;

export const start = Date.parse('2026-01-31T12:00:00Z');

/** All of a rule's traffic, in parts per million. */
export const all = 1_000_000;

export const walk: RolloutModel = { name: 'web', object: 'web', rule: 'primary', steps: [5, 50] };

/** `web` with these weights in its rule `primary`. */
export function webWith(weights: Weights, timeoutS?: number): ObjectModel {
  const rule = {
    name: 'primary',
    prefix: null,
    items: items(weights),
    ...(timeoutS === undefined ? {} : { timeoutS }),
  };
  return { name: 'web', file: 'routes/web.yaml', host: 'web.example.com', rules: [rule] };
}

export const web: ObjectModel = webWith({ a: 100 });

/** T of that rule. */
export const T = keyOf(web, 'primary');

export function items(weights: Weights): readonly RouteItem[] {
  // The keys are letters by the parameter's type; `Object.entries` forgets that.
  return Object.entries(weights).map(([to, weight]) => ({ to: to as Letter, weight }));
}

/** Everything there, `web` with these weights, and its walk. */
export function repository(weights: Weights, more: Partial<RepositoryModel> = {}): RepositoryModel {
  return { ...emptyRepository, objects: [webWith(weights)], rollouts: [walk], ...more };
}

const reader = createReader();
let commits = 0;

/** The next commit on main, as the real loader reads it; throws when the formats have an error in it. */
export function commit(model: RepositoryModel): Intent {
  commits += 1;
  const { intent, findings } = reader.intent(oidOf(commits), repositoryFiles(model));
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('; '));
  return intent;
}

export function accept(
  state: LiveState,
  from: Intent,
  to: Intent,
  more: Partial<Pick<NewIntent, 'fast' | 'now'>> = {},
): LiveState {
  return accepted(acceptIntent({ state, from, to, fast: false, now: start, ...more }));
}

function accepted(acceptance: Acceptance): LiveState {
  if (acceptance.kind === 'denied') throw new Error(acceptance.findings.map(({ message }) => message).join('; '));
  return acceptance.state;
}

/** The state's one entry. */
export function only(state: LiveState): Entry {
  const [entry, ...others] = state.targets;
  if (entry === undefined || others.length > 0) throw new Error(`expected one entry, found ${state.targets.length}`);
  return entry;
}

/** What each letter gets of a target's traffic, in parts per million; those with nothing are left out. */
export function live(intent: Intent, state: LiveState, target = T): Weights {
  const totals = totalsOf(targetsOf(liveMesh(intent, state)).get(target)?.shares ?? []);
  const shares = letters.map((letter) => [letter, totals.get(destinationOf(letter)) ?? 0] as const);
  return Object.fromEntries(shares.filter(([, ppm]) => ppm > 0));
}

/** `web` settled at `a`. */
export const home = commit(repository({ a: 100 }));

/** `web` on its way from `a` to `b`, as far as `s`. */
export function walking(s = 0): { readonly intent: Intent; readonly state: LiveState } {
  const intent = commit(repository({ b: 100 }));
  const begun = accept(emptyState, home, intent);
  return { intent, state: s === 0 ? begun : raise(begun, T, s) };
}
