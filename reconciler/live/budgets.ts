/**
 * What was spent of error budgets, by UTC day. Two writers that count at once keep the larger number of each day, so
 * whatever reaches the branch twice counts once; what was counted since the last live commit is lost with its process.
 */

import { compareText } from '../../policies/finding.ts';
import type { Slo } from '../../policies/evidence.ts';
import { mergeSpent, spentByAttempts } from './spent.ts';
import type { Budget, BudgetDay, LiveState, Spent } from './state.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** So many days of one SLO are kept at most, the newest, whatever its window. */
export const mostDays = 90;

/** What bounds the days that are kept. */
export interface BudgetBounds {
  readonly slos: readonly Slo[];
  /** ms since the epoch. */
  readonly now: number;
}

/**
 * The state with these counts laid over its own, the greater of bad and of all requests for each day; SLOs that are gone
 * and days before their window are dropped. Idempotent, commutative and associative in what is laid over.
 */
export function withBudgets(state: LiveState, counted: readonly Budget[], bounds: BudgetBounds): LiveState {
  return expireBudgets({ ...state, budgets: mergeBudgets(state.budgets, counted) }, bounds);
}

/** The state with what its walks were counted to have spent laid over it in the same way; what is over is dropped. */
export function withSpent(state: LiveState, counted: readonly Spent[]): LiveState {
  return { ...state, spent: spentByAttempts(mergeSpent(state.spent, counted), state.targets) };
}

/** Drops the SLOs that are gone and the days before each one's window; one day more tells that those after it are whole. */
export function expireBudgets(state: LiveState, { slos, now }: BudgetBounds): LiveState {
  if (state.budgets.length + state.spent.length === 0) return state;
  const windows = new Map(slos.map((slo) => [`${slo.namespace}/${slo.name}`, slo.windowMs]));
  const budgets = state.budgets.flatMap(({ slo, days }) => {
    const windowMs = windows.get(slo);
    if (windowMs === undefined) return [];
    const kept = days.filter(({ day }) => Date.parse(day) + 2 * dayMs > now - windowMs);
    return kept.length === 0 ? [] : [{ slo, days: kept }];
  });
  return { ...state, budgets, spent: state.spent.filter(({ slo }) => windows.has(slo)) };
}

/** Both, by SLO and day. */
export function mergeBudgets(a: readonly Budget[], b: readonly Budget[]): readonly Budget[] {
  const merged = new Map<string, Map<string, BudgetDay>>();
  for (const { slo, days } of [...a, ...b]) {
    const known = merged.get(slo) ?? new Map<string, BudgetDay>();
    for (const day of days) known.set(day.day, greater(known.get(day.day), day));
    merged.set(slo, known);
  }
  const sorted = [...merged].sort(([x], [y]) => compareText(x, y));
  return sorted.map(([slo, days]) => ({ slo, days: [...days.values()].sort(byDay).slice(-mostDays) }));
}

/** Bad ones by themselves: of two countings that each missed something, neither makes the other's failures good. */
function greater(a: BudgetDay | undefined, b: BudgetDay): BudgetDay {
  if (a === undefined) return b;
  const total = Math.max(a.total, b.total);
  const bad = Math.max(a.total - a.good, b.total - b.good);
  return { day: a.day, good: total - bad, total };
}

function byDay(a: BudgetDay, b: BudgetDay): number {
  return compareText(a.day, b.day);
}
