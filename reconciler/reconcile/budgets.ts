/**
 * The ledger of error budgets: counted here as proxies tell, and kept in the state file with each step of a walk and
 * each accepted intent, else hourly. A lowering waits for nothing, and doesn't bring it.
 */

import { withBudgets, withSpent, mergeBudgets } from '../live/budgets.ts';
import { sameAttempt } from '../live/fleet.ts';
import type { LiveState, Spent } from '../live/state.ts';
import { allowedOf, spend } from '../rollout/budget.ts';
import { spendingIn } from '../rollout/spending.ts';
import type { Reading } from '../rollout/sample.ts';
import { budgetOf } from '../rollout/watch.ts';
import type { Head } from './head.ts';
import type { Memory } from './memory.ts';
import type { Clock } from './ports.ts';

/** What was counted since the last live commit is written by one of its own at most so often. */
export const ledgerEveryMs = 3_600_000;

/** Adds what the proxies told of whole services to the ledger. */
export function countBudgets(memory: Memory, clock: Clock, readings: readonly Reading[]): void {
  const { head } = memory;
  if (head === null) return;
  if (memory.budgetsFrom !== head.state.budgets) {
    memory.budgets = mergeBudgets(head.state.budgets, memory.budgets);
    memory.budgetsFrom = head.state.budgets;
  }
  const slos = new Map(head.intent.intent.mesh.slos.map((slo) => [budgetOf(slo), slo]));
  if (slos.size === 0) return;
  const now = clock.now();
  for (const reading of readings) {
    if (reading.kind !== 'samples') continue;
    for (const { target, good, total } of reading.samples) {
      const slo = slos.get(target);
      if (slo !== undefined && total > 0) memory.budgets = spend(memory.budgets, slo, now, good, total);
    }
  }
}

/** The state with the ledger as it is now. */
export function withLedger(memory: Memory, head: Pick<Head, 'intent'>, state: LiveState, now: number): LiveState {
  const { slos } = head.intent.intent.mesh;
  if (slos.length === 0 && state.budgets.length === 0) return state;
  return withBudgets(withSpent(state, spentByWalks(memory)), memory.budgets, { slos, now });
}

/** What the walks have spent by now, as far as this process knows. */
function spentByWalks({ walks }: Memory): readonly Spent[] {
  return [...walks].flatMap(([target, { attempt, evidence }]) => {
    const spending = spendingIn(evidence);
    return spending === null || spending.bad === 0 ? [] : [{ target, attempt, ...spending }];
  });
}

/** A walk's spending is written by a commit of its own each time that another such part of what it may spend is spent. */
const writtenPart = 1 / 10;

/** True when the head is far behind what a walk has spent: a process that ends must not give it back. */
function isSpendingDue({ head, walks }: Memory): boolean {
  return (head?.state.targets ?? []).some(({ target, attempt, phase }) => {
    const walk = walks.get(target);
    if (walk === undefined || phase === 'Rejected' || !sameAttempt(walk.attempt, attempt)) return false;
    const { budget, allowance } = walk.evidence;
    const spending = spendingIn(walk.evidence);
    if (budget === null || allowance === null || spending === null) return false;
    const known = head?.state.spent.find((each) => each.target === target && each.slo === spending.slo)?.bad ?? 0;
    const allowed = allowedOf(spending, budget, allowance);
    return allowed !== null && spending.bad > known && spending.bad - known >= allowed * writtenPart;
  });
}

/** True when a commit is due for what was counted alone: a budget must outlive its process. */
export function isLedgerDue(memory: Memory, now: number): boolean {
  const { head } = memory;
  if (isSpendingDue(memory)) return true;
  if (head === null || now - memory.ledgerAt < ledgerEveryMs) return false;
  return memory.budgets !== head.state.budgets && memory.budgets.length > 0;
}
