/** For one evaluation, on top of what the input itself takes. */
export interface Limits {
  readonly timeoutMs: number;
  /** For the module; the worker's own heap may be as large. */
  readonly memoryMb: number;
}

/** Of the reconciler's gate, on whatever machine. */
export const gateLimits: Limits = { timeoutMs: 2000, memoryMb: 256 };

/**
 * What an input takes of itself: measured with the built-in rules, 20 to 45 times its size and 20 to 60 ms of work a
 * megabyte. A machine that is busy with other things takes ten times as long.
 */
export function limitsFor(inputBytes: number, { timeoutMs, memoryMb }: Limits): Limits {
  const inputMb = inputBytes / 1_000_000;
  const moreMs = inputMb * 200;
  return {
    timeoutMs: Math.round(timeoutMs + moreMs),
    // In steps: a little more input needs no new memory. 4 GB is all that a module can have.
    memoryMb: Math.min(memoryMb + Math.floor(inputMb) * 64, 4096),
  };
}
