/** The moments at which a step may have been decided: a commit's own time is cut to seconds, and comes a little later. */

import type { LiveState } from '../live/state.ts';
import { settledForMs } from '../live/walk.ts';
import { cutMs, skewMs, type Step, writingMs } from './version.ts';

/** Whether a moment that a state names may be that of the commit. */
export function isTimely(ms: number, at: number): boolean {
  return ms <= at + cutMs + skewMs && ms >= at - writingMs;
}

/**
 * Moments worth trying, the likeliest first: those that the new state itself names, the commit's own, and those around
 * which something that was remembered expires.
 */
export function momentsOf({ before, after }: Pick<Step, 'before' | 'after'>): readonly number[] {
  const { at } = after;
  const expiries = before.state.settled.flatMap((settled) => [
    settled.at + settledForMs,
    settled.at + settledForMs + 1,
  ]);
  const known = [...namedMoments(after.state), ...expiries].filter((ms) => isTimely(ms, at));
  return [...new Set([...known, at + cutMs - 1, at, at - writingMs])];
}

function namedMoments(state: LiveState): readonly number[] {
  const begun = state.targets.map(({ since }) => since);
  const promoted = state.settled.map((settled) => settled.at);
  return [...begun, ...promoted].sort((a, b) => b - a);
}
