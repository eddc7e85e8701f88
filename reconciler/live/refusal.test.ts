import { expect, test } from 'vitest';
import {
  accept,
  all,
  commit,
  items,
  live,
  only,
  repository,
  start,
  T,
  walking,
  web,
  webWith,
} from '../../test/support/walks.ts';
import { emptyRepository, keyOf } from '../../test/support/mesh-repository.ts';
import { lowerInFleet } from './fleet.ts';
import { refuse } from './refusal.ts';
import { lower, promote, raise } from './walk.ts';

test('what was promoted before, and taken back since, stays back', () => {
  const { intent, state } = walking();
  const { attempt } = only(state);
  const before = { state: promote(raise(state, T, all), T, start), intent };
  const next = commit(repository({ b: 100 }, { comment: '# words\n' }));
  const accepted = { state: accept(before.state, intent, next), intent: next };
  const taken = lowerInFleet(accepted, T, attempt, start);
  const back = refuse({ before, current: { state: taken, intent: next }, refused: [] });
  expect(only(back)).toMatchObject({ s: 0, phase: 'Held', reason: 'lower-in-fleet' });
  expect(live(intent, back)).toEqual({ a: all });
});

test('a walk that was rejected under a new name stays rejected under the old one', () => {
  const { intent, state } = walking(500_000);
  const renamed = { ...web, rules: [{ name: 'main', prefix: null, items: items({ b: 100 }) }] };
  const rollouts = [{ name: 'web', object: 'web', rule: 'main', steps: [5, 50] }];
  const next = commit({ ...emptyRepository, objects: [renamed], rollouts });
  const moved = accept(state, intent, next);
  const target = keyOf(renamed, 'main');
  expect(only(moved)).toMatchObject({ target, s: 500_000 });
  const current = { state: lower(moved, target, 'errors'), intent: next };
  const back = refuse({ before: { state, intent }, current, refused: [] });
  expect(only(back)).toMatchObject({ target: T, s: 0, phase: 'Rejected', reason: 'errors' });
  expect(live(intent, back)).toEqual({ a: all });
});

test('a destination that was judged bad on its way to another end is not raised by the older one', () => {
  const { intent, state } = walking(500_000);
  const next = commit(repository({ a: 10, b: 90 }));
  const accepted = accept(state, intent, next);
  expect(live(next, accepted)).toEqual({ a: 500_000, b: 500_000 });
  const current = { state: lower(accepted, T, 'errors'), intent: next };
  const back = refuse({ before: { state, intent }, current, refused: [] });
  expect(only(back)).toMatchObject({ s: 0, phase: 'Rejected', reason: 'errors', attempt: { intent: intent.oid } });
  expect(live(intent, back)).toEqual({ a: all });
});

test('what was judged bad elsewhere says nothing of where the older walk goes', () => {
  const { intent, state } = walking(500_000);
  const next = commit(repository({}, { objects: [webWith({ c: 100 })] }));
  const accepted = accept(state, intent, next);
  const current = { state: lower(accepted, T, 'errors'), intent: next };
  const back = refuse({ before: { state, intent }, current, refused: [] });
  expect(only(back)).toMatchObject({ s: 500_000, phase: 'Progressing' });
});
