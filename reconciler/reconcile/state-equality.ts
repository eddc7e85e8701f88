import { printState } from '../live/state-file.ts';
import type { LiveState } from '../live/state.ts';

/** Equal states print the same bytes. */
export function sameState(a: LiveState, b: LiveState): boolean {
  return a === b || printState(a) === printState(b);
}
