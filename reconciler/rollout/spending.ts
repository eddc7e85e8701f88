/** What a walk has spent of its error budget: by what was counted here, and by what its attempt had spent before. */

import { greaterSpending } from '../live/spent.ts';
import type { Spending } from '../live/state.ts';
import { noCounts } from './bets.ts';
import type { BurnItem } from './burn.ts';
import { totalOf } from './burn.ts';
import { countsAt } from './counts.ts';
import type { EvidenceState } from './evidence.ts';
import { decidingGroups } from './voices.ts';

/** Of an SLO, `namespace/name`. */
export interface WalkSpending extends Spending {
  readonly slo: string;
}

/** What the walk's attempt has spent so far; null where it has no budget. */
export function spendingIn(state: EvidenceState): WalkSpending | null {
  const item = budgetItem(state);
  return item === null ? null : { slo: item.evidence.slo, ...spendingNow(item, state.nowMs) };
}

/** The evidence that knows that the attempt has spent so much at the least; what is told of another SLO is passed over. */
export function withSpending(state: EvidenceState, told: WalkSpending): EvidenceState {
  const item = budgetItem(state);
  if (item === null || item.evidence.slo !== told.slo) return state;
  const now = spendingNow(item, state.nowMs);
  const greater = greaterSpending(now, told);
  const more = { bad: greater.bad - now.bad, total: greater.total - now.total, forMs: greater.forMs - now.forMs };
  if (more.bad + more.total + more.forMs === 0) return state;
  const { bad, total, forMs } = item.before;
  const before = { bad: bad + more.bad, total: total + more.total, forMs: forMs + more.forMs };
  return { ...state, items: state.items.map((each) => (each === item ? { ...item, before } : each)) };
}

function budgetItem({ items, budget }: EvidenceState): BurnItem | null {
  const item = items.find((each) => each.kind === 'burn' && each.evidence.slo === budget?.slo);
  return item?.kind === 'burn' ? item : null;
}

function spendingNow(item: BurnItem, nowMs: number): Spending {
  return spendingOf(item, decidingGroups(item.heard.voices, nowMs), nowMs);
}

/** With `groups` as those of proxies without which a verdict must stand too. */
export function spendingOf(item: BurnItem, groups: ReadonlySet<number>, nowMs: number): Spending {
  const { before, walkedFromMs } = item;
  const { canaryTotal, stableTotal } = totalOf(item.walked);
  const seenMs = walkedFromMs === null ? 0 : Math.max(0, nowMs - walkedFromMs);
  return {
    bad: before.bad + failuresOf(item, groups),
    total: before.total + canaryTotal + stableTotal,
    forMs: before.forMs + seenMs,
  };
}

/** Of three proxies or more, one that has most of the failures, and far more than its share, doesn't spend for all. */
function failuresOf(item: BurnItem, groups: ReadonlySet<number>): number {
  const { canaryTotal, canaryBad } = totalOf(item.walked);
  const counts = [...groups].map((group) => countsAt(item.walked, group));
  const most = counts.reduce((a, b) => (b.canaryBad > a.canaryBad ? b : a), noCounts);
  const failures = most.canaryBad / canaryBad;
  const isOdd = failures > 1 / 2 && failures > (2 * most.canaryTotal) / canaryTotal;
  return isOdd ? canaryBad - most.canaryBad : canaryBad;
}
