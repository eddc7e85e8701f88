/** A person's words about a walk under way, and the one about all of them. Each leaves alone what it doesn't apply to. */

import { entryOf, withEntries, withEntry, withSettled, withoutEntry } from './entries.ts';
import type { Intent } from './intent.ts';
import { whole } from './shares.ts';
import type { Entry, Frozen, LiveState } from './state.ts';
import { hold, syncRollouts } from './walk.ts';

/** Stops a walk where it is until somebody resumes it; a worse outcome, and a hold that needs a person anyway, stay. */
export function pause(state: LiveState, target: string): LiveState {
  return hold(state, target, 'paused');
}

/**
 * Ends a pause: the same attempt goes on where it is, with its evidence and a new deadline. Other holds that last are
 * for `retry`.
 */
export function resume(state: LiveState, intent: Intent, target: string, now: number): LiveState {
  const entry = entryOf(state, target);
  if (entry?.phase !== 'Held' || entry.reason !== 'paused') return state;
  return syncRollouts(withEntry(state, { ...entry, phase: 'Progressing', reason: '', since: now }), intent);
}

/** The walk's next raise goes to its end, once it is fine and has held; nothing else about it changes. */
export function skipSteps(state: LiveState, target: string): LiveState {
  const entry = entryOf(state, target);
  if (entry === undefined || entry.phase === 'Rejected' || entry.s === whole) return state;
  return withEntry(state, { ...entry, skipSteps: true });
}

/**
 * Ends a walk at once, all the way up, whatever the evidence. One that is Rejected must be retried first. A lowering of
 * the same attempt that somebody else is making meanwhile wins over it; where such a one is known already, this is the
 * next attempt.
 */
export function promoteNow(state: LiveState, target: string, now: number): LiveState {
  const entry = entryOf(state, target);
  if (entry === undefined || entry.phase === 'Rejected') return state;
  const { intent, n } = entry.attempt;
  const attempt = { intent, n: wasLowered(entry) ? n + 1 : n };
  return withSettled(withoutEntry(state, target), { target, attempt, before: entry.home, at: now });
}

/** From now on nothing is raised. What is frozen already stays as it was said first. */
export function freeze(state: LiveState, frozen: Frozen): LiveState {
  return state.frozen === null ? { ...state, frozen } : state;
}

/** Ends a freeze; each deadline is put off by the time that it took. */
export function unfreeze(state: LiveState, now: number): LiveState {
  const entries = state.targets.map((entry) => ({ ...entry, since: effectiveSince(state, entry, now) }));
  return { ...withEntries(state, entries), frozen: null };
}

/** When the walk's deadline counts from, in ms since the epoch: while all is frozen it stands still. */
export function effectiveSince({ frozen }: LiveState, { phase, since }: Entry, now: number): number {
  if (frozen === null || phase === 'Rejected') return since;
  return since + Math.max(0, now - Math.max(frozen.since, since));
}

function wasLowered({ phase, reason }: Entry): boolean {
  return phase === 'Held' && (reason === 'lower-in-fleet' || reason === 'revert-denied');
}
