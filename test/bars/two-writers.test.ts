// 20 walks by two reconcilers on one repository, pushes delayed by 0 to 500 ms, 5 of them with a bad canary.

import { expect, test } from 'vitest';
import { faultsOf } from '../support/linear-history.ts';
import { runSeries } from '../support/two-writers.ts';

test('20 walks by two writers, 5 bad: linear history, no step twice, a lowering wins', async () => {
  const bad = new Set([2, 5, 9, 14, 16]);
  const series = await runSeries({ walks: 20, bad, seed: 20, maxPushDelayMs: 500, pace: 4, walkDeadlineMs: 120_000 });
  const raises = series.steps.filter(({ subject }) => subject.startsWith('Raise ')).length;
  const lowered = series.steps.filter(({ subject }) => subject.startsWith('Lower ')).length;
  console.log(`20 walks by two writers: ${series.steps.length} live commits, ${raises} raises, ${lowered} lowerings`);
  expect(faultsOf(series.steps)).toEqual([]);
  expect(series.walks.map(({ phase }) => phase)).toEqual(
    series.walks.map((_, walk) => (bad.has(walk) ? 'Rejected' : 'Promoted')),
  );
  expect(lowered).toBe(bad.size);
  expect(series.failed).toEqual([]);
  expect(series.fsck).toBe('');
});
