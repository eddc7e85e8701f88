/** Error budgets: what an SLO allows in its window, what was spent of it, and what one walk may spend. */

import { compareText } from '../../policies/finding.ts';
import type { Slo } from '../../policies/evidence.ts';
import type { WalkBudget } from '../../policies/mesh.ts';
import type { Budget, BudgetDay, Spending } from '../live/state.ts';
import type { BurnItem } from './burn.ts';
import { fewestFailures } from './burn.ts';
import { spendingOf } from './spending.ts';

/** What is known of an SLO's window from its ledger. */
export interface Allowance {
  /** `namespace/name` */
  readonly slo: string;
  readonly objective: number;
  readonly windowMs: number;
  /** Requests in a whole window; null while the ledger has no whole day. */
  readonly requests: number | null;
}

const dayMs = 86_400_000;

/** `2026-01-31`, in UTC, of ms since the epoch. */
export function dayOf(nowMs: number): string {
  return new Date(nowMs).toISOString().slice(0, 10);
}

/** Adds answers to an SLO's day, and forgets days that have left its window, but for one: see `allowanceOf`. */
export function spend(
  budgets: readonly Budget[],
  slo: Pick<Slo, 'namespace' | 'name' | 'windowMs'>,
  nowMs: number,
  good: number,
  total: number,
): readonly Budget[] {
  const name = `${slo.namespace}/${slo.name}`;
  const day = dayOf(nowMs);
  const before = budgets.find((each) => each.slo === name)?.days ?? [];
  const known = before.find((each) => each.day === day);
  const grown: BudgetDay = { day, good: (known?.good ?? 0) + good, total: (known?.total ?? 0) + total };
  const first = dayOf(nowMs - slo.windowMs - dayMs);
  const days = [...before.filter((each) => each.day !== day && each.day >= first), grown];
  const others = budgets.filter((each) => each.slo !== name);
  return [...others, { slo: name, days: days.toSorted((a, b) => compareText(a.day, b.day)) }].toSorted((a, b) =>
    compareText(a.slo, b.slo),
  );
}

/** What is left of an SLO's budget for its window, 1 at its beginning, below 0 when overdrawn; 1 where nothing is known. */
export function remainingOf(slo: Slo, budgets: readonly Budget[], nowMs: number): number {
  const first = dayOf(nowMs - slo.windowMs);
  const days = daysOf(slo, budgets).filter(({ day }) => day >= first);
  const good = days.reduce((sum, each) => sum + each.good, 0);
  const total = days.reduce((sum, each) => sum + each.total, 0);
  return total === 0 ? 1 : 1 - (total - good) / ((1 - slo.objective) * total);
}

/**
 * What a walk's share is to be reckoned from. What the ledger has of a day or more is taken to be what the rest is like;
 * but for its first day, which may have begun in its middle.
 */
export function allowanceOf(slo: Slo, budgets: readonly Budget[], nowMs: number): Allowance {
  const [, ...days] = daysOf(slo, budgets);
  const coveredMs = days.reduce((sum, { day }) => sum + Math.min(dayMs, nowMs - Date.parse(day)), 0);
  const total = days.reduce((sum, each) => sum + each.total, 0);
  const requests = coveredMs < dayMs ? null : total * (slo.windowMs / coveredMs);
  return { slo: `${slo.namespace}/${slo.name}`, objective: slo.objective, windowMs: slo.windowMs, requests };
}

function daysOf(slo: Slo, budgets: readonly Budget[]): readonly BudgetDay[] {
  return budgets.find((each) => each.slo === `${slo.namespace}/${slo.name}`)?.days ?? [];
}

/**
 * So many failures may one walk spend; null while nothing can be said. While the ledger is short, a window has as many
 * requests as the rate that the walk has seen gives.
 */
export function allowedOf({ total, forMs }: Spending, budget: WalkBudget, allowance: Allowance): number | null {
  if (forMs <= 0 || total === 0) return null;
  const requests = allowance.requests ?? (total / forMs) * allowance.windowMs;
  return budget.share * (1 - allowance.objective) * requests;
}

/** The part of its share of the budget that a walk has spent, 1 is all of it; null while nothing can be said. */
export function spentOf(
  item: BurnItem,
  budget: WalkBudget,
  allowance: Allowance,
  groups: ReadonlySet<number>,
  nowMs: number,
): number | null {
  const spending = spendingOf(item, groups, nowMs);
  const allowed = allowedOf(spending, budget, allowance);
  if (allowed === null) return null;
  const { bad } = spending;
  return bad < fewestFailures ? Math.min(0.99, bad / allowed) : bad / allowed;
}
