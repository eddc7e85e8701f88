import { expect, test } from 'vitest';
import { runSeries } from './live-series.ts';

/** On a machine that others use too. */
const timeoutMs = 300_000;

test(
  'in any history P1 to P10 hold at every live commit, and every row of the event table says what happens',
  () => {
    const series = runSeries(Number(process.env['LIVE_HISTORIES'] ?? 300));
    expect(series.broken).toBeUndefined();
    expect(series.meanEvents).toBeGreaterThanOrEqual(20);
    expect(series.meanTargets).toBeGreaterThanOrEqual(3);
  },
  timeoutMs,
);
