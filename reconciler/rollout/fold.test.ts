// Budgets and blocks of one run of the tests.

import { expect, test } from 'vitest';
import type { Counts, Limits } from './bets.ts';
import { noCounts, readBets } from './bets.ts';
import { addToFold, beginFoldStep, openFold } from './fold.ts';
import type { Fold, StepStakes } from './fold.ts';

const limits: Limits = { max: 0.01, tolerate: 0.02, versusStable: 2, badAt: Math.log(100), fineAt: Math.log(100) };
const step: StepStakes = { share: 0.35, stableHasWeight: true, horizonMs: 100_000 };
const healthy: Counts = { canaryTotal: 50, canaryBad: 0, stableTotal: 950, stableBad: 0 };

/** Blocks of 1 s, the first of which opens at `fromMs`. */
function blocks(fold: Fold, count: number, fromMs: number, counts: Counts = healthy): Fold {
  let next = fold;
  for (let i = 0; i < count; i++) {
    next = addToFold(next, counts, limits, step, fromMs + i * 1_000, fromMs + (i + 1) * 1_000);
  }
  return next;
}

test('the first block has the share of the step, and each later one its time', () => {
  const first = blocks(beginFoldStep(openFold(), 0), 1, 0);
  expect(first.spent).toBeCloseTo(0.35, 10);
  expect(blocks(first, 10, 1_000).spent).toBeCloseTo(0.35 + 0.25 * (10_000 / 100_000), 10);
});

test('past the horizon time brings nothing more, in one long block or in many', () => {
  const first = blocks(beginFoldStep(openFold(), 0), 1, 0);
  expect(blocks(first, 300, 1_000).spent).toBeCloseTo(0.6, 10);
  expect(blocks(first, 2, 500_000).spent).toBeCloseTo(0.6, 10);
});

test('F gets the rest of its budget over the horizon, and nothing past it', () => {
  const first = blocks(beginFoldStep(openFold(), 0), 1, 0);
  expect(first.belowSpent).toBe(0);
  expect(blocks(first, 20, 1_000).belowSpent).toBeCloseTo(0.08, 10);
  expect(blocks(first, 300, 1_000).belowSpent).toBeCloseTo(0.4, 10);
  expect(beginFoldStep(blocks(first, 300, 1_000), 301_000).belowSpent).toBe(0);
});

test('a long healthy time does not bury a late fault', () => {
  const long = blocks(beginFoldStep(openFold(), 0), 60, 0);
  const faulty: Counts = { ...healthy, canaryBad: 25 };
  expect(long.outcome).toBe('fine');
  expect(blocks(long, 5, 60_000, faulty).outcome).toBe('bad');
});

test('counts wait until both sides have a request, and a new step throws them away', () => {
  const lone: Counts = { ...noCounts, canaryTotal: 50, canaryBad: 50 };
  const waiting = blocks(beginFoldStep(openFold(), 0), 3, 0, lone);
  expect([waiting.blocks, waiting.counts.canaryBad, waiting.openedMs]).toEqual([0, 150, 0]);
  const begun = beginFoldStep(waiting, 3_000);
  expect([begun.counts, begun.openedMs]).toEqual([noCounts, null]);
});

test('a block that closes without stable says nothing, however clear it looks', () => {
  const lone: Counts = { ...noCounts, canaryTotal: 50 };
  const fold = blocks(beginFoldStep(openFold(), 0), 60, 0);
  expect(fold.outcome).toBe('fine');
  const alone = blocks(fold, 31, 60_000, lone);
  expect(alone.blocks).toBeGreaterThan(fold.blocks);
  expect(alone.outcome).toBe('unknown');
});

test('after a block that failed grossly the next may be short, after a shared outage it may not', () => {
  const begun = beginFoldStep(openFold(), 0);
  const gross: Counts = { ...healthy, canaryBad: 25 };
  expect(blocks(begun, 1, 0).isGross).toBe(false);
  expect(blocks(begun, 1, 0, gross).isGross).toBe(true);
  expect(blocks(begun, 1, 0, { ...gross, stableBad: 475 }).isGross).toBe(false);
  expect(beginFoldStep(blocks(begun, 1, 0, gross), 1_000).isGross).toBe(false);
});

test('a shared outage takes nothing from F; what stable always suffers, and what the canary alone does, goes on', () => {
  const begun = blocks(beginFoldStep(openFold(), 0), 10, 0);
  const outage: Counts = { ...healthy, canaryBad: 50, stableBad: 950 };
  expect(f(blocks(begun, 10, 10_000, outage))).toBeGreaterThanOrEqual(f(begun));
  expect(f(blocks(begun, 1, 10_000, { ...outage, stableBad: 0 }))).toBeLessThan(f(begun) - 5);
  const broken: Counts = { ...healthy, stableBad: 240 };
  const used = blocks(beginFoldStep(openFold(), 0), 2, 0, broken);
  expect(f(blocks(used, 10, 2_000, broken))).toBeGreaterThan(f(used) + 2);
});

function f(fold: Fold): number {
  return readBets(fold.bets).f;
}
