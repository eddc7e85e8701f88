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

export const noCounts: Counts = { canaryTotal: 0, canaryBad: 0, stableTotal: 0, stableBad: 0 };

/** Natural logarithms, one for each bet. */
export interface Bets {
  readonly above: readonly number[];
  readonly versus: readonly number[];
  readonly below: readonly number[];
}

/** How boldly each bet stakes; small ones find faint faults, large ones outages. */
const boldness = [0.01, 0.03, 0.1, 0.3, 0.7];
/** How the budget is shared among them. */
const portion = [0.2, 0.15, 0.15, 0.15, 0.35];
/** The rates that F bets on, as parts of `tolerate`. */
const betterRates = [1 / 20, 1 / 4, 1 / 2];
/** Independence inside a block is believed for so many canary requests, in E2 and in F. */
const versusCap = 100;
const belowCap = 25;
/** What F starts each step with; the other half is spread over the horizon. */
export const belowStart = 0.5;

export const noBets: Bets = {
  above: boldness.map(() => -Infinity),
  versus: boldness.map(() => -Infinity),
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
export function play(bets: Bets, counts: Counts, limits: Limits, stake: number, belowStake: number): Bets {
  return {
    above: playAbove(bets.above, counts, limits, stake),
    versus: playVersus(bets.versus, counts, limits, stake),
    below: playBelow(bets.below, counts, limits, belowStake),
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

function playAbove(above: readonly number[], counts: Counts, limits: Limits, stake: number): number[] {
  const { max, versusStable } = limits;
  const canary = counts.canaryBad / counts.canaryTotal;
  const stable = counts.stableTotal === 0 ? 0 : counts.stableBad / counts.stableTotal;
  // The discount: what stable suffered beyond `max` may be a shared outage, and is no fault of the canary's.
  const own = Math.max(0, canary - versusStable * Math.max(0, stable - max));
  return above.map((log, j) => {
    const factor = 1 + ((boldness[j] ?? 0) / max) * (own - max);
    return logAdd(log, stake * (portion[j] ?? 0)) + Math.log(factor);
  });
}

function playVersus(versus: readonly number[], counts: Counts, limits: Limits, stake: number): number[] {
  const { canaryTotal, canaryBad, stableTotal, stableBad } = counts;
  const cap = Math.min(1, versusCap / canaryTotal);
  const expected = limits.versusStable * canaryTotal;
  return versus.map((log, j) => {
    const staked = logAdd(log, stake * (portion[j] ?? 0));
    const rise = 1 + ((boldness[j] ?? 0) * (1 - limits.max)) / limits.max;
    // ln of (1 − θ_j)/(1 − θ_0); ln of θ_j/θ_0 is this and ln rise. Without a stable request that is 0: E2 stands still.
    const shift = Math.log((expected + stableTotal) / (rise * expected + stableTotal));
    return staked + cap * (canaryBad * (Math.log(rise) + shift) + stableBad * shift);
  });
}

function playBelow(below: readonly number[], counts: Counts, limits: Limits, stake: number): number[] {
  const { canaryTotal, canaryBad } = counts;
  const { tolerate } = limits;
  const cap = Math.min(1, belowCap / canaryTotal);
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
  const high = Math.max(...logs);
  if (high === -Infinity) return high;
  return high + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - high), 0));
}
