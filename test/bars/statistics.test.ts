// The figures of the method, by simulation of the code as it is. One line a cell, for the notes.

import { expect, test } from 'vitest';
import { overdispersed, repeat, rolloutOf, spans, steady, walk, watch } from './statistics-simulation.ts';
import type { Summary, World } from './statistics-simulation.ts';

const hour = 3_600;
const share = 50_000;
const rollout = rolloutOf();
/** One judged step, as the figures of single weights have it: it gets the whole budget of steps. */
const oneStep = rolloutOf({ steps: [{ weight: share, holdMs: 0 }] });
const slowWalk = rolloutOf({ deadlineMs: 2 * hour * 1_000 });

const outage = spans(3, 10, hour);
const burst = spans(3, 3, hour);

type Errors = World['canaryErrors'];

function during(when: (second: number) => boolean, during: number, otherwise: Errors): Errors {
  return (second, chance) => (when(second) ? during : otherwise(second, chance));
}

function flat(errors: number): Errors {
  return () => errors;
}

test.each<[string, number, () => World]>([
  ['0.1 % at 5/s', 300, () => steady(5, 0.001, 0.001)],
  ['0.5 % at 5/s', 300, () => steady(5, 0.005, 0.005)],
  ['0.5 % at 100/s', 200, () => steady(100, 0.005, 0.005)],
  ['0.5 % at 5/s in clumps of 3', 300, () => ({ ...steady(5, 0.005, 0.005), clump: 3 })],
  [
    '0.5 % at 5/s, 3 outages of 10 s',
    300,
    () => both(5, during(outage, 1, flat(0.005)), during(outage, 1, flat(0.005))),
  ],
  [
    '0.3 % against 0.05 % at 5/s, 3 outages',
    300,
    () => both(5, during(outage, 1, flat(0.003)), during(outage, 1, flat(0.0005))),
  ],
  ['the same at 100/s', 200, () => both(100, during(outage, 1, flat(0.003)), during(outage, 1, flat(0.0005)))],
  [
    'the same, 3 bursts of 3 s at 30 %, 100/s',
    200,
    () => both(100, during(burst, 0.3, flat(0.003)), during(burst, 0.3, flat(0.0005))),
  ],
  [
    'over-dispersed 0.5 %, ICC 0.05, 100/s',
    200,
    () => both(100, overdispersed(0.005, 0.05), overdispersed(0.005, 0.05)),
  ],
  ['0.99 % against 0.1 % at 5/s', 300, () => steady(5, 0.0099, 0.001)],
  ['5.7 % against 3 % at 5/s', 300, () => steady(5, 0.057, 0.03)],
  ['0.5 % at 100/s by three proxies', 100, () => ({ ...steady(100, 0.005, 0.005), proxies: 3 })],
])('healthy for an hour, not rolled back: %s', (name, runs, world) => {
  const summary = repeat(runs, (chance) => watch(oneStep, world(), share, 'bad', hour, chance));
  print(name, runs, summary);
  // At most α; in the notes it is 0.25 % in the worst of these cells.
  expect(summary.bad).toBeLessThanOrEqual(0.01);
});

test.each<[string, number, World, number, number]>([
  ['half broken at 5/s', 2_000, steady(5, 0.5, 0.005), 0, 2],
  ['0.5 → 2.5 % at 5/s', 500, steady(5, 0.025, 0.005), 160, 240],
  ['0.5 → 2.5 % at 100/s', 1_000, steady(100, 0.025, 0.005), 9, 15],
  ['0.5 → 2.5 % at 1,000/s', 300, steady(1_000, 0.025, 0.005), 8, 14],
  ['1 → 5 % at 5/s', 1_000, steady(5, 0.05, 0.01), 75, 112],
  ['1 → 5 % at 100/s', 1_000, steady(100, 0.05, 0.01), 4, 8],
  ['half broken at 5/s, by three proxies', 1_000, { ...steady(5, 0.5, 0.005), proxies: 3 }, 0, 5],
])('bad, and found: %s', (name, runs, world, from, to) => {
  const summary = repeat(runs, (chance) => watch(oneStep, world, share, 'bad', hour, chance));
  print(name, runs, summary);
  expect(summary.bad).toBeGreaterThan(0.99);
  expect(summary.medianSeconds).toBeGreaterThanOrEqual(from);
  expect(summary.medianSeconds).toBeLessThanOrEqual(to);
});

test.each<[string, World, number]>([
  ['healthy 0.1 %, 20/s', steady(1, 0.001, 0.001), 448],
  ['healthy 0.1 %, 100/s', steady(5, 0.001, 0.001), 105],
  ['healthy 0.1 %, 2,000/s', steady(100, 0.001, 0.001), 51],
  ['healthy 0.5 %, 20/s', steady(1, 0.005, 0.005), 834],
  ['healthy 0.5 %, 100/s', steady(5, 0.005, 0.005), 200],
  ['healthy 0.5 %, 2,000/s', steady(100, 0.005, 0.005), 99],
])('a walk arrives: %s', (name, world, expectedSeconds) => {
  const summary = repeat(500, (chance) => walk(slowWalk, world, chance));
  print(name, 500, summary);
  expect(summary.promoted).toBeGreaterThan(0.99);
  expect(summary.medianSeconds / expectedSeconds).toBeGreaterThan(0.85);
  expect(summary.medianSeconds / expectedSeconds).toBeLessThan(1.15);
});

test.each<[string, World]>([
  ['2 % against 0.5 %, 100/s', steady(5, 0.02, 0.005)],
  ['2.5 % against 0.5 %, 20/s', steady(1, 0.025, 0.005)],
  ['2.5 % against 0.5 %, 100/s', steady(5, 0.025, 0.005)],
  ['2.5 % against 0.5 %, 2,000/s', steady(100, 0.025, 0.005)],
  ['5 % against 0.5 %, 100/s', steady(5, 0.05, 0.005)],
  ['50 % against 0.5 %, 100/s', steady(5, 0.5, 0.005)],
])('a walk does not arrive: %s', (name, world) => {
  const summary = repeat(500, (chance) => walk(slowWalk, world, chance));
  print(name, 500, summary);
  expect(summary.promoted).toBeLessThan(0.01);
});

test.each<[string, World]>([
  ['independent, 5/s', steady(5, 0.02, 0.02)],
  ['independent, 100/s', steady(100, 0.02, 0.02)],
])('what is not tolerated is not called fine in an hour: %s', (name, world) => {
  const summary = repeat(300, (chance) => watch(rollout, world, share, 'fine', hour, chance));
  print(name, 300, summary);
  expect(summary.fine).toBeLessThan(0.03);
});

function both(canaryRate: number, canary: Errors, stable: Errors): World {
  return { totalRate: canaryRate * 20, canaryErrors: canary, stableErrors: stable };
}

function print(name: string, runs: number, summary: Summary): void {
  const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;
  process.stdout.write(
    `${name}: ${runs} runs, bad ${percent(summary.bad)}, fine ${percent(summary.fine)}, promoted ${percent(summary.promoted)}, ` +
      `median ${summary.medianSeconds} s (p99 ${summary.p99Seconds}), ${summary.medianRequests} canary requests\n`,
  );
}
