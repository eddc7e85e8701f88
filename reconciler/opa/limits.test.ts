import { expect, test } from 'vitest';
import { gateLimits, limitsFor, lintLimits } from './limits.ts';

test('a large input has more time, by the clock and of a processor, and more memory in steps', () => {
  expect(limitsFor(0, lintLimits)).toEqual(lintLimits);
  expect(limitsFor(2_500_000, { timeoutMs: 2000, cpuMs: 300, memoryMb: 256 })).toEqual({
    timeoutMs: 2500,
    cpuMs: 800,
    memoryMb: 384,
  });
  expect(limitsFor(100_000_000, gateLimits)).toEqual({ timeoutMs: 22_000, memoryMb: 4096 });
});
