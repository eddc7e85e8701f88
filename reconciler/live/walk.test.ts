import { expect, test } from 'vitest';
import { destinationOf } from '../../test/support/mesh-repository.ts';
import { T, accept, all, commit, live, only, repository, start, walking } from '../../test/support/walks.ts';
import { emptyState } from './state.ts';
import { hold, lower, promote, raise, retry, syncRollouts } from './walk.ts';

test('a raise goes up only, and only while Progressing', () => {
  const { state } = walking(50_000);
  expect(() => raise(state, T, 50_000)).toThrow('a raise');
  expect(() => raise(state, T, 40_000)).toThrow('a raise');
  expect(() => raise(state, T, all + 1)).toThrow('a raise');
  expect(() => raise(lower(state, T, 'errors'), T, 500_000)).toThrow("can't go up");
  expect(() => raise(hold(state, T, 'no-data'), T, 500_000)).toThrow("can't go up");
  expect(() => promote(state, T, start)).toThrow('only the end');
});

test('a lowering sends all traffic home and rejects what it went to', () => {
  const { intent, state } = walking(500_000);
  const lowered = lower(state, T, 'errors');
  expect(only(lowered)).toMatchObject({ s: 0, phase: 'Rejected', reason: 'errors' });
  expect(live(intent, lowered)).toEqual({ a: all });
  expect(lower(lowered, T, 'aborted')).toBe(lowered);
  expect(lower(emptyState, T, 'errors')).toBe(emptyState);
});

test('a promotion settles the target and remembers where it came from', () => {
  const { intent, state } = walking(all);
  const promoted = promote(state, T, start + 9);
  expect(promoted.targets).toEqual([]);
  expect(promoted.settled).toMatchObject([
    { target: T, at: start + 9, before: [{ key: destinationOf('a'), share: all }] },
  ]);
  expect(live(intent, promoted)).toEqual({ b: all });
});

test('a person tries a rejected walk again from home, and a held one from where it is', () => {
  const { intent, state } = walking(500_000);
  const rejected = retry(lower(state, T, 'errors'), intent, T, start + 7);
  expect(only(rejected)).toMatchObject({
    attempt: { intent: intent.oid, n: 2 },
    s: 0,
    phase: 'Progressing',
    since: start + 7,
  });
  const held = retry(hold(state, T, 'deadline'), intent, T, start + 7);
  expect(only(held)).toMatchObject({
    attempt: { n: 2 },
    s: 500_000,
    phase: 'Progressing',
    reason: '',
    since: start + 7,
  });
  expect(retry(state, intent, T, start + 7)).toBe(state);
});

test('a retry without a walk is held for want of one', () => {
  const { intent, state } = walking(500_000);
  const without = commit(repository({ b: 100 }, { rollouts: [] }));
  const held = accept(hold(state, T, 'deadline'), intent, without);
  expect(only(retry(held, without, T, start))).toMatchObject({ phase: 'Held', reason: 'no-walk', attempt: { n: 2 } });
  expect(syncRollouts(held, without)).toEqual(held);
});
