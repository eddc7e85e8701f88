/** A freeze, the error budgets and what walks spent of them, as they are written in the state file. */

import { type Decoder, below, integer, list, malformed, record, required, text } from '../../policies/decode.ts';
import { compareText } from '../../policies/finding.ts';
import type { Json } from '../../policies/mesh.ts';
import { mostDays } from './budgets.ts';
import { attempt, time, timeText } from './entry-text.ts';
import { bySpent, spentKey } from './spent.ts';
import type { Budget, BudgetDay, Frozen, Spent } from './state.ts';

export function frozenJson({ by, reason, since }: Frozen): Json {
  return { by, reason, since: timeText(since) };
}

export const frozen: Decoder<Frozen> = record({ by: required(text), reason: required(text), since: required(time) });

export function budgetsJson(budgets: readonly Budget[]): Json {
  return budgets.toSorted(bySlo).map(({ slo, days }) => ({
    slo,
    days: days.toSorted(byDay).map(({ day, good, total }) => ({ day, good, total })),
  }));
}

const dayText: Decoder<string> = (value, at) => {
  const isDay = typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value);
  const ms = isDay ? Date.parse(value) : Number.NaN;
  return isDay && Number.isFinite(ms) && timeText(ms).startsWith(value)
    ? value
    : malformed(at, 'Expected a day such as 2026-01-31');
};

const count = integer(0, Number.MAX_SAFE_INTEGER);
const dayFields = record({ day: required(dayText), good: required(count), total: required(count) });

const budgetDay: Decoder<BudgetDay> = (value, at) => {
  const read = dayFields(value, at);
  if (read === undefined || read.good <= read.total) return read;
  return malformed(below(at, 'good'), 'There are more good requests than requests');
};

const budgetDays: Decoder<readonly BudgetDay[]> = (value, at) => {
  const read = list(budgetDay, 1)(value, at)?.toSorted(byDay);
  if (read === undefined) return undefined;
  if (read.length > mostDays) return malformed(at, `Expected at most ${mostDays} days`);
  const twice = read.find((each, index) => read[index - 1]?.day === each.day);
  return twice === undefined ? read : malformed(at, `${twice.day} is listed twice`);
};

const budgetList = list(record({ slo: required(text), days: required(budgetDays) }));

/** Sorted by SLO, each once. */
export const budgets: Decoder<readonly Budget[]> = (value, at) => {
  const read = budgetList(value, at)?.toSorted(bySlo);
  const twice = read?.find((each, index) => read[index - 1]?.slo === each.slo);
  return twice === undefined ? read : malformed(at, `${twice.slo} is listed twice`);
};

export function spentJson(spent: readonly Spent[]): Json {
  return spent.toSorted(bySpent).map(({ target, attempt: { intent, n }, slo, bad, total, forMs }) => ({
    target,
    attempt: { intent, n },
    slo,
    bad,
    total,
    forMs,
  }));
}

const spentList = list(
  record({
    target: required(text),
    attempt: required(attempt),
    slo: required(text),
    bad: required(count),
    total: required(count),
    forMs: required(count),
  }),
);

/** Sorted, each attempt and SLO once. */
export const spent: Decoder<readonly Spent[]> = (value, at) => {
  const read = spentList(value, at)?.toSorted(bySpent);
  const twice = read?.find((each, index) => index > 0 && spentKey(read[index - 1] ?? each) === spentKey(each));
  return twice === undefined ? read : malformed(at, `What ${twice.target} spent is listed twice`);
};

function bySlo(a: Budget, b: Budget): number {
  return compareText(a.slo, b.slo);
}

function byDay(a: BudgetDay, b: BudgetDay): number {
  return compareText(a.day, b.day);
}
