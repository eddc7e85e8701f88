/** The events of a walk itself: one target goes up, comes back, ends, pauses or is tried again. */

import { entryOf, withEntries, withEntry, withSettled, withoutEntry } from './entries.ts';
import { walkDigest } from './digest.ts';
import { targetsOf } from './intent.ts';
import type { Intent } from './intent.ts';
import { weightAt, whole } from './shares.ts';
import type { Entry, LiveState } from './state.ts';

/** How long a promoted target's earlier shares are remembered: 24 h, in ms. */
export const settledForMs = 24 * 60 * 60 * 1000;

/** Reasons of Held that don't end by themselves: a person ends them, and the next accepted intent a denied revert. */
const lastingHolds: ReadonlySet<string> = new Set(['deadline', 'lower-in-fleet', 'paused', 'revert-denied']);

/** Whether such a hold needs a person. */
export function lasts(reason: string): boolean {
  return lastingHolds.has(reason);
}

/** Takes a Progressing target up to `s`; throws when it isn't Progressing or `s` isn't higher, for then nobody judged it. */
export function raise(state: LiveState, target: string, s: number): LiveState {
  const entry = progressing(state, target);
  if (!Number.isInteger(s) || s <= entry.s || s > whole) {
    throw new RangeError(`${target} is at ${entry.s}: a raise to ${s} is none`);
  }
  return withEntry(state, { ...(s === whole ? withoutSkip(entry) : entry), s });
}

/** Takes a target home and rejects what it walked to. A target without an entry is left alone. */
export function lower(state: LiveState, target: string, reason: string): LiveState {
  const entry = entryOf(state, target);
  if (entry === undefined || entry.phase === 'Rejected') return state;
  return withEntry(state, { ...withoutSkip(entry), s: 0, phase: 'Rejected', reason });
}

/** Takes a target home without rejecting what it walked to, as for a revert that was denied. Rejected stays so. */
export function lowerToHome(state: LiveState, target: string, reason: string): LiveState {
  const entry = entryOf(state, target);
  if (entry === undefined || entry.phase === 'Rejected') return state;
  return withEntry(state, { ...withoutSkip(entry), s: 0, phase: 'Held', reason });
}

/** So much below its end a walk is at its end: raised shares are rounded down. Parts per million. */
const roundingPpm = 20;

/** Ends a walk that is all the way up, but for rounding: the entry goes, and where it came from is remembered. */
export function promote(state: LiveState, target: string, now: number): LiveState {
  const entry = progressing(state, target);
  if (weightAt(entry, entry.s) + roundingPpm < weightAt(entry, whole)) {
    throw new RangeError(`${target} is at ${entry.s}: only the end can be promoted`);
  }
  const { attempt, home } = entry;
  return withSettled(withoutEntry(state, target), { target, attempt, before: home, at: now });
}

/** Pauses a walk where it is, with a name. Rejected stays so, and a hold that lasts keeps its name. */
export function hold(state: LiveState, target: string, reason: string): LiveState {
  const entry = entryOf(state, target);
  if (entry === undefined || entry.phase === 'Rejected') return state;
  if (entry.phase === 'Held' && (lasts(entry.reason) || entry.reason === reason)) return state;
  return withEntry(state, { ...entry, phase: 'Held', reason });
}

/** Ends a hold whose cause is gone; one that lasts is left alone. With `since` the deadline counts from there. */
export function release(state: LiveState, target: string, since?: number): LiveState {
  const entry = entryOf(state, target);
  if (entry?.phase !== 'Held' || lasts(entry.reason)) return state;
  return withEntry(state, { ...entry, phase: 'Progressing', reason: '', since: since ?? entry.since });
}

/** A person's word: a Rejected or Held walk is tried again, as attempt n + 1, with its deadline starting now. */
export function retry(state: LiveState, intent: Intent, target: string, now: number): LiveState {
  const entry = entryOf(state, target);
  if (entry === undefined || entry.phase === 'Progressing') return state;
  const again: Entry = {
    ...withoutSkip(entry),
    attempt: { ...entry.attempt, n: entry.attempt.n + 1 },
    s: entry.phase === 'Rejected' ? 0 : entry.s,
    phase: 'Progressing',
    reason: '',
    since: now,
  };
  return syncRollouts(withEntry(state, again), intent);
}

/** Fits each entry to the walks of an intent: without one it is Held(no-walk) where it is, and goes on when it is back. */
export function syncRollouts(state: LiveState, intent: Intent): LiveState {
  const targets = targetsOf(intent.mesh);
  const entries = state.targets.map((entry) => {
    const rollout = targets.get(entry.target)?.rollout ?? null;
    const walks = rollout !== null && !rollout.suspend;
    return { ...phaseWith(walks, entry), walkDigest: rollout === null ? entry.walkDigest : walkDigest(rollout) };
  });
  return withEntries(state, entries);
}

function phaseWith(walks: boolean, entry: Entry): Entry {
  const { phase, reason } = entry;
  if (walks) return phase === 'Held' && reason === 'no-walk' ? { ...entry, phase: 'Progressing', reason: '' } : entry;
  const pauses = phase === 'Progressing' || (phase === 'Held' && !lasts(reason));
  return pauses ? { ...entry, phase: 'Held', reason: 'no-walk' } : entry;
}

/** Forgets the promotions of more than 24 h ago. */
export function expireSettled(state: LiveState, now: number): LiveState {
  const settled = state.settled.filter((each) => now - each.at <= settledForMs);
  return settled.length === state.settled.length ? state : { ...state, settled };
}

/** The wish for the end without the steps between is of one climb: it goes with a lowering, a retry and the end. */
export function withoutSkip({ skipSteps: _, ...entry }: Entry): Entry {
  return entry;
}

function progressing(state: LiveState, target: string): Entry {
  const entry = entryOf(state, target);
  if (entry?.phase !== 'Progressing') throw new RangeError(`${target} is ${entry?.phase ?? 'settled'}: it can't go up`);
  return entry;
}
