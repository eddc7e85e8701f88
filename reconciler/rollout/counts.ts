/** Sums and differences of what both sides were heard to answer. */

import { noCounts } from './bets.ts';
import type { Counts } from './bets.ts';

/** Good and all answers of one side. */
export interface Tally {
  readonly good: number;
  readonly total: number;
}

export interface Tallies {
  readonly canary: Tally;
  readonly stable: Tally;
}

export const noTallies: Tallies = { canary: { good: 0, total: 0 }, stable: { good: 0, total: 0 } };

/** Numbers in a flat list of counts. */
export const width = 4;

export function plus(a: Counts, b: Counts, sign: 1 | -1 = 1): Counts {
  return {
    canaryTotal: a.canaryTotal + sign * b.canaryTotal,
    canaryBad: a.canaryBad + sign * b.canaryBad,
    stableTotal: a.stableTotal + sign * b.stableTotal,
    stableBad: a.stableBad + sign * b.stableBad,
  };
}

export function sumOf(all: readonly Counts[]): Counts {
  return all.reduce((sum, each) => plus(sum, each), noCounts);
}

export function talliesOf(counts: Counts): Tallies {
  return {
    canary: { good: counts.canaryTotal - counts.canaryBad, total: counts.canaryTotal },
    stable: { good: counts.stableTotal - counts.stableBad, total: counts.stableTotal },
  };
}

export function numbersOf(counts: Counts): readonly number[] {
  return [counts.canaryTotal, counts.canaryBad, counts.stableTotal, counts.stableBad];
}

/** The counts at a place of a flat list; nothing beyond its end. */
export function countsAt(flat: readonly number[], index: number): Counts {
  const at = index * width;
  return {
    canaryTotal: flat[at] ?? 0,
    canaryBad: flat[at + 1] ?? 0,
    stableTotal: flat[at + 2] ?? 0,
    stableBad: flat[at + 3] ?? 0,
  };
}

/** All the counts of a flat list together. */
export function sumFlat(flat: readonly number[]): Counts {
  let [canaryTotal, canaryBad, stableTotal, stableBad] = [0, 0, 0, 0];
  for (let at = 0; at < flat.length; at += width) {
    canaryTotal += flat[at] ?? 0;
    canaryBad += flat[at + 1] ?? 0;
    stableTotal += flat[at + 2] ?? 0;
    stableBad += flat[at + 3] ?? 0;
  }
  return { canaryTotal, canaryBad, stableTotal, stableBad };
}
