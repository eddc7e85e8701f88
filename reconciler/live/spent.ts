/**
 * What walks have spent of error budgets. It belongs to the attempt: neither a restart, nor new pods, nor other steps
 * give it back; a retry and another end are new attempts, and begin anew.
 */

import { compareText } from '../../policies/finding.ts';
import type { Entry, Spending, Spent } from './state.ts';

export const nothingSpent: Spending = { bad: 0, total: 0, forMs: 0 };

/** Both, the greater of each count: of two countings of one attempt neither makes the other's failures good. Sorted. */
export function mergeSpent(a: readonly Spent[], b: readonly Spent[]): readonly Spent[] {
  const merged = new Map<string, Spent>();
  for (const each of [...a, ...b]) {
    const known = merged.get(spentKey(each));
    merged.set(spentKey(each), known === undefined ? each : { ...each, ...greaterSpending(known, each) });
  }
  return [...merged.values()].sort(bySpent);
}

/** The greater of each count. */
export function greaterSpending(a: Spending, b: Spending): Spending {
  return {
    bad: Math.max(a.bad, b.bad),
    total: Math.max(a.total, b.total),
    forMs: Math.max(a.forMs, b.forMs),
  };
}

/** What these entries' own attempts have spent; the rest is history. */
export function spentByAttempts(spent: readonly Spent[], entries: readonly Entry[]): readonly Spent[] {
  if (spent.length === 0) return spent;
  const attempts = new Set(entries.map(({ target, attempt: { intent, n } }) => `${intent} ${n} ${target}`));
  return spent.filter(({ target, attempt: { intent, n } }) => attempts.has(`${intent} ${n} ${target}`));
}

/** The same said of other keys, for walks whose entries move: new target → old one. */
export function movedSpent(spent: readonly Spent[], moves: ReadonlyMap<string, string>): readonly Spent[] {
  if (spent.length === 0) return spent;
  const moved = [...moves].flatMap(([target, from]) =>
    spent.flatMap((each) => (each.target === from ? [{ ...each, target }] : [])),
  );
  return mergeSpent(spent, moved);
}

/** One text for each attempt and SLO. */
export function spentKey({ target, attempt: { intent, n }, slo }: Spent): string {
  return JSON.stringify([target, intent, n, slo]);
}

export function bySpent(a: Spent, b: Spent): number {
  return (
    compareText(a.target, b.target) ||
    compareText(a.attempt.intent, b.attempt.intent) ||
    a.attempt.n - b.attempt.n ||
    compareText(a.slo, b.slo)
  );
}
