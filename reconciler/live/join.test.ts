import { expect, test } from 'vitest';
import { emptyRepository } from '../../test/support/mesh-repository.ts';
import { accept, all, commit, home, live, only, repository, start, T, walking } from '../../test/support/walks.ts';
import { attemptText, lowerInFleet, parseAttempt } from './fleet.ts';
import { join, lowering, strongerLowering } from './join.ts';
import type { Lowering } from './join.ts';
import { parseLowerings, printLowerings } from './pending.ts';
import { refuse } from './refusal.ts';
import { emptyState } from './state.ts';
import { parseState, printState } from './state-file.ts';
import type { LiveState } from './state.ts';
import { hold, lower, lowerToHome, promote, raise, retry } from './walk.ts';

/** Ids count up along main. */
const isLater = (a: string, b: string): boolean => a > b;

function lowered(state: LiveState, reason = 'errors'): Lowering {
  const low = lowering(lower(state, T, reason), T);
  if (low === null) throw new Error('a rejected target is a lowering');
  return low;
}

test('a lowering wins over a raise of the same attempt', () => {
  const { intent, state } = walking(50_000);
  const low = lowered(state);
  const head = { state: raise(state, T, 500_000), intent };
  const joined = join(head, low, isLater);
  expect(only(joined)).toMatchObject({ s: 0, phase: 'Rejected', reason: 'errors' });
  expect(join({ state: joined, intent }, low, isLater)).toEqual(joined);
});

test('a rejection wins over a hold at the same weight', () => {
  const { intent, state } = walking(50_000);
  const held = lowerToHome(state, T, 'revert-denied');
  expect(only(join({ state: held, intent }, lowered(state), isLater)).phase).toBe('Rejected');
  const low = lowering(held, T);
  const rejected = lower(state, T, 'errors');
  expect(low === null ? null : join({ state: rejected, intent }, low, isLater)).toBe(rejected);
});

test('what a person has tried again is not lowered by the try before', () => {
  const { intent, state } = walking(50_000);
  const low = lowered(state);
  const again = retry(lower(state, T, 'errors'), intent, T, start);
  expect(join({ state: again, intent }, low, isLater)).toBe(again);
  const second = lowered(raise(again, T, 50_000), 'errors');
  expect(only(join({ state: lower(state, T, 'errors'), intent }, second, isLater)).attempt.n).toBe(2);
});

test('a target that was promoted meanwhile is rejected all the same', () => {
  const { intent, state } = walking(50_000);
  const promoted = promote(raise(state, T, all), T, start);
  const joined = join({ state: promoted, intent }, lowered(state), isLater);
  expect(only(joined)).toMatchObject({ s: 0, phase: 'Rejected', reason: 'errors' });
  expect(live(intent, joined)).toEqual({ a: all });
});

test('nothing is sent back to a home that is gone', () => {
  const { intent, state } = walking(50_000);
  const low = lowered(state);
  const promoted = promote(raise(state, T, all), T, start);
  const destinations = { ...emptyRepository.destinations, a: { limit: 100, endpoints: false } };
  const removed = commit(repository({ b: 100 }, { destinations }));
  const head = { state: accept(promoted, intent, removed), intent: removed };
  expect(join(head, low, isLater)).toBe(head.state);
});

test('a lowering of an earlier try says nothing of the one that was promoted', () => {
  const { intent, state } = walking(50_000);
  const low = lowered(state);
  const again = retry(lower(state, T, 'errors'), intent, T, start);
  const promoted = promote(raise(again, T, all), T, start);
  expect(join({ state: promoted, intent }, low, isLater)).toBe(promoted);
  expect(lowerInFleet({ state: promoted, intent }, T, low.attempt, start)).toBe(promoted);
  expect(only(lowerInFleet({ state: promoted, intent }, T, { ...low.attempt, n: 2 }, start))).toMatchObject({ s: 0 });
});

test('a lowering of an earlier meaning of the same end says nothing of the later one that was promoted', () => {
  const { intent, state } = walking(50_000);
  const low = lowered(state);
  const destinations = { ...emptyRepository.destinations, b: { limit: 7, endpoints: true } };
  const redefined = commit(repository({ b: 100 }, { destinations }));
  const promoted = promote(raise(accept(state, intent, redefined), T, all), T, start);
  const settled = { state: promoted, intent: redefined };
  expect(join(settled, low, isLater)).toBe(promoted);
  const neither = () => false;
  expect(only(join(settled, low, neither))).toMatchObject({ s: 0, phase: 'Rejected' });
});

test('a lowering of what the head no longer asks for is nothing to it', () => {
  const { intent, state } = walking(50_000);
  const low = lowered(state);
  const reverted = commit(repository({ a: 100 }));
  const elsewhere = commit(repository({ c: 100 }));
  for (const to of [reverted, elsewhere]) {
    const head = { state: accept(state, intent, to), intent: to };
    expect(join(head, low, isLater)).toBe(head.state);
  }
});

test('a lowering of what comes later waits until the head asks for it', () => {
  const { intent, state } = walking(50_000);
  const elsewhere = commit(repository({ c: 100 }));
  const low = lowered(accept(state, intent, elsewhere));
  expect(join({ state, intent }, low, isLater)).toBe(state);
  const settled = { state: promote(raise(state, T, all), T, start), intent };
  expect(join(settled, low, isLater)).toBe(settled.state);
});

test('of two meanings of the same end the later in main counts', () => {
  const { intent, state } = walking(50_000);
  const destinations = { ...emptyRepository.destinations, b: { limit: 7, endpoints: true } };
  const redefined = commit(repository({ b: 100 }, { destinations }));
  const later = { state: raise(accept(state, intent, redefined), T, 40_000), intent: redefined };
  expect(join(later, lowered(state), isLater)).toBe(later.state);
  const joined = join({ state, intent }, lowered(later.state), isLater);
  expect(only(joined)).toMatchObject({ phase: 'Rejected', s: 0, attempt: { intent: redefined.oid } });
});

test('a target on its way is no lowering, a settled one neither', () => {
  const { state } = walking(50_000);
  expect(lowering(state, T)).toBeNull();
  expect(lowering(hold(state, T, 'deadline'), T)).toBeNull();
  expect(lowering(emptyState, T)).toBeNull();
});

test('the order in which two lowerings come does not matter', () => {
  const { state } = walking(500_000);
  const low = lowered(state, 'errors');
  const other = lowered(state, 'aborted');
  expect(strongerLowering(low, other, isLater)).toEqual(strongerLowering(other, low, isLater));
});

test('pending lowerings outlive a process as text', () => {
  const { state } = walking(50_000);
  const held = lowering(lowerToHome(state, T, 'revert-denied'), T);
  const lowerings = [lowered(state), ...(held === null ? [] : [held])];
  expect(parseLowerings('pending.yaml', printLowerings(lowerings))).toEqual({ ok: true, lowerings });
  expect(parseLowerings('pending.yaml', '')).toMatchObject({ ok: false });
});

test('a lowering that only the fleet knows goes home and waits for a person', () => {
  const { intent, state } = walking(50_000);
  const { attempt } = only(state);
  const low = lowerInFleet({ state, intent }, T, attempt, start);
  expect(only(low)).toMatchObject({ s: 0, phase: 'Held', reason: 'lower-in-fleet' });
  expect(lowerInFleet({ state, intent }, T, { ...attempt, n: 2 }, start)).toBe(state);
  const promoted = promote(raise(state, T, all), T, start);
  const made = lowerInFleet({ state: promoted, intent }, T, attempt, start);
  expect(only(made)).toMatchObject({ s: 0, phase: 'Held', attempt, toDigest: only(state).toDigest });
  expect(live(intent, made)).toEqual({ a: all });
  expect(lowerInFleet({ state: emptyState, intent: home }, T, attempt, start)).toBe(emptyState);
});

test('an attempt reads back from its text, and nothing else does', () => {
  const attempt = { intent: home.oid, n: 12 };
  expect(parseAttempt(attemptText(attempt))).toEqual(attempt);
  for (const text of ['', `${home.oid}:0`, `${home.oid}`, `main:1`, `${home.oid}:1:1`])
    expect(parseAttempt(text)).toBeNull();
});

test('a refusal brings back what was live before, remembers why, and keeps what was lowered since', () => {
  const { intent, state } = walking(50_000);
  const next = commit(repository({ b: 100 }, { comment: '# words\n' }));
  const refused = [{ intent: next.oid, digest: 'd', file: 'routes/web.yaml', reason: 'no' }];
  const accepted = accept(state, intent, next);
  const before = { state, intent };
  expect(refuse({ before, current: { state: accepted, intent: next }, refused })).toEqual({ ...state, refused });
  const raised = { state: raise(accepted, T, 500_000), intent: next };
  expect(only(refuse({ before, current: raised, refused })).s).toBe(50_000);
  const rejected = { state: lower(accepted, T, 'errors'), intent: next };
  expect(only(refuse({ before, current: rejected, refused }))).toMatchObject({
    s: 0,
    phase: 'Rejected',
    reason: 'errors',
  });
});

test('a reason that proxies gave is kept as one line of bounded length', () => {
  const before = { state: emptyState, intent: home };
  const refused = [
    { intent: home.oid, digest: 'd', file: 'f', reason: `no\n\nversion: 2\u2028\uD800${'x'.repeat(900)}` },
  ];
  const state = refuse({ before, current: before, refused });
  expect(state.refused[0]?.reason).toMatch(/^no version: 2 .{0,290}…$/u);
  expect(parseState(printState(state))).toEqual({ ok: true, state });
});

test('a revert that comes with refused bytes takes its target home all the same', () => {
  const { intent, state } = walking(500_000);
  const back = commit(repository({ a: 100 }));
  const current = { state: accept(state, intent, back), intent: back };
  const next = refuse({ before: { state, intent }, current, refused: [] });
  expect(only(next)).toMatchObject({ s: 0, phase: 'Held', reason: 'revert-denied' });
  expect(live(intent, next)).toEqual({ a: all });
  const rejected = { state: lower(state, T, 'errors'), intent };
  expect(only(refuse({ before: rejected, current, refused: [] }))).toMatchObject({
    phase: 'Rejected',
    reason: 'errors',
  });
});

test('a refused walk is gone with its intent', () => {
  const { intent, state } = walking(50_000);
  const refused = [{ intent: intent.oid, digest: 'd', file: 'routes/web.yaml', reason: 'no' }];
  const before = { state: emptyState, intent: home };
  expect(refuse({ before, current: { state, intent }, refused })).toEqual({ ...emptyState, refused });
});

test('a refusal undoes no retry, and raises nothing that was lowered before it', () => {
  const { intent, state } = walking(500_000);
  const next = commit(repository({ b: 100 }, { comment: '# words\n' }));
  const rejected = lower(accept(state, intent, next), T, 'errors');
  const again = { state: retry(rejected, next, T, start + 9), intent: next };
  const back = refuse({ before: { state, intent }, current: again, refused: [] });
  expect(only(back)).toMatchObject({ s: 0, phase: 'Progressing', attempt: { n: 2 }, since: start + 9 });
});
