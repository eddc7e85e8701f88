import { expect, test } from 'vitest';
import { takeBackMany } from './rollback-quantiles.ts';

const runs = Number(process.env['ROLLBACK_RUNS'] ?? 100);

test.each([
  { ratePerSecond: 100, p50: 2_200, p99: 5_000 },
  { ratePerSecond: 1_000, p50: 1_500, p99: 2_500 },
])(
  '$ratePerSecond requests/s: half of them at $p50 ms, 99 of 100 at $p99 ms are past their bad canary',
  async ({ ratePerSecond, p50, p99 }) => {
    const figures = await takeBackMany(runs, ratePerSecond);
    console.log(`rollbacks: ${JSON.stringify(figures)}`);
    expect(figures.dropped).toBe(0);
    expect(figures.p50).toBeLessThanOrEqual(p50);
    expect(figures.p99).toBeLessThanOrEqual(p99);
  },
);
