import { expect, test } from 'vitest';
import { changeWeights } from '../bars/weight-changes.ts';

test.each([
  ['delta', false],
  ['state of the world', true],
])('20 weights from live commits are ACKed, and no request notices: %s', { timeout: 120_000 }, async (_, sotw) => {
  const figures = await changeWeights({ changes: 20, sotw, ratePerSecond: 400 });
  expect(figures).toMatchObject({ changes: 20, liveCommits: 20, rejected: 0, failed: 0, dropped: 0 });
  expect(figures.requests).toBeGreaterThan(100);
});
