import { expect, test } from 'vitest';
import { runReconcileSeries } from './reconcile-series.ts';

/** On a machine that others use too. */
const timeoutMs = 300_000;

test(
  'reconcilers that crash, race and lose answers keep P1 to P10, and come to rest',
  async () => {
    const series = await runReconcileSeries(Number(process.env['RECONCILE_HISTORIES'] ?? 60));
    expect(series.broken).toBeUndefined();
    expect(series.meanEvents).toBeGreaterThanOrEqual(20);
  },
  timeoutMs,
);
