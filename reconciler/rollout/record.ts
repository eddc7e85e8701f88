/**
 * What a live commit keeps of the evidence that its step rests on: enough to decide it again from the commit alone.
 *
 * All times are whole ms since the record's own origin; clocks differ, differences don't. Every number in `text` is in
 * base 36, an empty field is 0.
 */

import type { Json, Rollout } from '../../policies/mesh.ts';
import type { EvidenceState } from './evidence.ts';
import type { Verdict } from './verdict.ts';

/** As JSON in a `Sluice-Evidence` trailer. Fields above `tape` are for people, and follow from it. */
export interface EvidenceRecord {
  readonly version: 1;
  /** Bad answers and all answers of both sides in this step, of the item that decided: `12/61`. */
  readonly canary: string;
  readonly stable: string;
  /** The verdict's kind and name. */
  readonly kind: Verdict['kind'];
  readonly verdict: string;
  /** Parts per million: the sum of the raised shares that was judged. */
  readonly weight: number;
  /** For how long all counted proxies had run it. */
  readonly heldMs: number;
  readonly items: readonly RecordedItem[];
  /** Proxies that had no say. */
  readonly odd: readonly string[];
  /** False where the oldest blocks were left out, and `tape` goes on from what the tests had then: it takes that on trust. */
  readonly complete: boolean;
  readonly tape: Json;
}

/** One thing that the walk is judged by. Tests are logarithms, to three decimals; null before the first block. */
export interface RecordedItem {
  readonly key: string;
  readonly kind: Verdict['kind'];
  readonly verdict: string;
  readonly canary: string;
  readonly stable: string;
  readonly e1: number | null;
  readonly e2: number | null;
  readonly f: number | null;
  readonly blocks: number;
  readonly value?: number;
}

export type Replayed =
  | {
      readonly kind: 'replayed';
      /** Decided again from the tape. */
      readonly verdict: Verdict;
      readonly weight: number;
      readonly heldMs: number;
      /** See `EvidenceRecord`. */
      readonly complete: boolean;
    }
  /** What doesn't hold: it isn't a record of this rollout, or its words don't follow from its tape. */
  | { readonly kind: 'fault'; readonly reason: string };

/** What to keep now; null while nothing was ever told. Bounded: a few KB for a fleet of any size and a walk of any age. */
export declare function recordOf(state: EvidenceState): EvidenceRecord | null;

/** Decides again, by the very same functions. `record` is what a commit says: anything at all. */
export declare function replay(rollout: Rollout, record: Json): Replayed;
