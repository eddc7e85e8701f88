/** What the demonstration measured. Every figure comes from the client's own counts, or from events as they came. */

import { failedOf, type Seen } from './tally.ts';

export interface Summary {
  /** The good change: how long from merge to promotion, in ms. */
  readonly promotedMs: number;
  /** The bad change: taken back, or promoted where it wasn't bad at all. */
  readonly badChange: 'rolled back' | 'promoted';
  /** From the first bad answer to the last answer of the bad version, by the client's clock, in ms; null without one. */
  readonly firstBadToZeroMs: number | null;
  readonly requests: number;
  /** Answers with an error that the client saw. */
  readonly failed: number;
  /** Connections that broke, and answers that no version gave. */
  readonly dropped: number;
  /** Of the reconciler's absence: how long, and what the client lost in it. */
  readonly killed: {
    readonly absentMs: number;
    readonly lost: number;
    readonly weightBefore: number;
    readonly nextWeight: number;
  };
}

/** First bad answer → last answer of that version. */
export function rollbackMs(seen: Seen, version: string): number | null {
  const { firstFailedAt = null, lastAt = 0 } = seen.versions[version] ?? {};
  return firstFailedAt === null ? null : lastAt - firstFailedAt;
}

export function summaryText(summary: Summary): string {
  const { killed, firstBadToZeroMs } = summary;
  const rows: readonly (readonly [string, string])[] = [
    ['good change, merge to promotion', `${(summary.promotedMs / 1000).toFixed(1)} s`],
    ['bad change', summary.badChange],
    [
      'first bad answer to the last canary answer',
      firstBadToZeroMs === null ? 'no bad answer' : `${(firstBadToZeroMs / 1000).toFixed(2)} s`,
    ],
    ['requests', summary.requests.toLocaleString('en')],
    ['failed requests a client saw', `${summary.failed}`],
    ['requests dropped otherwise', `${summary.dropped}`],
    [
      `reconciler killed at ${killed.weightBefore / 10_000} %`,
      `away ${(killed.absentMs / 1000).toFixed(1)} s, ${killed.lost} requests lost, went on to ${killed.nextWeight / 10_000} %`,
    ],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}\n`).join('');
}

/** What was lost between two looks: errors and drops. */
export function lostBetween(before: Seen, after: Seen): number {
  return failedOf(after) - failedOf(before) + after.dropped - before.dropped;
}
