/**
 * The three sequential tests, as bets in logarithms.
 *
 * `above` (E1) bets that the canary's error share is above `max`, `versus` (E2) that it is above `versusStable` times
 * stable's, `below` (F) that it is under `tolerate`. While a claim is false its stake grows past 1/α with probability
 * at most α, however often one looks (Ville's inequality), so the tests may be read after every block.
 */

/** What one evidence item asks of the tests. */
export interface Limits {
  /** Shares in (0, 1). */
  readonly max: number;
  readonly tolerate: number;
  /** A factor, at least 1. */
  readonly versusStable: number;
  /** ln(1/α): both E1 and E2 must reach it. */
  readonly badAt: number;
  /** ln(1/β): F must reach it. */
  readonly fineAt: number;
}

/** Requests of both sides in one block. */
export interface Counts {
  readonly canaryTotal: number;
  readonly canaryBad: number;
  readonly stableTotal: number;
  readonly stableBad: number;
}

/** The powers of E2's and F's factors in one block, from 0 to 1, fixed before it: below 1 where failures come in clumps. */
export interface Worths {
  readonly versus: number;
  readonly below: number;
}

const inFull: Worths = { versus: 1, below: 1 };
export const noCounts: Counts = { canaryTotal: 0, canaryBad: 0, stableTotal: 0, stableBad: 0 };

/** Natural logarithms, one for each bet. */
export interface Bets {
  readonly above: readonly number[];
  readonly versus: readonly number[];
  readonly below: readonly number[];
}

/**
 * How boldly each bet of E1 stakes: so much for each request of a block, and no more than so much for the whole. Small
 * ones find faint faults, large ones outages. A request's worth keeps a clump of failures from counting as one failure
 * while blocks are small; the limit keeps a block that fails as one from counting as many.
 */
const boldness: readonly { readonly each: number; readonly most: number; readonly portion: number }[] = [
  { each: 0.004, most: 0.3, portion: 0.15 },
  { each: 0.015, most: 0.3, portion: 0.25 },
  { each: 0.05, most: 0.4, portion: 0.2 },
  { each: 0.25, most: 0.7, portion: 0.4 },
];
/** How many times worse than the bound each bet of E2 takes the canary to be. */
const rises: readonly { readonly times: number; readonly portion: number }[] = [
  { times: 2, portion: 0.25 },
  { times: 3, portion: 0.2 },
  { times: 8, portion: 0.15 },
  { times: 30, portion: 0.4 },
];
/** The rates that F bets on, as parts of `tolerate`. */
const betterRates = [1 / 20, 1 / 4, 1 / 2];
/** Independence inside a block is believed for so many canary requests, in E2 and in F. */
const versusCap = 100;
const belowCap = 30;
/** What F starts each step with; the rest is spread over the horizon. */
export const belowStart = 0.6;

export const noBets: Bets = {
  above: boldness.map(() => -Infinity),
  versus: rises.map(() => -Infinity),
  below: betterRates.map(() => Math.log(belowStart)),
};

/** F begins anew with each step; E1 and E2 live on. */
export function withFreshBelow(bets: Bets): Bets {
  return { ...bets, below: noBets.below };
}

/**
 * Plays one closed block. `stake` (g) and `belowStake` (h) are the new money, fixed before the block was seen.
 * The canary has at least one request; stable may have none, then E2 stands still.
 */
export function play(
  bets: Bets,
  counts: Counts,
  limits: Limits,
  stake: number,
  belowStake: number,
  worths: Worths = inFull,
): Bets {
  return {
    above: playAbove(bets.above, counts, limits, stake),
    versus: playVersus(bets.versus, counts, limits, stake, worths.versus),
    below: playBelow(bets.below, counts, limits, belowStake, worths.below),
  };
}

/** ln E1, ln E2 and ln of F's mean. */
export function readBets(bets: Bets): { readonly e1: number; readonly e2: number; readonly f: number } {
  return {
    e1: logSum(bets.above),
    e2: logSum(bets.versus),
    f: logSum(bets.below) - Math.log(bets.below.length),
  };
}

/**
 * The canary's bad share without what a shared outage may explain: what stable suffered beyond `max` is no fault of the
 * canary's alone. It is never more than the share itself, so E1 keeps its promise.
 */
export function ownShare(counts: Counts, { max, versusStable }: Limits): number {
  const canary = counts.canaryBad / counts.canaryTotal;
  const stable = counts.stableTotal === 0 ? 0 : counts.stableBad / counts.stableTotal;
  return Math.max(0, canary - versusStable * Math.max(0, stable - max));
}

/**
 * Each factor is 1 + b(x − max) with b fixed by the number of requests, so its mean is at most 1 while a block of that
 * many requests fails at `max` or less, however its requests hang together (Waudby-Smith & Ramdas, "Estimating means of
 * bounded random variables by betting", 2024).
 */
function playAbove(above: readonly number[], counts: Counts, limits: Limits, stake: number): number[] {
  const { max } = limits;
  const own = ownShare(counts, limits);
  return boldness.map(({ each, most, portion }, j) => {
    const factor = 1 + (Math.min(most, each * counts.canaryTotal) / max) * (own - max);
    return logAdd(above[j] ?? -Infinity, stake * portion) + Math.log(factor);
  });
}

function playVersus(versus: readonly number[], counts: Counts, limits: Limits, stake: number, worth: number): number[] {
  const { canaryTotal, canaryBad, stableTotal, stableBad } = counts;
  const cap = Math.min(worth, versusCap / canaryTotal);
  const expected = limits.versusStable * canaryTotal;
  return rises.map(({ times, portion }, j) => {
    const staked = logAdd(versus[j] ?? -Infinity, stake * portion);
    // ln of (1 − θ_j)/(1 − θ_0); ln of θ_j/θ_0 is this and ln times. Without a stable request that is 0: E2 stands still.
    const shift = Math.log((expected + stableTotal) / (times * expected + stableTotal));
    return staked + cap * (canaryBad * (Math.log(times) + shift) + stableBad * shift);
  });
}

/** With a worth of 0 the block says nothing. */
function playBelow(below: readonly number[], counts: Counts, limits: Limits, stake: number, worth: number): number[] {
  const { canaryTotal, canaryBad } = counts;
  const { tolerate } = limits;
  const cap = Math.min(worth, belowCap / canaryTotal);
  return below.map((log, i) => {
    const rate = tolerate * (betterRates[i] ?? 0);
    const good = (canaryTotal - canaryBad) * Math.log((1 - rate) / (1 - tolerate));
    return logAdd(log, stake) + cap * (good + canaryBad * Math.log(rate / tolerate));
  });
}

/** ln(e^log + amount). */
function logAdd(log: number, amount: number): number {
  if (amount <= 0) return log;
  const other = Math.log(amount);
  const high = Math.max(log, other);
  return high + Math.log1p(Math.exp(Math.min(log, other) - high));
}

function logSum(logs: readonly number[]): number {
  const high = logs.reduce((most, log) => Math.max(most, log), -Infinity);
  if (high === -Infinity) return high;
  return high + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - high), 0));
}
