/** A live commit as verification sees it, and the step from one to the next. */

import type { Intent } from '../live/intent.ts';
import type { LiveState } from '../live/state.ts';
import type { Json, Rollout } from '../../policies/mesh.ts';
import type { Replayed } from '../rollout/record.ts';
import type { Said } from './said.ts';

export interface Version {
  readonly oid: string;
  /** The committer's time, in ms since the epoch; git keeps whole seconds. */
  readonly at: number;
  /** It carries a signature; whose, and whether it counts, is another question. */
  readonly isSigned: boolean;
  readonly intent: AcceptedIntent;
  readonly state: LiveState;
}

export interface AcceptedIntent {
  readonly intent: Intent;
  /** The commit says `Sluice-Fast: true`. */
  readonly fast: boolean;
}

/** One commit on top of another, with what is known of those before. */
export interface Step {
  readonly before: Version;
  readonly after: Version;
  readonly said: Said;
  readonly past: Past;
  readonly tools: Tools;
}

/** What the branch said before, as far as later steps rest on it. */
export interface Past {
  /** Good versions, the newest first: what a restoration may put back. */
  readonly good: readonly Version[];
  /** By intent, the latest first: the one right before it was accepted. */
  readonly beforeAccepted: readonly BeforeAccepted[];
  /** By T: the time of the commit with which the present attempt came to its present weight. */
  readonly weightSince: ReadonlyMap<string, number>;
  /** Targets whose present attempt never had any traffic: so far nothing can be known of it. */
  readonly neverRaised: ReadonlySet<string>;
  /** The commit right before is not what Sluice would have written. */
  readonly isOnDamage: boolean;
}

export interface BeforeAccepted {
  readonly intent: string;
  readonly before: Version;
}

export interface Tools {
  /** True where `ancestor` is reachable from `descendant`; `unknown` where a shallow clone can't tell. */
  readonly ancestry: (ancestor: string, descendant: string) => Promise<'yes' | 'no' | 'unknown'>;
  readonly replay: (rollout: Rollout, record: Json) => Replayed;
}

/** Clocks of several writers differ by so much at most, in ms. */
export const skewMs = 5_000;
/** From a decision to the commit that carries it, at most: rules and trees take their time. */
export const writingMs = 120_000;
/** A commit's time is cut to whole seconds. */
export const cutMs = 1_000;
