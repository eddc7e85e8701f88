import { expect, test } from 'vitest';
import { emptyRepository, keyOf } from '../../test/support/mesh-repository.ts';
import type { ObjectModel } from '../../test/support/mesh-repository.ts';
import {
  accept,
  all,
  commit,
  home,
  items,
  live,
  only,
  repository,
  start,
  T,
  walk,
  walking,
  web,
} from '../../test/support/walks.ts';
import type { Weights } from '../../test/support/walks.ts';
import type { Intent } from './intent.ts';
import { join, lowering } from './join.ts';
import { stepsBetween } from './live-step.ts';
import { refuse } from './refusal.ts';
import { emptyState } from './state.ts';
import type { LiveState } from './state.ts';
import { hold, lower, promote, raise } from './walk.ts';

const { intent, state } = walking(50_000);
const half = raise(state, T, 500_000);
const done = raise(state, T, all);
const main = keyOf(web, 'main');

/** Within one intent. */
function within(before: LiveState, after: LiveState, of: Intent = intent) {
  return stepsBetween({ before, after, mesh: of.mesh, isNewIntent: false });
}

/** From one intent to the next, and what the target's raised side really gets on both sides of it. */
function onto(before: LiveState, to: Intent, more: Parameters<typeof accept>[3] = {}) {
  const after = accept(before, intent, to, more);
  return { after, steps: stepsBetween({ before, after, mesh: to.mesh, isNewIntent: true }) };
}

function withRules(...rules: ObjectModel['rules']): Intent {
  const rollouts = rules.map(({ name }) => ({ ...walk, name: name ?? '', rule: name }));
  return commit({ ...emptyRepository, objects: [{ ...web, rules }], rollouts });
}

const rule = (name: string, weights: Weights, prefix: string | null = null) => ({
  name,
  prefix,
  items: items(weights),
});

test.each([
  ['a walk begins', emptyState, state, { fromPpm: 0, toPpm: 50_000, phase: 'Progressing' }],
  ['it goes up', state, half, { fromPpm: 50_000, toPpm: 500_000, phase: 'Progressing' }],
  [
    'it is lowered',
    state,
    lower(state, T, 'errors'),
    { fromPpm: 50_000, toPpm: 0, phase: 'Rejected', reason: 'errors' },
  ],
  [
    'it is held',
    state,
    hold(state, T, 'no-data'),
    { fromPpm: 50_000, toPpm: 50_000, phase: 'Held', reason: 'no-data' },
  ],
  ['it is promoted', done, promote(done, T, start), { fromPpm: all, toPpm: all, phase: 'Promoted' }],
])('%s', (_, before, after, step) => {
  const isNewIntent = before === emptyState;
  expect(stepsBetween({ before, after, mesh: intent.mesh, isNewIntent })).toMatchObject([{ target: T, ...step }]);
});

test('nothing changed is no step', () => {
  expect(within(state, state)).toEqual([]);
});

test.each([
  ['back at home', { a: 100 }, false, { toPpm: 0, phase: 'Reverted' }],
  ['back at home, and fast', { a: 100 }, true, { toPpm: 0, phase: 'Reverted' }],
  ['fast to another end', { a: 10, b: 90 }, true, { toPpm: 900_000, phase: 'Settled' }],
  ['fast to less than it has', { a: 80, b: 20 }, true, { toPpm: 200_000, phase: 'Settled' }],
  ['fast to something else', { c: 100 }, true, { toPpm: 0, phase: 'Settled' }],
] as const)('main is %s: the walk is over', (_, weights, fast, end) => {
  const to = commit(repository(weights));
  const { after, steps } = onto(half, to, { fast });
  expect(steps).toEqual([{ target: T, fromPpm: 500_000, reason: '', ...end }]);
  expect(live(to, after).b ?? 0).toBe(end.toPpm);
});

test.each([
  ['going up', half, { fromPpm: 500_000, toPpm: 500_000, phase: 'Progressing', reason: '' }],
  ['held', hold(half, T, 'no-data'), { fromPpm: 500_000, toPpm: 500_000, phase: 'Held', reason: 'no-data' }],
  ['rejected', lower(half, T, 'errors'), { fromPpm: 0, toPpm: 0, phase: 'Rejected', reason: 'errors' }],
])('a rule that is renamed while its walk is %s is one line, and no traffic moves', (_, before, step) => {
  const to = withRules(rule('main', { b: 100 }));
  const { after, steps } = onto(before, to);
  expect(steps).toEqual([{ target: main, movedFrom: T, ...step }]);
  expect(live(to, after, main)).toEqual(live(intent, before));
});

test('a rule that becomes two is a line for each', () => {
  const { steps } = onto(half, withRules(rule('api', { b: 100 }, '/api'), rule('main', { b: 100 })));
  const moved = { movedFrom: T, fromPpm: 500_000, toPpm: 500_000, phase: 'Progressing' };
  expect(steps).toMatchObject([
    { target: keyOf(web, 'api'), ...moved },
    { target: main, ...moved },
  ]);
});

test('a rule that is renamed with another end is gone, and a walk of its own begins', () => {
  const { steps } = onto(half, withRules(rule('main', { c: 100 })));
  expect(steps).toEqual([
    { target: main, fromPpm: 0, toPpm: 0, phase: 'Progressing', reason: '' },
    { target: T, fromPpm: 500_000, toPpm: 0, phase: 'Gone', reason: '' },
  ]);
});

test('a lowering that meets a promotion takes down what had it all', () => {
  const low = lowering(lower(half, T, 'errors'), T);
  const promoted = promote(done, T, start);
  if (low === null) throw new Error('it was lowered');
  const after = join({ state: promoted, intent }, low, () => false);
  expect(only(after).phase).toBe('Rejected');
  expect(within(promoted, after)).toMatchObject([{ target: T, fromPpm: all, toPpm: 0, phase: 'Rejected' }]);
});

test('a refused intent takes the walks that it began with it', () => {
  const refused = [{ intent: intent.oid, digest: 'd', file: 'f', reason: 'r' }];
  const after = refuse({ before: { state: emptyState, intent: home }, current: { state, intent }, refused });
  const steps = stepsBetween({ before: state, after, mesh: home.mesh, isNewIntent: true });
  expect(steps).toMatchObject([{ target: T, fromPpm: 50_000, toPpm: 0, phase: 'Reverted' }]);
});
