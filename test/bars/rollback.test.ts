import { expect, test } from 'vitest';
import { takeBackOften } from './rollback.ts';

test('20 bad canaries at 5 % of 100 requests/s, and 20 with the remote stopped: median at most 2.5 s', async () => {
  const figures = await takeBackOften(20);
  console.log(`rollbacks: ${JSON.stringify(figures)}`);
  expect(figures.remoteUp.length + figures.remoteDown.length).toBe(40);
  expect(figures.dropped).toBe(0);
  expect(figures.medianUpMs).toBeLessThanOrEqual(2_500);
  expect(figures.medianDownMs).toBeLessThanOrEqual(2_500);
});
