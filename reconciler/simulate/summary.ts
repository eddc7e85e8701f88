/** Many releases in a few numbers. */

import type { Release } from './release.ts';

/** Shares of all releases, and quantiles; null where there was none to take one of. */
export interface Summary {
  readonly runs: number;
  readonly rolledBack: number;
  readonly promoted: number;
  readonly held: number;
  /** From the first raise to the end, whatever it was. */
  readonly seconds: Quantiles | null;
  /** The canary's requests, and the bad ones of its first SLI. */
  readonly requests: Quantiles | null;
  readonly failures: Quantiles | null;
  /** Until the raise that followed the first. */
  readonly firstStep: { readonly requests: Quantiles; readonly seconds: Quantiles } | null;
  /** Of those rolled back: all proxies had it so long after the first raise, after so many requests. */
  readonly untilBad: { readonly requests: Quantiles; readonly seconds: Quantiles } | null;
  /** Of those rolled back: seconds since the canary's first bad answer. */
  readonly fromFirstFailure: Quantiles | null;
  /** How often each reason ended a release. */
  readonly reasons: Readonly<Record<string, number>>;
}

export interface Quantiles {
  readonly p50: number;
  readonly p99: number;
}

export function summarize(releases: readonly Release[]): Summary {
  const runs = releases.length;
  const bad = releases.filter((each) => each.end === 'rolledBack');
  const steps = releases.flatMap((each) => each.firstStep ?? []);
  const share = (end: Release['end']): number => releases.filter((each) => each.end === end).length / Math.max(1, runs);
  return {
    runs,
    rolledBack: share('rolledBack'),
    promoted: share('promoted'),
    held: share('held'),
    seconds: quantiles(releases.map((each) => each.seconds)),
    requests: quantiles(releases.map((each) => each.requests)),
    failures: quantiles(releases.map((each) => each.failures)),
    firstStep: both(steps),
    untilBad: both(bad),
    fromFirstFailure: quantiles(bad.flatMap((each) => each.fromFirstFailure ?? [])),
    reasons: countReasons(releases),
  };
}

function both(of: readonly { readonly requests: number; readonly seconds: number }[]): Summary['untilBad'] {
  const requests = quantiles(of.map((each) => each.requests));
  const seconds = quantiles(of.map((each) => each.seconds));
  return requests === null || seconds === null ? null : { requests, seconds };
}

function quantiles(numbers: readonly number[]): Quantiles | null {
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = (part: number): number | undefined =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
  const [p50, p99] = [at(0.5), at(0.99)];
  return p50 === undefined || p99 === undefined ? null : { p50: rounded(p50), p99: rounded(p99) };
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

function countReasons(releases: readonly Release[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { end, reason } of releases) {
    const name = `${end}:${reason}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** A table for people. */
export function summaryText(summary: Summary): string {
  const percent = (part: number): string => `${(part * 100).toFixed(2)} %`;
  const rows: [string, string][] = [
    ['releases', String(summary.runs)],
    ['rolled back', percent(summary.rolledBack)],
    ['promoted', percent(summary.promoted)],
    ['held', percent(summary.held)],
    ['seconds', printed(summary.seconds)],
    ['canary requests', printed(summary.requests)],
    ['canary failures', printed(summary.failures)],
    ['first step, seconds', printed(summary.firstStep?.seconds ?? null)],
    ['first step, requests', printed(summary.firstStep?.requests ?? null)],
    ['until rolled back, seconds', printed(summary.untilBad?.seconds ?? null)],
    ['until rolled back, requests', printed(summary.untilBad?.requests ?? null)],
    ['from the first failure, seconds', printed(summary.fromFirstFailure)],
    ...Object.entries(summary.reasons).map(([name, count]): [string, string] => [`  ${name}`, String(count)]),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join('');
}

function printed(of: Quantiles | null): string {
  return of === null ? '–' : `median ${of.p50}, p99 ${of.p99}`;
}
