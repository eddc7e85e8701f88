/** What one live commit does to each target, for its message: only what is true of the traffic, for people act on it. */

import { compareText } from '../../policies/finding.ts';
import type { Mesh } from '../../policies/mesh.ts';
import { entryOf } from './entries.ts';
import { sameAttempt } from './fleet.ts';
import { targetsOf } from './intent.ts';
import type { TargetView } from './intent.ts';
import { raisedKeys, sameShares, totalsOf, weightAt, whole } from './shares.ts';
import type { Entry, LiveState, Share } from './state.ts';

/** Weights are those of the raised destinations, in parts per million. */
export interface LiveStep {
  readonly target: string;
  readonly fromPpm: number;
  readonly toPpm: number;
  /**
   * A phase; or how a walk ended: `Promoted`; `Reverted`, main is back at home; `Settled`, main asks for something else at
   * once; `Gone`, main has no such rule any more.
   */
  readonly phase: string;
  readonly reason: string;
  /** The key that the walk had until now, where its rule was renamed. */
  readonly movedFrom?: string;
}

export interface Between {
  readonly before: LiveState;
  readonly after: LiveState;
  /** Of the intent that `after` goes with. */
  readonly mesh: Mesh;
  /** Whether `before` goes with another intent. */
  readonly isNewIntent: boolean;
}

/** What changed for each target between two states; sorted by target. */
export function stepsBetween(between: Between): readonly LiveStep[] {
  const { before, after, mesh } = between;
  const views = targetsOf(mesh);
  const moves = movesOf(between);
  const left = new Set([...moves.values()].map(({ target }) => target));
  const targets = new Set([...before.targets, ...after.targets].map(({ target }) => target));
  return [...targets].sort(compareText).flatMap((target) => {
    const was = entryOf(before, target);
    const is = entryOf(after, target);
    const moved = moves.get(target);
    if (is !== undefined && moved !== undefined) return [movedStep(is, moved)];
    if (is !== undefined) return was === undefined ? [firstStep(is, views, between)] : changeOf(was, is);
    return was === undefined || left.has(target) ? [] : [lastStep(was, views.get(target), between)];
  });
}

/**
 * New key → the entry that moved there. A walk that begins has an attempt of its own, so the same attempt at the same end
 * under another key is a walk that goes on; of two such the first, for their traffic is one now.
 */
function movesOf({ before, after, mesh }: Between): ReadonlyMap<string, Entry> {
  const views = targetsOf(mesh);
  const left = before.targets.filter(({ target }) => !views.has(target) && entryOf(after, target) === undefined);
  const moves = new Map<string, Entry>();
  for (const is of left.length === 0 ? [] : after.targets) {
    if (entryOf(before, is.target) !== undefined) continue;
    const from = left.find((was) => sameAttempt(was.attempt, is.attempt) && was.toDigest === is.toDigest);
    if (from !== undefined) moves.set(is.target, from);
  }
  return moves;
}

function movedStep(is: Entry, was: Entry): LiveStep {
  return { ...stepTo(is, weightAt(was, was.s)), movedFrom: was.target };
}

/** Of an entry that is new: a walk that begins at home, or one that was over, and is made again to be lowered. */
function firstStep(is: Entry, views: ReadonlyMap<string, TargetView>, { isNewIntent }: Between): LiveStep {
  const settledAt = isNewIntent ? is.home : (views.get(is.target)?.shares ?? is.home);
  return stepTo(is, raisedShare(is, settledAt));
}

function changeOf(was: Entry, is: Entry): readonly LiveStep[] {
  const skips = is.skipSteps === true && was.skipSteps !== true;
  const same = was.phase === is.phase && was.reason === is.reason && was.s === is.s;
  if (same && !skips && sameAttempt(was.attempt, is.attempt)) return [];
  const step = stepTo(is, weightAt(was, was.s));
  return [skips && is.reason === '' ? { ...step, reason: 'skip-steps' } : step];
}

function stepTo(is: Entry, fromPpm: number): LiveStep {
  return { target: is.target, fromPpm, toPpm: weightAt(is, is.s), phase: is.phase, reason: is.reason };
}

/** Of an entry that is gone: where its traffic is now, and why. */
function lastStep(was: Entry, view: TargetView | undefined, { before, after }: Between): LiveStep {
  const { target } = was;
  const ended = { target, fromPpm: weightAt(was, was.s), reason: '' };
  const settled = settledIn(after, target);
  const promoted = settled !== null && settled !== settledIn(before, target);
  if (promoted) return { ...ended, toPpm: weightAt(was, whole), phase: 'Promoted' };
  if (view === undefined) return { ...ended, toPpm: 0, phase: 'Gone' };
  const phase = sameShares(view.shares, was.home) ? 'Reverted' : 'Settled';
  return { ...ended, toPpm: raisedShare(was, view.shares), phase };
}

/** What the destinations that a walk raises have of these shares, together. */
function raisedShare(entry: Entry, shares: readonly Share[]): number {
  const totals = totalsOf(shares);
  return raisedKeys(entry).reduce((sum, key) => sum + (totals.get(key) ?? 0), 0);
}

/** The target's last promotion, as text to compare; null where none is remembered. */
function settledIn(state: LiveState, target: string): string | null {
  const settled = state.settled.find((each) => each.target === target);
  return settled === undefined ? null : JSON.stringify([settled.attempt.intent, settled.attempt.n, settled.at]);
}
