// A forecast is near what many simulated releases come to.

import { expect, test } from 'vitest';
import { rolloutOf } from '../../test/bars/statistics-simulation.ts';
import { seeded } from './chance.ts';
import { forecast } from './forecast.ts';
import { release } from './release.ts';
import { summarize } from './summary.ts';
import type { Summary } from './summary.ts';

test.each([
  [100, 0.001],
  [100, 0.005],
  [2_000, 0.005],
])('of %i requests/s with %f bad ones', (rps, usual) => {
  const rollout = rolloutOf();
  const told = forecast(rollout, rps, usual);
  const seen = simulated(rps, usual, usual);
  expect(near(told.seconds, seen.seconds?.p50)).toBe(true);
  expect(near(told.steps[0]?.seconds, seen.firstStep?.seconds.p50)).toBe(true);
  expect(near(told.steps[0]?.requests, seen.firstStep?.requests.p50)).toBe(true);
  // What it can see in the first step is rolled back there, more often than not.
  const found = simulated(rps, 1.15 * (told.smallest ?? 0), usual);
  expect(found.rolledBack).toBeGreaterThan(0.5);
});

test('where the deadline is sooner nothing arrives, and without evidence holds are all there is', () => {
  expect(forecast(rolloutOf(), 0.1).seconds).toBe(null);
  expect(forecast(rolloutOf({ evidence: [] }), 100)).toMatchObject({ seconds: 40, smallest: null });
});

test('a bake is part of it', () => {
  const [without, baked] = [forecast(rolloutOf(), 100), forecast(rolloutOf({ bakeMs: 600_000 }), 100)];
  expect(baked.seconds).toBe((without.seconds ?? 0) + 600);
});

function simulated(rps: number, bad: number, usual: number): Summary {
  const scenario = {
    rollout: rolloutOf(),
    rps,
    canary: [{ key: null, share: bad }],
    stable: [{ key: null, share: usual }],
    noise: [],
    proxies: 1,
    fromWeight: null,
    finalWeight: null,
  };
  return summarize(Array.from({ length: 60 }, (_, run) => release(scenario, seeded(2, run))));
}

function near(told: number | null | undefined, seen: number | undefined): boolean {
  return told !== null && told !== undefined && seen !== undefined && Math.abs(told / seen - 1) < 0.2;
}
