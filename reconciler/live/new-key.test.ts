import { expect, test } from 'vitest';
import { keyOf, emptyRepository } from '../../test/support/mesh-repository.ts';
import type { RepositoryModel } from '../../test/support/mesh-repository.ts';
import {
  T,
  accept,
  all,
  commit,
  home,
  items,
  live,
  only,
  repository,
  walk,
  walking,
  web,
} from '../../test/support/walks.ts';
import type { Weights } from '../../test/support/walks.ts';
import { emptyState } from './state.ts';
import { hold, lower, raise } from './walk.ts';

function renamed(name: string, weights: Weights): RepositoryModel {
  const rules = [{ name, prefix: null, items: items(weights) }];
  return { ...emptyRepository, objects: [{ ...web, rules }], rollouts: [{ ...walk, rule: name }] };
}

test('a renamed rule takes its entry along, phase and all', () => {
  const { intent, state } = walking(50_000);
  const to = commit(renamed('main', { b: 100 }));
  const key = keyOf(web, 'main');
  for (const before of [state, lower(state, T, 'errors'), hold(state, T, 'no-data')]) {
    const entry = only(before);
    const moved = accept(before, intent, to);
    expect(only(moved)).toEqual({ ...entry, target: key, walkDigest: only(moved).walkDigest, home: only(moved).home });
    expect(live(to, moved, key)).toEqual(live(intent, before));
  }
});

test('a rule renamed with another end starts from what its requests get now', () => {
  const { intent, state } = walking(50_000);
  const to = commit(renamed('main', { c: 100 }));
  const moved = accept(state, intent, to);
  expect(only(moved)).toMatchObject({ s: 0, phase: 'Progressing', attempt: { intent: to.oid, n: 1 } });
  expect(live(to, moved, keyOf(web, 'main'))).toEqual({ a: 950_000, b: 50_000 });
});

test('a revert that takes a rename back too sends traffic home at once', () => {
  const from = commit(repository({ a: 100 }));
  const intent = commit(renamed('main', { b: 100 }));
  const key = keyOf(web, 'main');
  const state = raise(accept(emptyState, from, intent), key, 50_000);
  const back = commit(repository({ a: 100 }));
  const reverted = accept(state, intent, back);
  expect(reverted).toEqual(emptyState);
  expect(live(back, reverted)).toEqual({ a: all });
});

test('a settled rule renamed with another end starts from what its requests get now', () => {
  const to = commit(renamed('main', { c: 100 }));
  expect(live(to, accept(emptyState, home, to), keyOf(web, 'main'))).toEqual({ a: all });
});

test('a rule split off starts from what its requests got, and the first keeps its walk', () => {
  const { intent, state } = walking(50_000);
  const rules = [
    { name: 'api', prefix: '/api', items: items({ b: 100 }) },
    { name: 'primary', prefix: null, items: items({ b: 100 }) },
  ];
  const rollouts = [walk, { ...walk, name: 'api', rule: 'api' }];
  const to = commit({ ...emptyRepository, objects: [{ ...web, rules }], rollouts });
  const split = accept(state, intent, to);
  expect(live(to, split)).toEqual({ a: 950_000, b: 50_000 });
  expect(live(to, split, keyOf(web, 'api'))).toEqual({ a: 950_000, b: 50_000 });
});

test('a new rule on a host that nobody answered is live at once', () => {
  const other = { ...web, name: 'other', file: 'routes/other.yaml', host: 'other.example.com' };
  const rollouts = [walk, { ...walk, name: 'other', object: 'other' }];
  const to = commit(repository({ a: 100 }, { objects: [...repository({ a: 100 }).objects, other], rollouts }));
  expect(accept(emptyState, home, to)).toEqual(emptyState);
});

test('of two walks that mean the same, a renamed rule gets the one that answered its requests', () => {
  const twoRules = (first: string, second: string, weights: Weights): RepositoryModel => ({
    ...emptyRepository,
    objects: [
      {
        ...web,
        rules: [
          { name: first, prefix: '/api', items: items(weights) },
          { name: second, prefix: null, items: items(weights) },
        ],
      },
    ],
    rollouts: [
      { ...walk, name: 'one', rule: first },
      { ...walk, name: 'two', rule: second },
    ],
  });
  const before = commit(twoRules('one', 'two', { a: 100 }));
  const intent = commit(twoRules('one', 'two', { b: 100 }));
  const begun = accept(emptyState, before, intent);
  const state = lower(raise(begun, keyOf(web, 'two'), 500_000), keyOf(web, 'one'), 'errors');
  // In the order of names the old rules would be mistaken for one another.
  const to = commit(twoRules('second', 'first', { b: 100 }));
  const moved = accept(state, intent, to);
  expect(live(to, moved, keyOf(web, 'second'))).toEqual({ a: all });
  expect(live(to, moved, keyOf(web, 'first'))).toEqual({ a: 500_000, b: 500_000 });
});

test('a rule that is deleted takes its entry with it', () => {
  const { intent, state } = walking(50_000);
  const to = commit({ ...emptyRepository, objects: [] });
  expect(accept(state, intent, to)).toEqual(emptyState);
});
