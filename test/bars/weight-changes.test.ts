import { expect, test } from 'vitest';
import { changeWeights } from './weight-changes.ts';

test.each([
  ['delta', false],
  ['state of the world', true],
])('200 weights from live commits, at least 5/s, under 1,000 requests/s: %s', async (variant, sotw) => {
  const figures = await changeWeights({ changes: 200, sotw, ratePerSecond: 1_000 });
  console.log(`weight changes, ${variant}: ${JSON.stringify(figures)}`);
  expect(figures).toMatchObject({ changes: 200, liveCommits: 200, rejected: 0, failed: 0, dropped: 0 });
  expect(figures.perSecond).toBeGreaterThanOrEqual(5);
});
