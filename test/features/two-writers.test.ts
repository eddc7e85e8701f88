import { expect, test } from 'vitest';
import { faultsOf } from '../support/linear-history.ts';
import { runSeries } from '../support/two-writers.ts';

test('two reconcilers with slow pushes: linear history, no step twice, a lowering wins (short form)', async () => {
  const bad = new Set([1]);
  const series = await runSeries({ walks: 2, bad, seed: 7, maxPushDelayMs: 50, pace: 20, walkDeadlineMs: 25_000 });
  expect(faultsOf(series.steps)).toEqual([]);
  expect(series.walks.map(({ phase }) => phase)).toEqual(['Promoted', 'Rejected']);
  expect(series.walks.map(({ served }) => served)).toEqual([
    [{ v2: 100 }, { v2: 100 }],
    [{ v2: 100 }, { v2: 100 }],
  ]);
  expect(series.failed).toEqual([]);
  expect(series.fsck).toBe('');
});

test('a history that has two lines, a step twice or a raise after a lowering is found', () => {
  const step = (oid: string, before: string, subject: string) => ({ oid, parents: [before, 'i'], subject });
  const start = { oid: 'a', parents: ['m'], subject: 'Adopt m' };
  const history = [
    start,
    step('b', 'a', 'Accept i'),
    step('c', 'b', 'Raise x to 5 %'),
    step('d', 'c', 'Lower x to 0 %'),
  ];
  expect(faultsOf(history)).toEqual([]);
  expect(faultsOf([...history, step('e', 'c', 'Promote x')])).toHaveLength(2);
  expect(faultsOf([...history, step('e', 'd', 'Raise x to 50 %')])).toHaveLength(1);
  expect(faultsOf([...history, step('e', 'd', 'Accept i')])).toHaveLength(1);
});
