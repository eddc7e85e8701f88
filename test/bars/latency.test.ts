import { expect, test } from 'vitest';
import { takeSlowBack } from './latency.ts';

test('20 canaries of which a fifth is slow: taken back within 100 of their requests or 12 s, whichever is later', async () => {
  const figures = await takeSlowBack(20);
  console.log(`slow canaries: ${JSON.stringify(figures)}`);
  expect(figures.requests).toHaveLength(20);
  expect(figures.dropped).toBe(0);
  expect(figures.medianRequests <= 100 || figures.medianMs <= 12_000).toBe(true);
});
