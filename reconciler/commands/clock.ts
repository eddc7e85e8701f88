import type { Clock } from '../reconcile/ports.ts';

/** The machine's clocks. */
export const machineClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };
