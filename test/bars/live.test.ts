import { expect, test } from 'vitest';
import { runSeries, seriesText } from '../properties/live-series.ts';

const histories = Number(process.env['LIVE_HISTORIES'] ?? 10_000);

test('P1 to P10 hold in 10,000 histories, and each row and crash point is in 1 % of them', () => {
  const series = runSeries(histories);
  console.log(`${histories} histories: ${seriesText(series)}`);
  expect(series.broken).toBeUndefined();
  expect(series.meanEvents).toBeGreaterThanOrEqual(20);
  expect(series.meanTargets).toBeGreaterThanOrEqual(3);
  expect([...series.shares].filter(([, share]) => share < 0.01)).toEqual([]);
});
