// The cells that are promised, and what came of those that were not simulated before. `simulate-table.ts` makes the tables
// of reconciler/simulate/README.md from what this prints.

import { expect, test } from 'vitest';
import type { Summary } from '../../reconciler/simulate/summary.ts';
import { simulate } from './simulate-cell.ts';
import type { Cell, Walk } from './simulate-cell.ts';

const rates = [0.05, 1, 5, 100, 1_000];
const noises: readonly (readonly [string, readonly string[]])[] = [
  ['independent', []],
  ['3 outages of 10 s', ['outage:100%:10s']],
  ['clumps of 3', ['clump:3']],
  ['correlation 0.05', ['icc:0.05']],
];

interface Healthy {
  readonly name: string;
  readonly rate: number;
  readonly percent: number;
  readonly noise?: readonly string[];
  readonly length?: string;
  readonly walk?: Walk;
  readonly proxies?: number;
  readonly few?: boolean;
}

const healthy: readonly Healthy[] = [
  ...rates.flatMap((rate) =>
    [0.1, 0.5].flatMap((percent): Healthy[] => [
      ...noises.map(([name, noise]) => ({ name, rate, percent, noise })),
      { name: '8 outages in 2 h', rate, percent, noise: ['outage:100%:10s:8'], length: '2h' },
    ]),
  ),
  ...[0.1, 0.5].flatMap((percent): Healthy[] => [
    ...[3, 20].flatMap((proxies) =>
      [5, 100].map((rate) => ({ name: `${proxies} proxies`, rate, percent, proxies, few: proxies > 3 })),
    ),
    ...[1, 20].map((rate) => ({ name: 'steps from 1 %', rate, percent, walk: 'steps' as const })),
    ...[5, 100].map((rate) => ({ name: 'errors and latency', rate, percent, walk: 'two' as const })),
  ]),
];

test.each(healthy)('healthy: $percent %, $rate/s, $name', async ({ name, rate, percent, ...rest }) => {
  const row = `${percent} %, ${rate}/s, ${name}`;
  const summary = await simulate({ table: 'healthy', name: row, rate, bad: percent, stable: percent, ...rest });
  expect(summary.rolledBack).toBeLessThanOrEqual(0.01);
  if (rate < 1) return;
  expect(summary.promoted).toBeGreaterThanOrEqual(0.99);
  // Blocks of latency take 5 s.
  const seconds = rest.walk === 'two' ? 32 : 30;
  expect(isWithin(summary.firstStep, percent === 0.1 ? 450 : 800, seconds)).toBe(true);
});

/** Wald's test at the greater of the bound and twice stable, with α 1 % (0.5 % for one of two SLIs) and β 5 %: requests on average. */
const fiveTimes: readonly (Partial<Cell> & { readonly of: number; readonly rate: number; readonly wald: number })[] = [
  ...rates.flatMap((rate) => [
    { rate, of: 0.5, wald: 521 },
    { rate, of: 1, wald: 257 },
  ]),
  ...[1, 5, 100, 1_000].map((rate) => ({ rate, of: 0.4, wald: 1_067 })),
  ...[3, 20].flatMap((proxies) => [
    { rate: 5, of: 0.5, wald: 521, proxies, few: proxies > 3 },
    { rate: 5, of: 1, wald: 257, proxies, few: proxies > 3 },
  ]),
  ...[1, 20].flatMap((rate) => [
    { rate, of: 0.5, wald: 521, walk: 'steps' as const },
    { rate, of: 1, wald: 257, walk: 'steps' as const },
  ]),
  ...[5, 100].map((rate) => ({ rate, of: 0.5, wald: 603, walk: 'two' as const, bad: ['0.5%', 'errors=2.5%'] })),
];

test.each(fiveTimes)('five times $of % at $rate/s, $walk walk, $proxies proxies', async ({ of, wald, ...cell }) => {
  const name = `${of} → ${5 * of} %, ${cell.rate}/s${more(cell)}`;
  const summary = await simulate({ table: 'bad', name, bad: 5 * of, stable: of, ...cell });
  expect(summary.rolledBack).toBeGreaterThanOrEqual(cell.rate < 1 ? 0.8 : 0.95);
  expect(summary.promoted).toBe(0);
  expect(isWithin(summary.untilBad, 2.1 * wald, 15)).toBe(true);
});

/** Of several proxies the rest must have seen a failure too: that is what p99 pays. */
test.each([
  { rate: 5, p50: 2, p99: 4.5 },
  { rate: 50, p50: 1.35, p99: 2 },
  { rate: 100, p50: 1.35, p99: 2 },
  { rate: 1_000, p50: 1.35, p99: 2 },
  { rate: 5, p50: 2, p99: 5.5, proxies: 3 },
  { rate: 5, p50: 2, p99: 5.5, proxies: 20 },
  { rate: 20, p50: 1.5, p99: 3, walk: 'steps' as const },
  { rate: 5, p50: 2, p99: 5.5, walk: 'two' as const, bad: ['0.5%', 'errors=50%'] },
])('half broken at $rate/s, from the first failure, $proxies proxies, $walk', async ({ p50, p99, ...cell }) => {
  const name = `half broken, ${cell.rate}/s${more(cell)}`;
  const summary = await simulate({ table: 'bad', name, bad: 50, stable: 0.5, ...cell });
  expect(summary.rolledBack).toBe(1);
  expect(summary.fromFirstFailure?.p50).toBeLessThanOrEqual(p50);
  expect(summary.fromFirstFailure?.p99).toBeLessThanOrEqual(p99);
});

test.each([5, 100])('slower than the threshold 1 → 20 % at %i/s, beside errors', async (rate) => {
  const [bad, stable] = [
    ['0.5%', 'latency<300ms=20%'],
    ['0.5%', 'latency<300ms=1%'],
  ];
  const summary = await simulate({ table: 'bad', name: `slow 1 → 20 %, ${rate}/s`, rate, walk: 'two', bad, stable });
  expect(summary.rolledBack).toBe(1);
  expect(isWithin(summary.untilBad, 100, 12)).toBe(true);
});

const clumps = ['clump:3'];

test.each([1, 5, 100])('0.5 → 2.5 %% in clumps of 3 at %i/s is found, and not promoted', async (rate) => {
  const name = `0.5 → 2.5 % in clumps of 3, ${rate}/s`;
  const summary = await simulate({ table: 'bad', name, rate, bad: 2.5, stable: 0.5, noise: clumps });
  expect(summary.rolledBack).toBeGreaterThanOrEqual(0.95);
  expect(summary.promoted).toBeLessThanOrEqual(0.002);
});

/** One judged step can't tell a canary without a clump yet from one that has none: a walk with four can. */
test.each([
  { rate: 1, bad: 2.5, stable: 0.5, walk: 'one' as const, rolledBack: 1, promoted: 0.15, length: '10h' },
  { rate: 5, bad: 2, stable: 2, walk: 'one' as const, rolledBack: 0.01, promoted: 0.2 },
  { rate: 5, bad: 2, stable: 2, rolledBack: 0.01, promoted: 0.01 },
  { rate: 5, bad: 3, stable: 3, walk: 'one' as const, rolledBack: 0.02, promoted: 0.1 },
  { rate: 5, bad: 5.7, stable: 3, rolledBack: 0.05, promoted: 0.01 },
  { rate: 100, bad: 5.7, stable: 3, rolledBack: 0.05, promoted: 0.01 },
])('clumps of 3, $stable → $bad % at $rate/s: neither bad nor fine', async ({ rolledBack, promoted, ...cell }) => {
  const name = `${cell.stable} → ${cell.bad} % in clumps of 3, ${cell.rate}/s${more(cell)}`;
  const summary = await simulate({ table: 'bad', name, noise: clumps, length: '30m', few: true, ...cell });
  expect(summary.rolledBack).toBeLessThanOrEqual(rolledBack);
  expect(summary.promoted).toBeLessThanOrEqual(promoted);
});

const lies = [3, 20].flatMap((proxies) => ['good', 'bad', 'bad-canary'].map((lie) => [proxies, lie] as const));

test.each(lies)('of %i proxies one says %s: decisions are as they would be', async (proxies, lie) => {
  const of = (table: Cell['table'], what: string, bad: number): Promise<Summary> => {
    const name = `${what}, 5/s, ${proxies} proxies, one says ${lie}`;
    return simulate({ table, name, rate: 5, bad, stable: 0.5, noise: [`liar:${lie}`], proxies, few: proxies > 3 });
  };
  const good = await of('healthy', '0.5 %', 0.5);
  expect(good.rolledBack).toBeLessThanOrEqual(0.01);
  expect(good.promoted).toBeGreaterThanOrEqual(0.99);
  for (const [what, bad] of [
    ['0.5 → 2.5 %', 2.5],
    ['half broken', 50],
  ] as const) {
    expect((await of('bad', what, bad)).rolledBack).toBeGreaterThanOrEqual(0.999);
  }
});

/** Whichever of requests and seconds is later, as a median. */
function isWithin(of: Summary['firstStep'], requests: number, seconds: number): boolean {
  return (of?.requests.p50 ?? Infinity) <= requests || (of?.seconds.p50 ?? Infinity) <= seconds;
}

function more({ walk, proxies }: { readonly walk?: Walk; readonly proxies?: number }): string {
  const of = { plain: '', steps: ', steps from 1 %', one: ', one step', two: ', errors and latency' };
  return `${of[walk ?? 'plain']}${proxies === undefined ? '' : `, ${proxies} proxies`}`;
}
