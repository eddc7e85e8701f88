// Small seeded series; the long ones, with the figures that are promised, are in `test/bars/`.

import { expect, test } from 'vitest';
import { askedEvidence, rolloutOf } from '../../test/bars/statistics-simulation.ts';
import type { Rollout } from '../../policies/mesh.ts';
import { seeded } from './chance.ts';
import { parseNoise } from './parse-noise.ts';
import { release } from './release.ts';
import type { Scenario } from './scenario.ts';
import { summarize } from './summary.ts';
import type { Summary } from './summary.ts';

const outage = 'outage:100%:10s';
const lies = [3, 20].flatMap((proxies) =>
  (['good', 'bad', 'bad-canary'] as const).map((lie) => [proxies, lie] as const),
);

test.each([
  ['0.1 %, 1/s', 1, 0.001, [outage], 15],
  ['0.5 %, 5/s', 5, 0.005, [], 60],
  ['0.5 %, 5/s, failures in clumps', 5, 0.005, ['clump:3'], 60],
  ['0.5 %, 5/s, eight outages', 5, 0.005, [`${outage}:8`], 60],
  ['0.5 %, 100/s, correlated in a second', 100, 0.005, ['icc:0.05'], 100],
  ['0.5 %, 1,000/s', 1_000, 0.005, [], 60],
])('a healthy canary arrives: %s', (_, rate, bad, noise, runs) => {
  const summary = series(runs, { rate, bad, stable: bad, noise });
  expect(summary.promoted).toBeGreaterThanOrEqual(0.98);
});

test.each([
  ['0.5 → 2.5 %, 5/s', 5, 0.025, 0.005, [], 1_094, 0],
  ['1 → 5 %, 100/s', 100, 0.05, 0.01, [], 0, 15],
  ['0.5 → 2.5 %, 1,000/s', 1_000, 0.025, 0.005, [], 0, 15],
  ['0.5 → 2.5 % in clumps, 5/s', 5, 0.025, 0.005, ['clump:3'], 6_000, 0],
])('five times stable is rolled back: %s', (_, rate, bad, stable, noise, requests, seconds) => {
  const summary = series(60, { rate, bad, stable, noise });
  expect(summary.rolledBack).toBe(1);
  // Whichever is later.
  const { p50 } = summary.untilBad?.requests ?? { p50: Infinity };
  expect(p50 <= requests || (summary.untilBad?.seconds.p50 ?? Infinity) <= seconds).toBe(true);
});

test('half broken is found within 2 s of the first failure at 5/s, and within 1.5 s at 50/s', () => {
  const rare = series(400, { rate: 5, bad: 0.5, stable: 0.005 });
  expect(rare.fromFirstFailure?.p50).toBeLessThanOrEqual(2);
  expect(rare.fromFirstFailure?.p99).toBeLessThanOrEqual(5.5);
  const often = series(100, { rate: 50, bad: 0.5, stable: 0.005 });
  expect(often.fromFirstFailure?.p50).toBeLessThanOrEqual(1.35);
  expect(often.fromFirstFailure?.p99).toBeLessThanOrEqual(2);
});

test.each([1, 50, 1_000])('what is asked for each 15 s is found by two looks, not by flushes: %i/s', (rate) => {
  const rollout = rolloutOf({ evidence: [askedEvidence('ratio')] });
  const { untilBad, rolledBack } = series(100, { rate, bad: 0.5, stable: 0.005, rollout });
  expect(rolledBack).toBe(1);
  // The first raise falls anywhere between two looks; a look may come too soon to bring enough.
  expect(untilBad?.seconds.p50).toBeGreaterThan(15);
  expect(untilBad?.seconds.p50).toBeLessThan(31);
  expect(untilBad?.seconds.p99).toBeLessThan(rate === 1 ? 62 : 46);
});

test('a look brings what all proxies counted, and one after a restart what came since', () => {
  const rollout = rolloutOf({ evidence: [askedEvidence('ratio')] });
  const noise = ['restart:5'];
  expect(series(10, { rate: 100, bad: 0.001, stable: 0.001, rollout, noise, proxies: 4 }).promoted).toBe(1);
  expect(series(10, { rate: 100, bad: 0.5, stable: 0.001, rollout, proxies: 4 }).rolledBack).toBe(1);
});

test('a value is asked for at each step, three times before it is fine', () => {
  const rollout = rolloutOf({ evidence: [askedEvidence('value')] });
  for (const rate of [0.05, 100]) {
    const { seconds, firstStep } = series(20, { rate, bad: 0.001, stable: 0.001, rollout });
    // Four judged steps, three looks each.
    expect(seconds?.p50).toBeGreaterThan(4 * 30);
    expect(seconds?.p99).toBeLessThan(4 * 46 + 2);
    expect(firstStep?.seconds.p99).toBeLessThan(46);
  }
});

test('each thing that is asked for has its part of the confidence', () => {
  const of = (evidence: Rollout['evidence']): number =>
    series(60, { rate: 100, bad: 0.05, stable: 0.01, rollout: rolloutOf({ evidence }) }).untilBad?.requests.p50 ?? 0;
  const { evidence: errors } = rolloutOf();
  expect(of([...errors, askedEvidence('value')])).toBeGreaterThan(of(errors));
});

test('a bake goes on beyond the deadline, which is for evidence', () => {
  const rollout = rolloutOf({ deadlineMs: 300_000, bakeMs: 600_000 });
  const { promoted, seconds } = series(2, { rate: 100, bad: 0.001, stable: 0.001, rollout });
  expect(promoted).toBe(1);
  expect(seconds?.p50).toBeGreaterThan(600);
});

const ends = new Set([50_000, 1_000_000]);
const oneStep = rolloutOf({ steps: rolloutOf().steps.filter(({ weight }) => ends.has(weight)), deadlineMs: 540_000 });

test('a canary that fails in clumps as stable does is not rolled back, and seldom fine at what is not tolerated', () => {
  const as = (bad: number, stable: number): Summary =>
    series(30, { rate: 5, bad, stable, noise: ['clump:3'], rollout: oneStep });
  expect(as(0.03, 0.03).rolledBack).toBeLessThanOrEqual(0.04);
  expect(as(0.057, 0.03).rolledBack).toBeLessThanOrEqual(0.1);
  expect(as(0.02, 0.02).promoted).toBeLessThanOrEqual(0.3);
});

test('one seed gives one story, another another', () => {
  const of = (seed: number): Summary => series(10, { rate: 5, bad: 0.02, stable: 0.005, seed });
  expect(of(1)).toEqual(of(1));
  expect(of(1)).not.toEqual(of(2));
});

test('a fault that comes later, a restart and several proxies change the story, not its end', () => {
  for (const noise of [['late:20s:50%'], ['restart:2', 'late:1m:50%'], ['warmup:50%:3s']]) {
    expect(series(10, { rate: 100, bad: 0.005, stable: 0.005, noise }).rolledBack).toBe(1);
  }
  expect(series(10, { rate: 100, bad: 0.005, stable: 0.005, noise: ['restart:2'], proxies: 4 }).promoted).toBe(1);
});

test('three proxies find what one finds, in about as many requests', () => {
  const five = series(40, { rate: 5, bad: 0.025, stable: 0.005, proxies: 3 });
  expect(five.rolledBack).toBe(1);
  expect(five.untilBad?.requests.p50).toBeLessThan(1_400);
  const half = series(200, { rate: 5, bad: 0.5, stable: 0.005, proxies: 3 });
  expect(half.fromFirstFailure?.p50).toBeLessThan(2.3);
  const healthy = series(20, { rate: 5, bad: 0.005, stable: 0.005, proxies: 3 });
  expect(healthy.promoted).toBe(1);
  expect(healthy.firstStep?.requests.p50).toBeLessThan(900);
});

test.each(lies)('of %i proxies the first says %s: the end is as it would be', (proxies, lie) => {
  const [noise, runs] = [[`liar:${lie}`], 60 / proxies];
  expect(series(runs, { rate: 5, bad: 0.005, stable: 0.005, proxies, noise }).rolledBack).toBeLessThanOrEqual(0.05);
  expect(series(runs, { rate: 5, bad: 0.05, stable: 0.01, proxies, noise }).rolledBack).toBe(1);
  expect(series(50, { rate: 5, bad: 0.5, stable: 0.005, proxies, noise }).rolledBack).toBe(1);
});

test('noise is read from words, or refused', () => {
  expect(parseNoise('outage:30%:500ms:4')).toEqual({ kind: 'outage', share: 0.3, lengthMs: 500, count: 4 });
  expect(parseNoise('late:5m:50%')).toEqual({ kind: 'late', atMs: 300_000, share: 0.5 });
  expect(parseNoise('liar:bad-canary')).toEqual({ kind: 'liar', says: 'bad-canary' });
  expect(parseNoise('restart')).toEqual({ kind: 'restart', count: 1 });
  const wrong = [
    '',
    'storm',
    'outage',
    'outage:101%:1s',
    'outage:1%:1s:0',
    'clump:0',
    'icc:1',
    'late:50%:5m',
    'icc:0.1:2',
    'liar',
    'liar:so',
  ];
  expect(wrong.map(parseNoise)).toEqual(wrong.map(() => null));
});

interface Series {
  /** Of the canary at the first step, 5 %. */
  readonly rate: number;
  readonly bad: number;
  readonly stable: number;
  readonly noise?: readonly string[];
  readonly seed?: number;
  readonly proxies?: number;
  readonly rollout?: Rollout;
}

function series(runs: number, { rate, bad, stable, noise = [], seed = 1, proxies = 1, rollout }: Series): Summary {
  const scenario: Scenario = {
    rollout: rollout ?? rolloutOf(),
    budgetSlo: null,
    rps: 20 * rate,
    canary: [{ key: null, share: bad }],
    stable: [{ key: null, share: stable }],
    noise: noise.flatMap((each) => parseNoise(each) ?? []),
    proxies,
    fromWeight: null,
    finalWeight: null,
  };
  return summarize(Array.from({ length: runs }, (_, run) => release(scenario, seeded(seed, run))));
}
