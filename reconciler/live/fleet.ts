/** Lowerings read back from what proxies say they run, when all that is left of one is a target and an attempt. */

import { toDigest, walkDigest } from './digest.ts';
import { entryOf, withEntry } from './entries.ts';
import { targetsOf } from './intent.ts';
import type { Head } from './join.ts';
import type { Attempt, Entry, LiveState } from './state.ts';
import { lowerToHome } from './walk.ts';

const reason = 'lower-in-fleet';

/**
 * The head's state with the fleet's lowering in it: the same attempt goes home and is held until a person speaks; one
 * that was promoted meanwhile is made again from what it was before. Another attempt is none of the fleet's business.
 */
export function lowerInFleet(head: Head, target: string, attempt: Attempt, now: number): LiveState {
  const { state, intent } = head;
  const entry = entryOf(state, target);
  if (entry !== undefined) {
    return sameAttempt(entry.attempt, attempt) ? lowerToHome(state, target, reason) : state;
  }
  const view = targetsOf(intent.mesh).get(target);
  const promoted = state.settled.find((each) => each.target === target);
  if (view === undefined || promoted === undefined || !sameAttempt(promoted.attempt, attempt)) return state;
  const home = promoted.before;
  const made: Entry = {
    target,
    attempt,
    home,
    to: view.shares,
    s: 0,
    phase: 'Held',
    reason,
    since: now,
    walkDigest: walkDigest(view.rollout),
    toDigest: toDigest(intent.mesh, view, home),
  };
  return withEntry(state, made);
}

/** The same try of the same intent. */
export function sameAttempt(a: Attempt, b: Attempt): boolean {
  return a.intent === b.intent && a.n === b.n;
}

/** Reads `<intent>:<n>`, as a version's suffix has it; null for anything else. */
export function parseAttempt(text: string): Attempt | null {
  const parts = /^([0-9a-f]{40}):([1-9]\d{0,8})$/.exec(text);
  const [, intent, n] = parts ?? [];
  return intent === undefined || n === undefined ? null : { intent, n: Number(n) };
}

/** `<T>@<intent>:<n>`: one lowering that a proxy said it runs. */
export function heardText(target: string, attempt: string): string {
  return `${target}@${attempt}`;
}

/** `<intent>:<n>` */
export function attemptText(attempt: Attempt): string {
  return `${attempt.intent}:${attempt.n}`;
}
