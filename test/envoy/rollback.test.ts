import { expect, test } from 'vitest';
import { takeBackOften } from '../bars/rollback.ts';

test('a bad canary comes back, with the remote and without; the remote learns it', { timeout: 150_000 }, async () => {
  const { remoteUp, remoteDown, dropped } = await takeBackOften(2);
  expect([remoteUp.length, remoteDown.length, dropped]).toEqual([2, 2, 0]);
});
