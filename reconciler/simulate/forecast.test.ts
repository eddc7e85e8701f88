// A forecast is near what many simulated releases come to.

import { expect, test } from 'vitest';
import type { Evidence } from '../../policies/evidence.ts';
import { askedEvidence, rolloutOf } from '../../test/bars/statistics-simulation.ts';
import { seeded } from './chance.ts';
import { brokenShare, forecast } from './forecast.ts';
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

test.each<[string, number, readonly Evidence[]]>([
  ['counts', 20, [askedEvidence('ratio')]],
  ['counts', 2_000, [askedEvidence('ratio')]],
  ['counts in long blocks', 2_000, [askedEvidence('ratio', { blockMs: 60_000 })]],
  ['a value', 2_000, [askedEvidence('value')]],
  ['a value and errors', 2_000, [...rolloutOf().evidence, askedEvidence('value')]],
])('of a walk that asks for %s, at %i requests/s', (_, rps, evidence) => {
  const rollout = rolloutOf({ evidence });
  const told = forecast(rollout, rps, 0.001);
  const seen = simulated(rps, 0.001, 0.001, rollout);
  expect([told.seconds, seen.seconds?.p50]).toSatisfy(isNear);
  const broken = simulated(rps, brokenShare, 0.001, rollout);
  if (told.broken === null) expect(broken.rolledBack).toBe(0);
  else expect([told.broken.seconds, broken.untilBad?.seconds.p50]).toSatisfy(isNear);
});

test('where the deadline is sooner nothing arrives, and without evidence holds are all there is', () => {
  expect(forecast(rolloutOf(), 0.1).seconds).toBe(null);
  expect(forecast(rolloutOf({ evidence: [] }), 100)).toMatchObject({ seconds: 40, smallest: null });
});

test('a bake is part of it', () => {
  const [without, baked] = [forecast(rolloutOf(), 100), forecast(rolloutOf({ bakeMs: 600_000 }), 100)];
  expect(baked.seconds).toBe((without.seconds ?? 0) + 600);
});

function simulated(rps: number, bad: number, usual: number, rollout = rolloutOf()): Summary {
  const scenario = {
    rollout,
    budgetSlo: null,
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

function isNear([told, seen]: readonly [number | null, number | undefined]): boolean {
  return near(told, seen);
}

function near(told: number | null | undefined, seen: number | undefined): boolean {
  return told !== null && told !== undefined && seen !== undefined && Math.abs(told / seen - 1) < 0.2;
}
