/** What was spent of error budgets is counted between commits: it may grow, and old days may go. */

import type { LiveState } from '../live/state.ts';
import { type Complaint, complaint } from './fault.ts';
import type { Step } from './version.ts';

export function budgetComplaints({ before, after }: Pick<Step, 'before' | 'after'>): readonly Complaint[] {
  const now = daysOf(after.state);
  for (const [name, was] of daysOf(before.state)) {
    const is = now.get(name);
    if (is === undefined || (is.total >= was.total && is.total - is.good >= was.total - was.good)) continue;
    const message = `the budget of ${name} shrinks: ${is.total - is.good} bad of ${is.total}`;
    return [complaint('step', message, `at least ${was.total - was.good} of ${was.total}`)];
  }
  return [];
}

function daysOf({ budgets }: LiveState): ReadonlyMap<string, { readonly good: number; readonly total: number }> {
  return new Map(budgets.flatMap(({ slo, days }) => days.map((day) => [`${slo} on ${day.day}`, day] as const)));
}
