/** One run of the tests over closed blocks: of all proxies, or of all but some. */

import { belowStart, noBets, noCounts, ownShare, play, readBets, withFreshBelow } from './bets.ts';
import type { Bets, Counts, Limits } from './bets.ts';
import { addToClumps, noClumps, worthsOf } from './clumps.ts';
import type { Clumps } from './clumps.ts';

export type Outcome = 'bad' | 'fine' | 'unknown';

export interface Fold {
  readonly bets: Bets;
  /** Counts that wait until both sides have a request. */
  readonly counts: Counts;
  /** When the block in hand was opened; null between blocks. */
  readonly openedMs: number | null;
  /** Of the first block ever, and of the last closed one. */
  readonly firstOpenedMs: number | null;
  readonly previousOpenedMs: number | null;
  /** When stable last had a request, or the step began. */
  readonly stableHeardMs: number;
  /** Budget staked in E1 and E2 so far, and in F in this step; each at most 1. */
  readonly spent: number;
  readonly belowSpent: number;
  /** What stable is used to: its requests in all closed blocks, and its bad ones; those of outages count for little. */
  readonly stableTotal: number;
  readonly stableBad: number;
  /** Of all closed blocks but those of outages. */
  readonly clumps: Clumps;
  /** In the last closed block of this step the canary failed grossly: the next may be short. */
  readonly isGross: boolean;
  readonly blocks: number;
  readonly blocksInStep: number;
  /** In the last closed block of this step stable had a request too; and what the tests said then. */
  readonly hadStable: boolean;
  readonly outcome: Outcome;
}

/** What a fold must know of the step to close a block. */
export interface StepStakes {
  /** Budget that the step's first block brings. */
  readonly share: number;
  readonly stableHasWeight: boolean;
  /** H: the time that the budget is spread over. */
  readonly horizonMs: number;
}

/** The part of the budget that time brings; the rest comes with steps. */
const timePart = 0.25;
/** An outage that goes on and on becomes what stable is used to, but not at once. */
const outagePart = 1 / 20;
/** After so long without a stable request blocks close without one: E2 stands still. */
export const stableSilenceMs = 30_000;

export function openFold(): Fold {
  return {
    bets: noBets,
    counts: noCounts,
    openedMs: null,
    firstOpenedMs: null,
    previousOpenedMs: null,
    stableHeardMs: -Infinity,
    spent: 0,
    belowSpent: 0,
    stableTotal: 0,
    stableBad: 0,
    clumps: noClumps,
    isGross: false,
    blocks: 0,
    blocksInStep: 0,
    hadStable: false,
    outcome: 'unknown',
  };
}

/** The open block is thrown away, F begins anew, E1 and E2 live on. */
export function beginFoldStep(fold: Fold, openedMs: number): Fold {
  return {
    ...fold,
    bets: withFreshBelow(fold.bets),
    counts: noCounts,
    openedMs: null,
    stableHeardMs: openedMs,
    belowSpent: 0,
    isGross: false,
    blocksInStep: 0,
    hadStable: false,
    outcome: 'unknown',
  };
}

/** Adds what came between `openedMs` and `nowMs`, and closes the block where both sides can be compared. */
export function addToFold(
  fold: Fold,
  counts: Counts,
  limits: Limits,
  step: StepStakes,
  openedMs: number,
  nowMs: number,
): Fold {
  const stableHeardMs = counts.stableTotal > 0 ? nowMs : fold.stableHeardMs;
  const grown = {
    ...fold,
    counts: sum(fold.counts, counts),
    openedMs: fold.openedMs ?? openedMs,
    stableHeardMs,
  };
  return closable(grown.counts, step, nowMs - stableHeardMs) ? close(grown, limits, step, grown.openedMs) : grown;
}

/** Whether a block that is old enough has what a comparison needs. */
export function closable(counts: Counts, step: StepStakes, stableSilentMs: number): boolean {
  if (counts.canaryTotal < 1) return false;
  return counts.stableTotal >= 1 || !step.stableHasWeight || stableSilentMs >= stableSilenceMs;
}

function close(fold: Fold, limits: Limits, step: StepStakes, openedMs: number): Fold {
  const stake = Math.min(timeStake(fold, step, openedMs) + stepStake(fold, step), 1 - fold.spent);
  const belowStake = belowStakeOf(fold, step, openedMs);
  const isShared = isOutage(fold, limits);
  const worths = worthsOf(fold.clumps);
  // In a shared outage F stands still: stable's answers alone decide that, so F keeps its promise.
  const bets = play(fold.bets, fold.counts, limits, stake, belowStake, isShared ? { ...worths, below: 0 } : worths);
  const learnt = isShared ? outagePart : 1;
  return {
    bets,
    counts: noCounts,
    openedMs: null,
    firstOpenedMs: fold.firstOpenedMs ?? openedMs,
    previousOpenedMs: openedMs,
    stableHeardMs: fold.stableHeardMs,
    spent: fold.spent + stake,
    belowSpent: fold.belowSpent + belowStake,
    stableTotal: fold.stableTotal + learnt * fold.counts.stableTotal,
    stableBad: fold.stableBad + learnt * fold.counts.stableBad,
    clumps: isShared ? fold.clumps : addToClumps(fold.clumps, fold.counts),
    isGross: isGross(fold.counts, limits),
    blocks: fold.blocks + 1,
    blocksInStep: fold.blocksInStep + 1,
    hadStable: fold.counts.stableTotal > 0,
    outcome: fold.counts.stableTotal === 0 ? 'unknown' : outcomeOf(bets, limits),
  };
}

/**
 * Such a share is no noise of single requests: a second look may follow soon. How long a block is was fixed before it
 * began, so the tests keep their promises.
 */
function isGross(counts: Counts, limits: Limits): boolean {
  return ownShare(counts, limits) >= Math.min(0.5, Math.max(0.1, 10 * limits.max));
}

/** Stable fails far beyond what is tolerated, and beyond what it is used to: whatever the canary does now, F can't tell. */
function isOutage({ counts, stableTotal, stableBad }: Fold, limits: Limits): boolean {
  const usual = stableTotal === 0 ? 0 : stableBad / stableTotal;
  const least = counts.stableTotal * Math.max(5 * limits.tolerate, 4 * usual);
  return counts.stableBad >= 3 && counts.stableBad > least;
}

function outcomeOf(bets: Bets, limits: Limits): Outcome {
  const { e1, e2, f } = readBets(bets);
  if (e1 >= limits.badAt && e2 >= limits.badAt) return 'bad';
  return f >= limits.fineAt ? 'fine' : 'unknown';
}

/** Nothing for the first block ever, and nothing past the horizon. */
function timeStake(fold: Fold, step: StepStakes, openedMs: number): number {
  if (fold.firstOpenedMs === null || fold.previousOpenedMs === null) return 0;
  const left = Math.max(0, step.horizonMs - (fold.previousOpenedMs - fold.firstOpenedMs));
  const passed = Math.max(0, openedMs - fold.previousOpenedMs);
  return (timePart * Math.min(passed, left)) / step.horizonMs;
}

function stepStake(fold: Fold, step: StepStakes): number {
  return fold.blocksInStep === 0 ? step.share : 0;
}

function belowStakeOf(fold: Fold, step: StepStakes, openedMs: number): number {
  if (fold.blocksInStep === 0 || fold.previousOpenedMs === null) return 0;
  const passed = Math.max(0, openedMs - fold.previousOpenedMs);
  const rest = 1 - belowStart;
  return Math.min((rest * passed) / step.horizonMs, rest - fold.belowSpent);
}

function sum(a: Counts, b: Counts): Counts {
  return {
    canaryTotal: a.canaryTotal + b.canaryTotal,
    canaryBad: a.canaryBad + b.canaryBad,
    stableTotal: a.stableTotal + b.stableTotal,
    stableBad: a.stableBad + b.stableBad,
  };
}
