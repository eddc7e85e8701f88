// What one request is worth, by how failures came together before.

import { expect, test } from 'vitest';
import { addToClumps, noClumps, worthsOf } from './clumps.ts';
import type { Clumps } from './clumps.ts';
import { noCounts } from './bets.ts';

/** Blocks of 10 canary requests and 100 of stable; so many failures in each of `every` blocks, none between. */
function after(blocks: number, every: number, canaryBad: number, stableBad: number, from = noClumps): Clumps {
  let clumps = from;
  for (let i = 0; i < blocks; i++) {
    const fails = i % every === 0;
    const counts = { ...noCounts, canaryTotal: 10, stableTotal: 100 };
    clumps = addToClumps(clumps, fails ? { ...counts, canaryBad, stableBad } : counts);
  }
  return clumps;
}

test('where failures come one by one, or none has come, each request counts in full', () => {
  expect(worthsOf(noClumps)).toEqual({ versus: 1, below: 1 });
  expect(worthsOf(after(200, 10, 1, 1))).toEqual({ versus: 1, below: 1 });
  expect(worthsOf(after(200, 1, 0, 3))).toEqual({ versus: 1, below: 1 });
});

test('where the canary fails in clumps F counts less, down to a fifth', () => {
  expect(worthsOf(after(200, 10, 3, 0)).below).toBeCloseTo(1 / 2.6, 1);
  expect(worthsOf(after(200, 10, 10, 0)).below).toBe(1 / 5);
  expect(worthsOf(after(200, 10, 10, 0)).versus).toBe(1);
});

test('where stable fails in clumps E2 counts less, and F a little until the canary has failed by itself', () => {
  const stable = after(400, 10, 0, 5);
  expect(worthsOf(stable).versus).toBeCloseTo(1 / 4.3, 1);
  expect(worthsOf(stable).below).toBeCloseTo(1 / 1.3, 6);
  expect(worthsOf(after(100, 10, 1, 0, stable)).below).toBeGreaterThan(0.95);
});

test('failures of both sides that are many but even are no clumps, however large blocks are', () => {
  let clumps = noClumps;
  for (let i = 0; i < 100; i++) {
    const total = i % 2 === 0 ? 1_000 : 50;
    clumps = addToClumps(clumps, {
      canaryTotal: total,
      canaryBad: total / 50,
      stableTotal: total,
      stableBad: total / 50,
    });
  }
  expect(worthsOf(clumps)).toEqual({ versus: 1, below: 1 });
});
