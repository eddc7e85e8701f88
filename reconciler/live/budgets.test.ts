import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Slo } from '../../policies/evidence.ts';
import { counterexample } from '../../test/support/properties.ts';
import { walking } from '../../test/support/walks.ts';
import { expireBudgets, mergeBudgets, mostDays, withBudgets } from './budgets.ts';
import { emptyState, statePath } from './state.ts';
import type { Budget } from './state.ts';
import { parseState, printState } from './state-file.ts';
import { liveChanges } from './tree.ts';

const now = Date.parse('2026-01-31T12:00:00Z');
const dayMs = 86_400_000;
const dayAt = (ago: number): string => new Date(now - ago * dayMs).toISOString().slice(0, 10);

function slo(name: string, days: number): Slo {
  return {
    namespace: 'shop',
    name,
    service: 'web.shop.svc.cluster.local',
    objective: 0.999,
    windowMs: days * dayMs,
    sli: { kind: 'errors', protocol: 'http' },
    windows: [],
    source: { file: 'slo.yaml', object: 0, path: [] },
  } as unknown as Slo; // Only its name and its window count here.
}

const budget: fc.Arbitrary<readonly Budget[]> = fc.uniqueArray(
  fc.record({
    slo: fc.constantFrom('shop/a', 'shop/b', 'shop/c'),
    days: fc.uniqueArray(
      fc
        .record({ ago: fc.nat({ max: 5 }), good: fc.nat({ max: 9 }), bad: fc.nat({ max: 9 }) })
        .map(({ ago, good, bad }) => ({ day: dayAt(ago), good, total: good + bad })),
      { minLength: 1, selector: ({ day }) => day },
    ),
  }),
  { selector: (each) => each.slo },
);

test('counts that meet in any order and any number of times come to the same', () => {
  const text = (budgets: readonly Budget[]): string => JSON.stringify(budgets);
  const law = fc.property(budget, budget, budget, (a, b, c) => {
    expect(text(mergeBudgets(a, b))).toBe(text(mergeBudgets(b, a)));
    expect(text(mergeBudgets(mergeBudgets(a, b), c))).toBe(text(mergeBudgets(a, mergeBudgets(b, c))));
    const once = mergeBudgets(a, b);
    expect(text(mergeBudgets(once, b))).toBe(text(once));
    for (const { days } of once) for (const { good, total } of days) expect(good >= 0 && good <= total).toBe(true);
  });
  expect(counterexample(law, 300)).toBeUndefined();
});

test('of two countings of one day the greater of bad and of all counts', () => {
  const at = (good: number, total: number): readonly Budget[] => [
    { slo: 'shop/web', days: [{ day: dayAt(0), good, total }] },
  ];
  const met = withBudgets({ ...emptyState, budgets: at(90, 100) }, at(148, 150), { slos: [slo('web', 30)], now });
  expect(met.budgets).toEqual(at(140, 150));
});

test('days before the window, but for one, and objectives that are gone are dropped', () => {
  const days = [40, 32, 31, 30, 0].map((ago) => ({ day: dayAt(ago), good: 1, total: 1 }));
  const budgets = [
    { slo: 'shop/gone', days },
    { slo: 'shop/web', days },
  ];
  const bounds = { slos: [slo('web', 30)], now };
  const state = expireBudgets({ ...emptyState, budgets }, bounds);
  expect(state.budgets).toEqual([{ slo: 'shop/web', days: days.slice(2) }]);
  expect(expireBudgets(state, bounds)).toEqual(state);
  expect(expireBudgets(state, { slos: [], now }).budgets).toEqual([]);
});

test('however long the window, the file stays small', () => {
  const days = Array.from({ length: 400 }, (_, ago) => ({ day: dayAt(ago), good: 1, total: 1 }));
  const state = withBudgets(emptyState, [{ slo: 'shop/web', days }], { slos: [slo('web', 365)], now });
  expect(state.budgets[0]?.days.map(({ day }) => day)).toEqual(
    days
      .slice(0, mostDays)
      .map(({ day }) => day)
      .toReversed(),
  );
  expect(parseState(printState(state))).toEqual({ ok: true, state });
});

test('they alone make the state file, and a settled tree is the intent all the same', () => {
  const { intent } = walking();
  const state = { ...emptyState, budgets: [{ slo: 'shop/web', days: [{ day: dayAt(0), good: 9, total: 10 }] }] };
  expect([...liveChanges(intent, state).keys()]).toEqual([statePath]);
  expect(parseState(printState(state))).toEqual({ ok: true, state });
});

test('a file that counts wrongly is no state', () => {
  const state = { ...emptyState, budgets: [{ slo: 'shop/web', days: [{ day: '2026-01-31', good: 9, total: 10 }] }] };
  const text = printState(state) ?? '';
  for (const [was, is, message] of [
    ['good: 9', 'good: 11', 'more good requests'],
    ['day: 2026-01-31', 'day: 2026-02-31', 'Expected a day'],
    ['good: 9', 'good: -1', 'whole number'],
    ['slo: shop/web', 'slo: 7', 'Expected text'],
  ] as const) {
    expect(text).toContain(was);
    const parsed = parseState(text.replace(was, is));
    expect(parsed.ok ? '' : parsed.findings[0]?.message).toContain(message);
  }
  const twice = parseState(printState({ ...state, budgets: [...state.budgets, ...state.budgets] }));
  expect(twice.ok ? '' : twice.findings[0]?.message).toContain('listed twice');
});
