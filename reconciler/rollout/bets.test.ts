// The proof of the method, checked by adding up all outcomes: while a claim is false no bet gains on average.

import { expect, test } from 'vitest';
import { noBets, play, readBets, withFreshBelow } from './bets.ts';
import type { Bets, Counts, Limits } from './bets.ts';

const limits: Limits = { max: 0.01, tolerate: 0.02, versusStable: 2, badAt: Math.log(100), fineAt: Math.log(100) };
const tiny = 1e-9;

test.each([
  [1, 1],
  [5, 95],
  [30, 20],
  [300, 200],
])('E1 does not grow on average at the bound, nor below it: %i of the canary, %i of stable', (canary, stable) => {
  for (const share of [0.01, 0.005, 0]) {
    expect(mean(canary, share, stable, 0.003, (bets) => readBets(bets).e1)).toBeLessThanOrEqual(1 + tiny);
  }
  expect(mean(canary, 0.03, stable, 0.003, (bets) => readBets(bets).e1)).toBeGreaterThan(1);
});

test.each([
  [1, 1],
  [5, 95],
  [30, 20],
  [300, 200],
])("E2 does not grow on average at stable's multiple: %i of the canary, %i of stable", (canary, stable) => {
  for (const share of [0.3, 0.05, 0.01, 0.001]) {
    expect(mean(canary, 2 * share, stable, share, (bets) => readBets(bets).e2)).toBeLessThanOrEqual(1 + tiny);
  }
  expect(mean(canary, 0.3, stable, 0.003, (bets) => readBets(bets).e2)).toBeGreaterThan(1);
});

test.each([1, 10, 25, 60, 300])('F does not grow on average at what is not tolerated: %i requests', (canary) => {
  for (const share of [0.02, 0.03, 0.5]) {
    const start = Math.exp(readBets(noBets).f);
    expect(mean(canary, share, 1, 0, (bets) => readBets(bets).f) / start).toBeLessThanOrEqual(1 + tiny);
  }
  expect(mean(canary, 0.001, 1, 0, (bets) => readBets(bets).f)).toBeGreaterThan(0.5);
});

test('the tests are what the formulas say, for one block by hand', () => {
  const played = play(noBets, block(100, 3, 1_000, 4), limits, 0.35, 0);
  const above = [0.3, 0.3, 0.4, 0.7];
  const abovePortion = [0.15, 0.25, 0.2, 0.4];
  const e1 = above.map((c, j) => 0.35 * (abovePortion[j] ?? 0) * (1 + (c / 0.01) * (0.03 - 0.01)));
  const versusPortion = [0.25, 0.2, 0.15, 0.4];
  const e2 = [2, 3, 8, 30].map((times, j) => {
    const odds = times * 2 * 100;
    const [theta, theta0] = [odds / (odds + 1_000), 200 / 1_200];
    return 0.35 * (versusPortion[j] ?? 0) * (theta / theta0) ** 3 * ((1 - theta) / (1 - theta0)) ** 4;
  });
  const f = [0.001, 0.005, 0.01].map((q) => 0.6 * (((1 - q) / 0.98) ** 97 * (q / 0.02) ** 3) ** 0.3);
  const read = readBets(played);
  expect(Math.exp(read.e1)).toBeCloseTo(sum(e1), 10);
  expect(Math.exp(read.e2)).toBeCloseTo(sum(e2), 10);
  expect(Math.exp(read.f)).toBeCloseTo(sum(f) / 3, 10);
});

test('a stake adds to what was won before', () => {
  const first = play(noBets, block(100, 3, 1_000, 4), limits, 0.35, 0);
  const second = play(first, block(100, 1, 1_000, 10), limits, 0.1, 0);
  const alone = play(noBets, block(100, 1, 1_000, 10), limits, 0.1, 0);
  const grown = play(first, block(100, 1, 1_000, 10), limits, 0, 0);
  for (const test of ['e1', 'e2'] as const) {
    const parts = Math.exp(readBets(alone)[test]) + Math.exp(readBets(grown)[test]);
    expect(Math.exp(readBets(second)[test])).toBeCloseTo(parts, 10);
  }
});

test('a large block counts in E2 for no more than a hundred requests', () => {
  const hundred = play(noBets, block(100, 3, 1_000, 4), limits, 0.35, 0);
  const thousand = play(noBets, block(1_000, 30, 10_000, 40), limits, 0.35, 0);
  expect(readBets(thousand).e2).toBeCloseTo(readBets(hundred).e2, 10);
});

test('a burst that stable had too leaves E1 where it was', () => {
  const before = play(noBets, block(20, 0, 400, 0), limits, 0.35, 0);
  const shared = play(before, block(20, 20, 400, 400), limits, 0, 0);
  const own = play(before, block(20, 20, 400, 0), limits, 0, 0);
  expect(readBets(shared).e1).toBeLessThan(readBets(before).e1);
  expect(readBets(own).e1).toBeGreaterThan(readBets(before).e1 + 2.5);
});

test('without a stable request E2 stands still', () => {
  const before = play(noBets, block(20, 1, 400, 1), limits, 0.35, 0);
  const after = play(before, block(20, 20, 0, 0), limits, 0, 0).versus;
  for (const [j, log] of before.versus.entries()) expect(after[j]).toBeCloseTo(log, 10);
});

test('a step gives F a fresh start, and leaves E1 and E2 what they won', () => {
  const before = play(noBets, block(20, 3, 400, 1), limits, 0.35, 0);
  expect(withFreshBelow(before)).toEqual({ ...before, below: noBets.below });
});

test('numbers stay finite over a long outage, and come back from it', () => {
  let bets: Bets = noBets;
  for (let i = 0; i < 5_000; i++) bets = play(bets, block(1_000, 1_000, 9_000, 0), limits, 0.0001, 0.0001);
  expect(Object.values(readBets(bets)).every((log) => Number.isFinite(log))).toBe(true);
  expect(readBets(bets).e1).toBeGreaterThan(1_000);
});

/** The mean of a test after one block, all of whose outcomes are weighed; the stake is 1, so that it starts at 1. */
function mean(
  canary: number,
  canaryShare: number,
  stable: number,
  stableShare: number,
  read: (bets: Bets) => number,
): number {
  let total = 0;
  for (let k = 0; k <= canary; k++) {
    const weight = binomial(canary, k, canaryShare);
    if (weight < 1e-15) continue;
    for (let l = 0; l <= stable; l++) {
      const both = weight * binomial(stable, l, stableShare);
      if (both < 1e-15) continue;
      total += both * Math.exp(read(play(noBets, block(canary, k, stable, l), limits, 1, 0)));
    }
  }
  return total;
}

function binomial(n: number, k: number, p: number): number {
  if (p === 0) return k === 0 ? 1 : 0;
  let log = k * Math.log(p) + (n - k) * Math.log1p(-p);
  for (let i = 1; i <= k; i++) log += Math.log((n - k + i) / i);
  return Math.exp(log);
}

function block(canaryTotal: number, canaryBad: number, stableTotal: number, stableBad: number): Counts {
  return { canaryTotal, canaryBad, stableTotal, stableBad };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
