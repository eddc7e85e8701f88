import { describe, expect, test } from 'vitest';
import {
  accept,
  all,
  commit,
  home,
  live,
  only,
  repository,
  start,
  T,
  walk,
  walking,
} from '../../test/support/walks.ts';
import { effectiveSince, freeze, pause, promoteNow, resume, skipSteps, unfreeze } from './control.ts';
import { acceptIntent } from './events.ts';
import { lowerInFleet } from './fleet.ts';
import { join, lowering } from './join.ts';
import { refuse } from './refusal.ts';
import { emptyState } from './state.ts';
import { parseState, printState } from './state-file.ts';
import type { Frozen, LiveState } from './state.ts';
import { hold, lower, lowerToHome, promote, raise, release, retry } from './walk.ts';

const isLater = (a: string, b: string): boolean => a > b;
const frozen: Frozen = { by: 'ada', reason: 'the quarter ends', since: start };

function joined(state: LiveState, intent: ReturnType<typeof walking>['intent'], lowered: LiveState): LiveState {
  const low = lowering(lowered, T);
  if (low === null) throw new Error('it is lowered');
  return join({ state, intent }, low, isLater);
}

describe('a pause', () => {
  test('keeps the traffic where it is, until somebody resumes it', () => {
    const { intent, state } = walking(50_000);
    const paused = pause(state, T);
    expect(only(paused)).toMatchObject({ phase: 'Held', reason: 'paused', s: 50_000 });
    expect(live(intent, paused)).toEqual(live(intent, state));
    expect(release(paused, T)).toBe(paused);
    expect(only(resume(paused, intent, T, start + 9))).toEqual({ ...only(state), since: start + 9 });
  });

  test('of nothing, or of what is over, is none', () => {
    const { state } = walking(50_000);
    expect(pause(emptyState, T)).toBe(emptyState);
    const rejected = lower(state, T, 'errors');
    expect(pause(rejected, T)).toBe(rejected);
    const late = hold(state, T, 'deadline');
    expect(pause(late, T)).toBe(late);
    expect(only(pause(hold(state, T, 'no-data'), T)).reason).toBe('paused');
    const paused = pause(state, T);
    expect(pause(paused, T)).toBe(paused);
  });

  test('outlives intents that leave the walk as it is, even without a walk', () => {
    const { intent, state } = walking(50_000);
    const paused = pause(state, T);
    const words = commit(repository({ b: 100 }, { comment: '# words\n' }));
    expect(only(accept(paused, intent, words))).toMatchObject({ phase: 'Held', reason: 'paused' });
    const without = commit(repository({ b: 100 }, { rollouts: [] }));
    const alone = accept(paused, intent, without);
    expect(only(alone)).toMatchObject({ phase: 'Held', reason: 'paused', s: 50_000 });
    expect(only(resume(alone, without, T, start))).toMatchObject({ phase: 'Held', reason: 'no-walk' });
    const other = commit(repository({ b: 50, a: 50 }));
    expect(only(accept(paused, intent, other))).toMatchObject({ phase: 'Progressing', reason: '' });
  });

  test('is ended by nothing but a resume, and by a retry as another try', () => {
    const { intent, state } = walking(50_000);
    for (const reason of ['deadline', 'no-data', 'lower-in-fleet']) {
      const held = hold(state, T, reason);
      expect(resume(held, intent, T, start)).toBe(held);
    }
    expect(resume(state, intent, T, start)).toBe(state);
    expect(only(retry(pause(state, T), intent, T, start))).toMatchObject({ phase: 'Progressing', attempt: { n: 2 } });
  });

  test('gives way to a lowering, and so does its end', () => {
    const { intent, state } = walking(50_000);
    const rejected = lower(state, T, 'errors');
    for (const head of [pause(state, T), resume(pause(state, T), intent, T, start + 5)]) {
      expect(only(joined(head, intent, rejected))).toMatchObject({ s: 0, phase: 'Rejected', reason: 'errors' });
    }
    expect(only(lower(pause(state, T), T, 'errors'))).toMatchObject({ s: 0, phase: 'Rejected' });
  });
});

describe('the steps between', () => {
  test('are skipped when somebody says so, for this climb alone', () => {
    const { intent, state } = walking(50_000);
    const skipping = skipSteps(state, T);
    expect(only(skipping)).toEqual({ ...only(state), skipSteps: true });
    expect(only(raise(skipping, T, 500_000)).skipSteps).toBe(true);
    const words = commit(repository({ b: 100 }, { comment: '# words\n' }));
    expect(only(accept(skipping, intent, words)).skipSteps).toBe(true);
    for (const gone of [
      raise(skipping, T, all),
      lower(skipping, T, 'errors'),
      lowerToHome(skipping, T, 'revert-denied'),
      retry(hold(skipping, T, 'deadline'), intent, T, start),
      accept(skipping, intent, commit(repository({ b: 50, a: 50 }))),
      joined(skipping, intent, lower(state, T, 'errors')),
      lowerInFleet({ state: skipping, intent }, T, only(state).attempt, start),
    ]) {
      expect(Object.keys(only(gone))).not.toContain('skipSteps');
    }
  });

  test('are none at the end, and none of a walk that was rejected', () => {
    const { state } = walking(50_000);
    const rejected = lower(state, T, 'errors');
    const ended = raise(state, T, all);
    expect(skipSteps(rejected, T)).toBe(rejected);
    expect(skipSteps(ended, T)).toBe(ended);
    expect(skipSteps(emptyState, T)).toBe(emptyState);
  });
});

describe('a promotion at once', () => {
  test('settles the target and remembers where it came from', () => {
    const { intent, state } = walking(50_000);
    for (const each of [state, pause(state, T), hold(state, T, 'deadline')]) {
      const now = promoteNow(each, T, start + 9);
      expect(now.targets).toEqual([]);
      expect(now.settled).toMatchObject([{ target: T, attempt: only(state).attempt, at: start + 9 }]);
      expect(live(intent, now)).toEqual({ b: all });
      const back = acceptIntent({ state: now, from: intent, to: home, fast: false, now: start + 10 });
      expect(back).toMatchObject({ kind: 'accepted', started: [] });
    }
  });

  test('of a rejected walk is none', () => {
    const rejected = lower(walking(50_000).state, T, 'errors');
    expect(promoteNow(rejected, T, start)).toBe(rejected);
    expect(promoteNow(emptyState, T, start)).toBe(emptyState);
  });

  test('gives way to a lowering of the same try that comes late', () => {
    const { intent, state } = walking(50_000);
    const late = joined(promoteNow(state, T, start), intent, lower(state, T, 'errors'));
    expect(only(late)).toMatchObject({ s: 0, phase: 'Rejected', reason: 'errors' });
  });

  test('is the next try where a lowering is known already', () => {
    const { intent, state } = walking(50_000);
    const { attempt } = only(state);
    const held = lowerInFleet({ state, intent }, T, attempt, start);
    const now = promoteNow(held, T, start);
    expect(now.settled).toMatchObject([{ attempt: { n: 2 } }]);
    expect(lowerInFleet({ state: now, intent }, T, attempt, start)).toBe(now);
    expect(joined(now, intent, held)).toBe(now);
  });
});

describe('a freeze', () => {
  test('lets everything but raises go on', () => {
    const { intent, state } = walking(50_000);
    const cold = freeze(state, frozen);
    expect(only(lower(cold, T, 'errors'))).toMatchObject({ s: 0, phase: 'Rejected' });
    const next = commit(repository({ c: 100 }));
    const accepted = accept(cold, intent, next);
    expect(accepted.frozen).toEqual(frozen);
    expect(only(accepted)).toMatchObject({ attempt: { intent: next.oid } });
    expect(accept(cold, intent, next, { fast: true }).targets).toEqual([]);
    expect(promote(freeze(raise(state, T, all), frozen), T, start).frozen).toEqual(frozen);
  });

  test('stays as it was said first', () => {
    const cold = freeze(emptyState, frozen);
    expect(freeze(cold, { ...frozen, by: 'eve' })).toBe(cold);
    expect(unfreeze(cold, start + 9)).toEqual(emptyState);
  });

  test('puts each deadline off by as long as it took', () => {
    const { state } = walking(50_000);
    const cold = freeze(state, { ...frozen, since: start + 60_000 });
    expect(effectiveSince(cold, only(cold), start + 100_000)).toBe(start + 40_000);
    expect(only(unfreeze(cold, start + 100_000)).since).toBe(start + 40_000);
    expect(effectiveSince(state, only(state), start + 100_000)).toBe(start);
    const young = freeze(state, { ...frozen, since: start - 60_000 });
    expect(only(unfreeze(young, start + 5)).since).toBe(start + 5);
    const rejected = freeze(lower(state, T, 'errors'), frozen);
    expect(only(unfreeze(rejected, start + 5)).since).toBe(start);
  });

  test('and what was spent outlive a refusal', () => {
    const { intent, state } = walking(50_000);
    const next = commit(repository({ b: 100 }, { comment: '# words\n' }));
    const budgets = [{ slo: 'shop/web', days: [{ day: '2026-01-31', good: 9, total: 10 }] }];
    const now = { ...freeze(accept(state, intent, next), frozen), budgets };
    const back = refuse({ before: { state, intent }, current: { state: now, intent: next }, refused: [] });
    expect(back).toEqual({ ...state, frozen, budgets });
  });
});

test('a refusal keeps a pause that came since, and its end', () => {
  const { intent, state } = walking(50_000);
  const next = commit(repository({ b: 100 }, { comment: '# words\n' }));
  const after = (before: LiveState, now: LiveState) =>
    only(refuse({ before: { state: before, intent }, current: { state: now, intent: next }, refused: [] }));
  const accepted = accept(state, intent, next);
  expect(after(state, pause(accepted, T))).toMatchObject({ phase: 'Held', reason: 'paused' });
  const paused = pause(state, T);
  const resumed = resume(accept(paused, intent, next), next, T, start + 9);
  expect(after(paused, resumed)).toMatchObject({ phase: 'Progressing', since: start + 9 });
  expect(after(paused, accept(paused, intent, next))).toMatchObject({ phase: 'Held', reason: 'paused' });
});

test('words read back from the state file as they were said', () => {
  const { state } = walking(50_000);
  for (const each of [pause(state, T), skipSteps(state, T), freeze(state, frozen), freeze(emptyState, frozen)]) {
    expect(parseState(printState(each))).toEqual({ ok: true, state: each });
  }
  const text = printState(freeze(emptyState, frozen)) ?? '';
  expect(text).toContain('frozen:\n  by: ada\n  reason: the quarter ends\n  since: 2026-01-31T12:00:00.000Z\n');
});

describe('while all traffic is watched', () => {
  const baked = () => {
    const { intent, state } = walking(50_000);
    return { intent, state: raise(state, T, all) };
  };

  test('a revert takes it home at once, and so does one that is denied', () => {
    const { intent, state } = baked();
    const reverted = accept(state, intent, home);
    expect(reverted.targets).toEqual([]);
    expect(live(home, reverted)).toEqual({ a: all });
    expect(live(intent, lowerToHome(state, T, 'revert-denied'))).toEqual({ a: all });
  });

  test('a breach takes it home, and a retry begins at the start', () => {
    const { intent, state } = baked();
    const breached = lower(state, T, 'slo-breach');
    expect(live(intent, breached)).toEqual({ a: all });
    expect(only(retry(breached, intent, T, start))).toMatchObject({ s: 0, attempt: { n: 2 } });
    expect(only(retry(pause(state, T), intent, T, start))).toMatchObject({ s: all, attempt: { n: 2 } });
  });

  test('where it came from may not be removed, nor where it is', () => {
    const { intent, state } = baked();
    for (const gone of ['a', 'b'] as const) {
      const model = repository({ b: 100 });
      const without = { ...model.destinations, [gone]: { ...model.destinations[gone], endpoints: false } };
      const to = commit({ ...model, destinations: without });
      const outcome = acceptIntent({ state, from: intent, to, fast: false, now: start });
      expect(outcome).toMatchObject({ kind: 'denied', findings: [{ rule: 'in-flight-destination-removed' }] });
    }
  });

  test('another end gives nothing more than it has, or had at home', () => {
    const { intent, state } = baked();
    const half = commit(repository({ a: 50, b: 50 }));
    expect(live(half, accept(state, intent, half))).toEqual({ a: 500_000, b: 500_000 });
    const third = commit(repository({ c: 100 }));
    const again = accept(state, intent, third);
    expect(only(again)).toMatchObject({ s: 0, phase: 'Progressing' });
    expect(live(third, again)).toEqual({ a: all });
  });

  test('a changed walk leaves it there, and a walk that is gone holds it', () => {
    const { intent, state } = baked();
    const other = commit(repository({ b: 100 }, { rollouts: [{ ...walk, steps: [20, 50] }] }));
    expect(only(accept(state, intent, other))).toMatchObject({ s: all, phase: 'Progressing' });
    const without = commit(repository({ b: 100 }, { rollouts: [] }));
    expect(only(accept(state, intent, without))).toMatchObject({ s: all, phase: 'Held', reason: 'no-walk' });
  });

  test('a lowering of the same try joins, and a refusal undoes the raise', () => {
    const { intent, state } = baked();
    const before = { state: accept(emptyState, home, intent), intent };
    expect(only(joined(state, intent, lower(before.state, T, 'errors')))).toMatchObject({ s: 0, phase: 'Rejected' });
    expect(only(refuse({ before, current: { state, intent }, refused: [] })).s).toBe(0);
  });
});
