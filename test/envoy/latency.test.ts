// A canary that is slow, and has no errors, is taken back on a real Envoy: one run of the long series.

import { expect, test } from 'vitest';
import { takeSlowBack } from '../bars/latency.ts';

test('a canary of which a fifth is slow is taken back by its latency', { timeout: 150_000 }, async () => {
  const { requests, dropped } = await takeSlowBack(1);
  expect(requests).toHaveLength(1);
  expect(dropped).toBe(0);
});
