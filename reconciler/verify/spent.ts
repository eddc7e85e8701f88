/** What was spent of error budgets is counted between commits: it may grow, and old days and old walks may go. */

import { entryOf } from '../live/entries.ts';
import { sameAttempt } from '../live/fleet.ts';
import type { LiveState, Spent } from '../live/state.ts';
import { spentKey } from '../live/spent.ts';
import { type Complaint, complaint } from './fault.ts';
import { shortTarget } from './said.ts';
import type { Step } from './version.ts';

export function budgetComplaints(step: Pick<Step, 'before' | 'after'>): readonly Complaint[] {
  return [...dayComplaints(step), ...walkComplaints(step)].slice(0, 1);
}

function dayComplaints({ before, after }: Pick<Step, 'before' | 'after'>): readonly Complaint[] {
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

/** While an attempt goes on nobody gives back what it has spent. */
function walkComplaints({ before, after }: Pick<Step, 'before' | 'after'>): readonly Complaint[] {
  const now = new Map(after.state.spent.map((each) => [spentKey(each), each]));
  for (const was of before.state.spent) {
    const is = now.get(spentKey(was));
    if (is === undefined ? !goesOn(was, after) : is.bad >= was.bad && is.total >= was.total && is.forMs >= was.forMs) {
      continue;
    }
    const message = `${shortTarget(was.target)} has spent less of the budget of ${was.slo}: ${is?.bad ?? 0} bad`;
    return [complaint('step', message, `at least ${was.bad}`)];
  }
  return [];
}

function goesOn({ target, attempt, slo }: Spent, { state, intent }: Step['after']): boolean {
  const entry = entryOf(state, target);
  const isSame = entry !== undefined && sameAttempt(entry.attempt, attempt);
  return isSame && intent.intent.mesh.slos.some(({ namespace, name }) => `${namespace}/${name}` === slo);
}
