import { expect, test } from 'vitest';
import { T, walking } from '../../test/support/walks.ts';
import { emptyState } from '../live/state.ts';
import type { LiveState, Spent } from '../live/state.ts';
import { lower, retry } from '../live/walk.ts';
import { budgetComplaints } from './spent.ts';
import type { Version } from './version.ts';

const { intent, state } = walking(50_000);
const mesh = { ...intent.mesh, slos: [{ namespace: 'shop', name: 'web' }] };

function version(is: LiveState): Version {
  return {
    oid: '0'.repeat(40),
    at: 0,
    intent: { intent: { ...intent, mesh }, fast: false },
    state: is,
  } as unknown as Version; // Of an SLO only its name counts here.
}

function spending(bad: number, more: Partial<Spent> = {}): LiveState {
  const attempt = state.targets[0]?.attempt ?? { intent: '', n: 0 };
  return { ...state, spent: [{ target: T, attempt, slo: 'shop/web', bad, total: 1_000, forMs: 1_000, ...more }] };
}

function complaints(before: LiveState, after: LiveState): readonly string[] {
  return budgetComplaints({ before: version(before), after: version(after) }).map(({ message }) => message);
}

test('what a walk has spent may grow, and goes with its attempt or its SLO', () => {
  expect(complaints(spending(90), spending(91))).toEqual([]);
  expect(complaints(spending(90), retry(lower(spending(90), T, 'errors'), intent, T, 0))).toEqual([]);
  expect(complaints(spending(90), { ...spending(90), targets: [], spent: [] })).toEqual([]);
  expect(complaints(spending(90, { slo: 'shop/gone' }), state)).toEqual([]);
});

test('to give it back is named', () => {
  const less = 'web#primary has spent less of the budget of shop/web: ';
  expect(complaints(spending(90), spending(89))[0]).toContain(`${less}89 bad`);
  expect(complaints(spending(90), state)[0]).toContain(`${less}0 bad`);
  expect(complaints(spending(90), spending(90, { total: 999 }))).toHaveLength(1);
});

test('of a day of a service too', () => {
  const day = (good: number): LiveState => ({
    ...emptyState,
    budgets: [{ slo: 'shop/web', days: [{ day: '2026-01-31', good, total: 100 }] }],
  });
  expect(complaints(day(90), day(80))).toEqual([]);
  expect(complaints(day(90), day(95))).toEqual(['the budget of shop/web on 2026-01-31 shrinks: 5 bad of 100']);
});
