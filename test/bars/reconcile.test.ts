import { expect, test } from 'vitest';
import { everyHistory, reconcileText, runReconcileSeries } from '../properties/reconcile-series.ts';

const histories = Number(process.env['RECONCILE_HISTORIES'] ?? 1_000);

test('P1 to P10 hold in 1,000 histories through the real reconcilers, and each fault is in 1 % of them', async () => {
  const series = await runReconcileSeries(histories);
  console.log(`${histories} histories: ${reconcileText(series)}`);
  expect(series.broken).toBeUndefined();
  expect(series.meanEvents).toBeGreaterThanOrEqual(20);
  expect(everyHistory.filter((row) => (series.shares.get(row) ?? 0) < 0.01)).toEqual([]);
});
