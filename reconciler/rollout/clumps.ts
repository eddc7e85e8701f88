/**
 * By how much more than chance failures come together, as closed blocks show it.
 *
 * E2 and F take requests of a block for independent, up to a number. Where one failure brings two others, three times as
 * many requests pass between two of them, and both would be surer than they may be. A power λ ≤ 1 of their factors keeps
 * what they promise (Jensen) if λ was fixed before the block, so λ may follow whatever past blocks show: 1/φ, with φ the
 * variance of failures in parts of what independent ones would have.
 */

import type { Counts, Worths } from './bets.ts';

/** Sums over the closed blocks of one side. */
export interface Varied {
  readonly total: number;
  readonly bad: number;
  readonly badSquares: number;
  readonly badTotals: number;
  readonly totalSquares: number;
}

export interface Clumps {
  readonly canary: Varied;
  readonly stable: Varied;
}

const noneVaried: Varied = { total: 0, bad: 0, badSquares: 0, badTotals: 0, totalSquares: 0 };
export const noClumps: Clumps = { canary: noneVaried, stable: noneVaried };

/** Until the canary has failed, what stable shows is believed so far: more would keep a healthy canary waiting. */
const mostFromStable = 1.3;
/** Clumps of three are 5. More is not reckoned with: what comes and goes for minutes would look like it. */
const most = 5;
/** In failures: for so many what was known before is believed. E2 doubts slowly, since at first chance looks like clumps. */
const believed = { versus: 20, below: 1 };

/** Adds one closed block. */
export function addToClumps({ canary, stable }: Clumps, counts: Counts): Clumps {
  return {
    canary: addTo(canary, counts.canaryTotal, counts.canaryBad),
    stable: addTo(stable, counts.stableTotal, counts.stableBad),
  };
}

/**
 * F goes by the canary's own past. E2 by stable's alone: a canary that breaks late looks like a clump, and a clump of
 * both is what E2 must not take for a fault.
 */
export function worthsOf({ canary, stable }: Clumps): Worths {
  const before = Math.min(mostFromStable, dispersionOf(stable, 1, believed.below));
  return {
    versus: 1 / Math.min(most, dispersionOf(stable, 1, believed.versus)),
    below: 1 / Math.min(most, dispersionOf(canary, before, believed.below)),
  };
}

/** The variance of the failures in a block, in parts of what it would be for independent ones; at least 1. */
function dispersionOf(
  { total, bad, badSquares, badTotals, totalSquares }: Varied,
  before: number,
  weight: number,
): number {
  const share = total === 0 ? 0 : bad / total;
  const varied = badSquares - 2 * share * badTotals + share * share * totalSquares;
  return Math.max(1, (varied + weight * before) / (bad * (1 - share) + weight));
}

function addTo(sums: Varied, total: number, bad: number): Varied {
  return {
    total: sums.total + total,
    bad: sums.bad + bad,
    badSquares: sums.badSquares + bad * bad,
    badTotals: sums.badTotals + bad * total,
    totalSquares: sums.totalSquares + total * total,
  };
}
