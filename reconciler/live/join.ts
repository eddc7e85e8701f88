/** Join: a lowering that was made here meets a head that has moved meanwhile. */

import { compareText } from '../../policies/finding.ts';
import { walkDigest } from './digest.ts';
import { entryOf, withEntry } from './entries.ts';
import { targetsOf } from './intent.ts';
import type { Intent, TargetView } from './intent.ts';
import { troubleWith } from './resolve.ts';
import { sameShares, totalsOf } from './shares.ts';
import type { Entry, LiveState, Phase } from './state.ts';
import { withoutSkip } from './walk.ts';

/** One target on its way home, as data of its own: what must reach any head, whatever happened to it. */
export interface Lowering extends Entry {
  /** By shares; other kinds of lowering come with kinds that have none. */
  readonly kind: 's';
}

/** A live head, or what is to become one. */
export interface Head {
  readonly state: LiveState;
  readonly intent: Intent;
}

/** True when commit `a` comes after `b` in main's history. Of two on main exactly one does. */
export type IsLater = (a: string, b: string) => boolean;

/** The target's entry, all the way home already, as a lowering; null when it has none or is on its way. */
export function lowering(state: LiveState, target: string): Lowering | null {
  const entry = entryOf(state, target);
  return entry === undefined || entry.phase === 'Progressing' || entry.s > 0 ? null : { ...entry, kind: 's' };
}

/** The stronger of two lowerings of one target. Idempotent, commutative, associative. */
export function strongerLowering(a: Lowering, b: Lowering, isLater: IsLater): Lowering {
  if (outranks(a, b, isLater)) return a;
  if (outranks(b, a, isLater)) return b;
  // Equal in all that a lowering does; which text stays must not depend on which came first.
  return compareText(JSON.stringify(a), JSON.stringify(b)) <= 0 ? a : b;
}

/**
 * The head's state with a lowering laid over it. It speaks for what it was made for: where the head's intent asks
 * something else of the target, nothing happens. An entry keeps the head's home, so no destination ever gets more than
 * the greater of its share in the head and in the head's home.
 */
export function join(head: Head, low: Lowering, isLater: IsLater): LiveState {
  const { state, intent } = head;
  const view = targetsOf(intent.mesh).get(low.target);
  if (view === undefined || !sameShares(view.shares, low.to)) return state;
  const entry = entryOf(state, low.target);
  if (entry === undefined) return rejectedAgain(head, view, low, isLater);
  if (!outranks(low, entry, isLater)) return state;
  const { attempt, phase, reason, since, toDigest } = low;
  return withEntry(state, {
    ...withoutSkip(entry),
    attempt,
    phase,
    reason,
    since,
    toDigest,
    s: Math.min(entry.s, low.s),
  });
}

/** The target was promoted meanwhile: its entry is made again, lowered as it was, unless its home is gone. */
function rejectedAgain({ state, intent }: Head, view: TargetView, low: Lowering, isLater: IsLater): LiveState {
  const promoted = state.settled.find(({ target }) => target === low.target);
  if (promoted !== undefined && isLaterTry(promoted.attempt, low.attempt, isLater)) return state;
  const home = promoted?.before ?? low.home;
  const gone = [...totalsOf(home)].some(([key, share]) => share > 0 && troubleWith(intent.mesh, key, null) !== null);
  if (gone || sameShares(home, view.shares)) return state;
  const { kind: _kind, ...entry } = low;
  const walk = walkDigest(view.rollout);
  return withEntry(state, { ...entry, home, to: view.shares, s: 0, walkDigest: walk });
}

/** What was promoted came after the try that was lowered: that one is history. */
function isLaterTry(a: Entry['attempt'], b: Entry['attempt'], isLater: IsLater): boolean {
  return a.intent === b.intent ? a.n > b.n : isLater(a.intent, b.intent);
}

const severity: Readonly<Record<Phase, number>> = { Progressing: 0, Held: 1, Rejected: 2 };

/**
 * Of one attempt's intent: the higher n, then the smaller s, then the graver phase; of two, the later in main's history.
 * The intent goes first, for n counts the tries of one intent only; the last lines make the order total.
 */
function outranks(a: Entry, b: Entry, isLater: IsLater): boolean {
  if (a.attempt.intent !== b.attempt.intent) {
    if (isLater(a.attempt.intent, b.attempt.intent)) return true;
    if (isLater(b.attempt.intent, a.attempt.intent)) return false;
  }
  const order =
    a.attempt.n - b.attempt.n ||
    b.s - a.s ||
    severity[a.phase] - severity[b.phase] ||
    compareText(b.toDigest, a.toDigest) ||
    compareText(b.reason, a.reason) ||
    b.since - a.since;
  return order > 0;
}
