/** Samples of one walk, put together into what one proxy said of both sides at one moment. */

import { noCounts } from './bets.ts';
import type { Counts } from './bets.ts';
import type { Sample } from './sample.ts';

export interface Report {
  readonly proxy: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly counts: Counts;
  /** Why these counts must not be used; null when they may. */
  readonly flaw: Flaw | null;
}

/** `one-sided`: a comparison needs both sides of one report. `invalid-counts`: no number, negative, or more good than all. */
export type Flaw = 'one-sided' | 'invalid-counts';

/** Whose samples are meant. */
export interface Subject {
  readonly target: string | null;
  /** The `key` of the evidence. */
  readonly sli: string;
}

/** Pairs both sides of the same span of the same proxy; in the order of time for each proxy. */
export function pairReports(samples: readonly Sample[], subject: Subject, stableHasWeight: boolean): Report[] {
  const pairs = new Map<string, Pair>();
  let last: Pair | null = null;
  for (const sample of samples) {
    if (sample.target !== subject.target || sample.sli !== subject.sli) continue;
    // Both sides of a proxy come one after the other: as a rule it is the pair in hand.
    if (last !== null && isSameSpan(last.any, sample)) {
      last[sample.side] = sample;
      continue;
    }
    const key = `${sample.source}\n${sample.proxy}\n${sample.fromMs}\n${sample.toMs}`;
    last = pairs.get(key) ?? { any: sample };
    last[sample.side] = sample;
    pairs.set(key, last);
  }
  return [...pairs.values()].map((pair) => reportOf(pair, stableHasWeight)).sort((a, b) => a.toMs - b.toMs);
}

function isSameSpan(a: Sample, b: Sample): boolean {
  return a.proxy === b.proxy && a.source === b.source && a.fromMs === b.fromMs && a.toMs === b.toMs;
}

interface Pair {
  readonly any: Sample;
  canary?: Sample;
  stable?: Sample;
}

function reportOf(pair: Pair, stableHasWeight: boolean): Report {
  const { any, canary, stable } = pair;
  const lone = canary === undefined || (stable === undefined && stableHasWeight);
  const invalid = [canary, stable].some((sample) => sample !== undefined && !isValid(sample));
  return {
    proxy: any.proxy,
    fromMs: any.fromMs,
    toMs: any.toMs,
    counts: invalid ? noCounts : countsOf(canary, stable),
    flaw: invalid ? 'invalid-counts' : lone ? 'one-sided' : null,
  };
}

function countsOf(canary: Sample | undefined, stable: Sample | undefined): Counts {
  return {
    canaryTotal: canary?.total ?? 0,
    canaryBad: (canary?.total ?? 0) - (canary?.good ?? 0),
    stableTotal: stable?.total ?? 0,
    stableBad: (stable?.total ?? 0) - (stable?.good ?? 0),
  };
}

function isValid(sample: Sample): boolean {
  return (
    Number.isFinite(sample.fromMs) &&
    Number.isFinite(sample.toMs) &&
    Number.isSafeInteger(sample.good) &&
    Number.isSafeInteger(sample.total) &&
    sample.good >= 0 &&
    sample.good <= sample.total
  );
}
