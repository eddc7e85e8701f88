// The cells that are promised, by the command as people run it. SIMULATE_RUNS releases a cell.

import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Summary } from '../../reconciler/simulate/summary.ts';

const runs = Number(process.env['SIMULATE_RUNS'] ?? 1_000);
const main = resolve(import.meta.dirname, '../../reconciler/main.ts');
const manifest = `apiVersion: sluice.dev/v1alpha1
kind: Rollout
metadata: {name: checkout, namespace: shop}
spec:
  target: {kind: VirtualService, name: checkout}
  steps:
  - {weight: 5%, hold: 10s}
  - {weight: 25%, hold: 10s}
  - {weight: 50%, hold: 10s}
  - {weight: 90%, hold: 10s}
  - {weight: 100%}
  evidence:
  - {sli: errors, max: 1%, tolerate: 2%, versusStable: 2}
  confidence: 99%
  deadline: 1h
`;
const file = { folder: '', rollout: '' };

beforeAll(async () => {
  file.folder = await mkdtemp(join(tmpdir(), 'sluice-simulate-'));
  file.rollout = join(file.folder, 'rollout.yaml');
  await writeFile(file.rollout, manifest);
});

afterAll(async () => {
  await rm(file.folder, { recursive: true });
});

/** The canary's requests per second at the first step, 5 %. */
const rates = [0.05, 1, 5, 100, 1_000];
const noises: readonly (readonly [string, readonly string[]])[] = [
  ['independent', []],
  ['outages of both sides', ['outage:100%:10s']],
  ['clumps of 3', ['clump:3']],
  ['correlation 0.05 in a second', ['icc:0.05']],
];

const healthy = rates.flatMap((rate) =>
  [0.1, 0.5].flatMap((percent) => [
    ...noises.map(([name, noise]) => ({ rate, percent, name, noise, length: hoursOf(rate) })),
    { rate, percent, name: 'eight outages in two hours', noise: ['outage:100%:10s:8'], length: '2h' },
  ]),
);

test.each(healthy)('healthy: $percent %, $rate/s, $name', async ({ rate, percent, name, noise, length }) => {
  const summary = await simulate(rate, percent, percent, noise, length);
  print(`healthy ${percent} % ${rate}/s ${name}`, summary);
  expect(summary.rolledBack).toBeLessThanOrEqual(0.01);
  if (rate < 1) return;
  expect(summary.promoted).toBeGreaterThanOrEqual(0.99);
  const requests = percent === 0.1 ? 450 : 800;
  const { firstStep } = summary;
  expect((firstStep?.requests.p50 ?? Infinity) <= requests || (firstStep?.seconds.p50 ?? Infinity) <= 30).toBe(true);
});

/** Wald's test at the greater of the bound and twice stable, with α 1 % and β 5 %: requests on average. */
const bad = rates.flatMap((rate) => [
  { rate, stable: 0.5, wald: 521 },
  { rate, stable: 1, wald: 257 },
]);

test.each(bad)('five times stable: $stable % at $rate/s', async ({ rate, stable, wald }) => {
  const summary = await simulate(rate, 5 * stable, stable, [], hoursOf(rate));
  print(`five times ${stable} % ${rate}/s`, summary);
  expect(summary.rolledBack).toBeGreaterThanOrEqual(rate < 1 ? 0.8 : 0.95);
  expect(summary.promoted).toBe(0);
  const { untilBad } = summary;
  expect((untilBad?.requests.p50 ?? Infinity) <= 2.1 * wald || (untilBad?.seconds.p50 ?? Infinity) <= 15).toBe(true);
});

test.each([
  { rate: 5, p50: 2, p99: 4.5 },
  { rate: 50, p50: 1.35, p99: 2 },
  { rate: 1_000, p50: 1.35, p99: 2 },
])('half broken at $rate/s, from the first failure', async ({ rate, p50, p99 }) => {
  const summary = await simulate(rate, 50, 0.5, [], '1h');
  print(`half broken ${rate}/s`, summary);
  expect(summary.rolledBack).toBe(1);
  expect(summary.fromFirstFailure?.p50).toBeLessThanOrEqual(p50);
  expect(summary.fromFirstFailure?.p99).toBeLessThanOrEqual(p99);
});

function hoursOf(rate: number): string {
  return rate <= 1 ? '10h' : '1h';
}

async function simulate(
  rate: number,
  bad: number,
  stable: number,
  noise: readonly string[],
  length: string,
): Promise<Summary> {
  const words = ['--rollout', file.rollout, '--rps', `${20 * rate}`, '--bad', `${bad}%`, '--stable-bad', `${stable}%`];
  const bursts = noise.flatMap((each) => ['--burst', each]);
  const rest = ['--for', length, '--runs', `${runs}`, '--seed', '1', '--json'];
  const child = spawn(process.execPath, [main, 'simulate', ...words, ...bursts, ...rest], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const { promise, resolve: done, reject } = Promise.withResolvers<number | null>();
  child.on('error', reject);
  child.on('close', done);
  expect(await promise).toBe(0);
  // Our own command's answer.
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Summary;
}

function print(name: string, summary: Summary): void {
  process.stdout.write(`${name}: ${JSON.stringify(summary)}\n`);
}
