/** The ledger of error budgets: counted here as proxies tell, and kept in the state file with each live commit. */

import { withBudgets, mergeBudgets } from '../live/budgets.ts';
import type { LiveState } from '../live/state.ts';
import { spend } from '../rollout/budget.ts';
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
  return withBudgets(state, memory.budgets, { slos, now });
}

/** True when failures were counted that no live commit has had for an hour: a budget must outlive its process. */
export function isLedgerDue(memory: Memory, now: number): boolean {
  const { head } = memory;
  if (head === null || now - memory.ledgerAt < ledgerEveryMs) return false;
  return memory.budgets !== head.state.budgets && memory.budgets.length > 0;
}
