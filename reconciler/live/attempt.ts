/** How a walk begins, and how it begins again when what it walks to has changed. */

import { definitionOf, toDigest, walkDigest } from './digest.ts';
import type { Intent, TargetView } from './intent.ts';
import { furthestWithin, raisedKeys, sharesAt, totalsOf } from './shares.ts';
import type { Entry, Share } from './state.ts';

/** The step from one intent to the next, and when: ms since the epoch. */
export interface Change {
  readonly from: Intent;
  readonly to: Intent;
  readonly now: number;
}

/** The entry of a walk from `home`, with nothing raised yet. */
export function beginWalk(view: TargetView, home: readonly Share[], { to, now }: Change): Entry {
  return {
    target: view.target,
    attempt: { intent: to.oid, n: 1 },
    home,
    to: view.shares,
    s: 0,
    phase: 'Progressing',
    reason: '',
    since: now,
    walkDigest: walkDigest(view.rollout),
    toDigest: toDigest(to.mesh, view, home),
  };
}

/**
 * The entry of a walk that is now to go elsewhere: from the same home, as far as it is without giving any destination
 * more than it has, or back at the start where a destination that it raises has become another thing.
 */
export function beginAgain(entry: Entry, view: TargetView, change: Change): Entry {
  const begun = beginWalk(view, entry.home, change);
  const redefined = raisedKeys(begun).some(
    (key) => definitionOf(change.from.mesh, key) !== definitionOf(change.to.mesh, key),
  );
  return { ...begun, s: redefined ? 0 : furthestWithin(begun, totalsOf(sharesAt(entry))) };
}
