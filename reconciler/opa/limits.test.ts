import { expect, test } from 'vitest';
import { gateLimits, limitsFor } from './limits.ts';

test('a large input has more time and more memory in steps', () => {
  expect(limitsFor(0, gateLimits)).toEqual(gateLimits);
  expect(limitsFor(2_500_000, { timeoutMs: 2000, memoryMb: 256 })).toEqual({
    timeoutMs: 2500,
    memoryMb: 384,
  });
  expect(limitsFor(100_000_000, gateLimits)).toEqual({ timeoutMs: 22_000, memoryMb: 4096 });
});
