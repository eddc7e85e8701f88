// Small seeded simulations, so that a slip in the method shows; the long series are in `test/bars/`.

import { expect, test } from 'vitest';
import { overdispersed, repeat, rolloutOf, spans, steady, walk, watch } from '../../test/bars/statistics-simulation.ts';
import type { World } from '../../test/bars/statistics-simulation.ts';

const rollout = rolloutOf();
const share = 50_000;
const outages = spans(2, 10, 600);

function duringOutages(canary: World['canaryErrors'], stable: World['stableErrors'], totalRate: number): World {
  return {
    totalRate,
    canaryErrors: (second, chance) => (outages(second) ? 1 : canary(second, chance)),
    stableErrors: (second, chance) => (outages(second) ? 1 : stable(second, chance)),
  };
}

test.each<[string, () => World]>([
  ['as well as stable', () => steady(5, 0.005, 0.005)],
  ['near the bound, stable without errors', () => steady(5, 0.009, 0)],
  ["above the bound, within stable's multiple", () => steady(5, 0.057, 0.03)],
  [
    'as well as stable, in shared outages',
    () =>
      duringOutages(
        () => 0.005,
        () => 0.005,
        100,
      ),
  ],
  [
    'worse than stable and below the bound, in shared outages',
    () =>
      duringOutages(
        () => 0.003,
        () => 0.0005,
        2_000,
      ),
  ],
  [
    'noisy by itself, in shared outages',
    () => duringOutages(overdispersed(0.005, 0.05), overdispersed(0.005, 0.05), 2_000),
  ],
  ['failing in clumps', () => ({ ...steady(5, 0.005, 0.005), clump: 3 })],
])('a canary that is %s is not rolled back', (_, world) => {
  expect(repeat(20, (chance) => watch(rollout, world(), share, 'bad', 600, chance)).bad).toBe(0);
});

test('a canary that is half broken is found within 2 s at 5 requests/s, as a median', () => {
  const found = repeat(400, (chance) => watch(rollout, steady(5, 0.5, 0.005), share, 'bad', 60, chance));
  expect(found.bad).toBe(1);
  expect(found.medianSeconds).toBeLessThanOrEqual(2);
  expect(found.p99Seconds).toBeLessThanOrEqual(6);
});

test('a five-fold fault is found in about a thousand requests', () => {
  const found = repeat(60, (chance) => watch(rollout, steady(5, 0.025, 0.005), share, 'bad', 3_600, chance));
  expect(found.bad).toBe(1);
  expect(found.medianRequests).toBeGreaterThan(700);
  expect(found.medianRequests).toBeLessThan(1_400);
});

test('a canary at what is not tolerated is not called fine', () => {
  expect(repeat(60, (chance) => watch(rollout, steady(5, 0.02, 0.02), share, 'fine', 900, chance)).fine).toBeLessThan(
    0.06,
  );
});

test('a walk of a healthy canary ends at all traffic, in about two minutes at 100 requests/s', () => {
  const walked = repeat(30, (chance) => walk(rollout, steady(5, 0.001, 0.001), chance));
  expect(walked.promoted).toBe(1);
  expect(walked.medianSeconds).toBeGreaterThan(90);
  expect(walked.medianSeconds).toBeLessThan(145);
});

test.each([0.02, 0.025, 0.05, 0.5])('no walk of a canary with an error share of %f is promoted', (errors) => {
  expect(repeat(20, (chance) => walk(rollout, steady(100, errors, 0.005), chance)).promoted).toBe(0);
});

test('three proxies find a half-broken canary too, and roll no healthy one back', () => {
  const three = { proxies: 3 };
  const faulty = repeat(60, (chance) =>
    watch(rollout, { ...steady(5, 0.5, 0.005), ...three }, share, 'bad', 60, chance),
  );
  const healthy = repeat(10, (chance) => walk(rollout, { ...steady(100, 0.005, 0.005), ...three }, chance));
  expect(faulty.bad).toBe(1);
  expect(faulty.medianSeconds).toBeLessThan(6);
  expect(healthy.promoted).toBe(1);
});
