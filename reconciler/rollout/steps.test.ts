import { expect, test } from 'vitest';
import { rolloutOf } from '../../test/bars/statistics-simulation.ts';
import type { Rollout } from '../../policies/mesh.ts';
import { holdOf, judgedSteps, lastJudged, nextWeight } from './steps.ts';

function ladder(...percents: readonly number[]): Rollout {
  return rolloutOf({ steps: percents.map((percent) => ({ weight: percent * 10_000, holdMs: percent * 1_000 })) });
}

test.each([
  ['the first step', ladder(5, 50, 100), 0, 1_000_000, 50_000],
  ['the next one', ladder(5, 50, 100), 50_000, 1_000_000, 500_000],
  ['a step at the present weight is skipped', ladder(5, 50, 100), 500_000, 1_000_000, 1_000_000],
  ['steps below the present weight are skipped', ladder(5, 25, 50, 100), 300_000, 1_000_000, 500_000],
  ['rounding down is still the step', ladder(5, 50, 100), 49_999, 1_000_000, 500_000],
  ['all traffic is added where it is missing', ladder(5, 50), 500_000, 1_000_000, 1_000_000],
  ['an end below 100 %: a step above it is the end', ladder(5, 50, 100), 50_000, 300_000, 300_000],
  ['an end below 100 %, beyond the steps', ladder(5, 50), 500_000, 800_000, 800_000],
  ['no steps at all', ladder(), 0, 1_000_000, 1_000_000],
  ['steps out of order', ladder(50, 5, 100), 0, 1_000_000, 50_000],
])('%s', (_, rollout, u, final, next) => {
  expect(nextWeight(rollout, u, final)).toBe(next);
});

test.each([
  ['all traffic', ladder(5, 50, 100), 1_000_000, 1_000_000],
  ['an end below 100 %', ladder(5, 50, 100), 300_000, 300_000],
  ['an end that was rounded down', ladder(5, 50, 100), 999_998, 1_000_000],
])('there is no step after %s', (_, rollout, u, final) => {
  expect(nextWeight(rollout, u, final)).toBeNull();
});

test('climbing from each weight reaches the end, in as many raises as there are steps', () => {
  const rollout = ladder(1, 5, 25, 50, 90);
  const climbed: number[] = [];
  for (let u = nextWeight(rollout, 0); u !== null; u = nextWeight(rollout, u)) climbed.push(u / 10_000);
  expect(climbed).toEqual([1, 5, 25, 50, 90, 100]);
});

test.each([
  ['a step', ladder(5, 50, 100), 50_000, 1_000_000, 5_000],
  ['between two steps: the lower one', ladder(5, 50, 100), 200_000, 1_000_000, 5_000],
  ['below the first step', ladder(5, 50, 100), 20_000, 1_000_000, 0],
  ['the last step', ladder(5, 50, 100), 1_000_000, 1_000_000, 100_000],
  ['the end that was added', ladder(5, 50), 1_000_000, 1_000_000, 0],
  ['an end below 100 %: the step that it cuts off', ladder(5, 50, 100), 300_000, 300_000, 50_000],
])('the hold at %s', (_, rollout, u, final, holdMs) => {
  expect(holdOf(rollout, u, final)).toBe(holdMs);
});

test('the last judged step is the highest one that leaves stable some traffic', () => {
  expect(lastJudged(ladder(5, 90, 50, 100))).toBe(900_000);
  expect(lastJudged(ladder(100))).toBeNull();
  expect(judgedSteps(ladder(50, 5, 100)).map((step) => step.weight)).toEqual([50_000, 500_000]);
});
