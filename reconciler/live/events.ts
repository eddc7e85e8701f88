/** What a new intent does to Ω: the rows of the event table that begin with "new intent". */

import type { Mesh } from '../../policies/mesh.ts';
import { toDigest } from './digest.ts';
import { entryOf, withEntries } from './entries.ts';
import { targetsOf } from './intent.ts';
import type { Intent, TargetView } from './intent.ts';
import { beginAgain, beginWalk } from './attempt.ts';
import { expireBudgets } from './budgets.ts';
import { answeredShares, goesHome, movedEntry } from './new-key.ts';
import { unresolvedInFlight, type Unresolved } from './resolve.ts';
import { sameShares } from './shares.ts';
import { movedSpent } from './spent.ts';
import type { Entry, LiveState, Share } from './state.ts';
import { expireSettled, syncRollouts } from './walk.ts';

export type Acceptance =
  /** `started` are the targets that begin to walk with this intent, new attempts included; sorted. */
  | { readonly kind: 'accepted'; readonly state: LiveState; readonly started: readonly string[] }
  | { readonly kind: 'denied'; readonly findings: readonly Unresolved[] };

export interface NewIntent {
  readonly state: LiveState;
  /** The accepted intent that `state` belongs to. */
  readonly from: Intent;
  readonly to: Intent;
  /** True where the commit carries the trailer `Sluice-Fast: true`: what it changes is not walked. */
  readonly fast: boolean;
  /** ms since the epoch. */
  readonly now: number;
}

/** Takes an intent in, with all that it means for walks; denied where traffic in flight would go to nothing. */
export function acceptIntent(event: NewIntent): Acceptance {
  const state = expireSettled(event.state, event.now);
  const before = targetsOf(event.from.mesh);
  const outcomes = [...targetsOf(event.to.mesh).values()].map((view) => {
    const outcome = outcomeOf(view, before.get(view.target), { ...event, state });
    return { target: view.target, ...outcome };
  });
  const entries = outcomes.flatMap(({ entry }) => (entry === null ? [] : [entry]));
  const forgotten = new Set(outcomes.filter(({ forget }) => forget).map(({ target }) => target));
  const after = targetsOf(event.to.mesh);
  const settled = state.settled.filter(({ target }) => after.has(target) && !forgotten.has(target));
  const kept = expireBudgets({ ...state, settled, refused: [] }, { slos: event.to.mesh.slos, now: event.now });
  const moves = new Map(
    outcomes.flatMap(({ target, movedFrom }) => (movedFrom === undefined ? [] : [[target, movedFrom]])),
  );
  const spent = movedSpent(kept.spent, moves);
  const next = syncRollouts(withEntries({ ...kept, spent }, entries), event.to);
  const findings = unresolvedInFlight(event.to, next, event.from);
  if (findings.length > 0) return { kind: 'denied', findings };
  const started = outcomes.filter((outcome) => outcome.started).map(({ target }) => target);
  return { kind: 'accepted', state: next, started };
}

/** Targets in flight that an intent takes back home. When it is denied for another reason they are lowered all the same. */
export function revertedTargets(state: LiveState, mesh: Mesh): readonly string[] {
  const targets = targetsOf(mesh);
  return state.targets
    .filter((entry) => sameShares(targets.get(entry.target)?.shares ?? [], entry.home))
    .map((entry) => entry.target);
}

interface Outcome {
  readonly entry: Entry | null;
  readonly started: boolean;
  /** The target's last promotion says nothing about it any more. */
  readonly forget: boolean;
  /** The target that left, whose entry this is now. */
  readonly movedFrom?: string;
}

const settledAsBefore: Outcome = { entry: null, started: false, forget: false };
const atOnce: Outcome = { entry: null, started: false, forget: true };

function outcomeOf(view: TargetView, was: TargetView | undefined, event: NewIntent): Outcome {
  const entry = entryOf(event.state, view.target);
  if (entry !== undefined) return unsettledOutcome(entry, view, event);
  if (was !== undefined) return settledOutcome(view, was, event);
  return newKeyOutcome(view, event);
}

function unsettledOutcome(entry: Entry, view: TargetView, event: NewIntent): Outcome {
  if (sameShares(view.shares, entry.home)) return settledAsBefore;
  const sameEnd = sameShares(view.shares, entry.to);
  if (sameEnd && toDigest(event.to.mesh, view, entry.home) === entry.toDigest) {
    return { entry: keptEntry(entry, view), started: false, forget: false };
  }
  if (!sameEnd && isFast(view, event)) return atOnce;
  return { entry: beginAgain(entry, view, event), started: true, forget: false };
}

/** The same walk, with its items as they are written now. A revert that is asked for no more holds it no more. */
function keptEntry(entry: Entry, view: TargetView): Entry {
  const kept = { ...entry, to: view.shares };
  const asked = entry.phase === 'Held' && entry.reason === 'revert-denied';
  return asked ? { ...kept, phase: 'Progressing', reason: '' } : kept;
}

function settledOutcome(view: TargetView, was: TargetView, event: NewIntent): Outcome {
  if (view.rule === was.rule || sameShares(view.shares, was.shares)) return settledAsBefore;
  if (isFast(view, event) || (view.rollout === null && was.rollout === null)) return atOnce;
  return begin(view, was.shares, event);
}

function newKeyOutcome(view: TargetView, event: NewIntent): Outcome {
  const moved = movedEntry(view, event);
  if (moved !== null) {
    return { entry: keptEntry(moved.entry, view), started: false, forget: false, movedFrom: moved.from };
  }
  const home = view.rollout === null || event.fast ? null : answeredShares(view, event);
  if (home === null || sameShares(home, view.shares) || goesHome(view, event)) return atOnce;
  return begin(view, home, event);
}

function begin(view: TargetView, home: readonly Share[], event: NewIntent): Outcome {
  return { entry: beginWalk(view, home, event), started: true, forget: false };
}

/** True for a commit that says so, and for a target going back to what it was before its last promotion. */
function isFast(view: TargetView, { state, fast }: NewIntent): boolean {
  const last = state.settled.find(({ target }) => target === view.target);
  return fast || (last !== undefined && sameShares(last.before, view.shares));
}
