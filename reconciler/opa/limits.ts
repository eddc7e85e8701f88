/** For one evaluation, on top of what the input itself takes. */
export interface Limits {
  /** By the clock. */
  readonly timeoutMs: number;
  /** Of a processor's time, where Node can tell; absent: any. */
  readonly cpuMs?: number;
  /** For the module; the worker's own heap may be as large. */
  readonly memoryMb: number;
}

/** Of the reconciler's gate, on whatever machine. */
export const gateLimits: Limits = { timeoutMs: 2000, memoryMb: 256 };

/**
 * Who lints waits for it, and may be linting what a stranger wrote: a rule without end is to be over within a second, the
 * start of the program included. By a processor's time, so that a busy machine stops nothing that would have come to an end.
 */
export const lintLimits: Limits = { ...gateLimits, cpuMs: 300 };

/**
 * What an input takes of itself: measured with the built-in rules, 20 to 45 times its size and 20 to 60 ms of work a
 * megabyte. A machine that is busy with other things takes ten times as long.
 */
export function limitsFor(inputBytes: number, { timeoutMs, cpuMs, memoryMb }: Limits): Limits {
  const inputMb = inputBytes / 1_000_000;
  const moreMs = inputMb * 200;
  return {
    timeoutMs: Math.round(timeoutMs + moreMs),
    ...(cpuMs === undefined ? {} : { cpuMs: Math.round(cpuMs + moreMs) }),
    // In steps: a little more input needs no new memory. 4 GB is all that a module can have.
    memoryMb: Math.min(memoryMb + Math.floor(inputMb) * 64, 4096),
  };
}
