/** What is known of one live commit: plain data that `why` prints, and `--json` shows as it is. */

import type { ChangedLine } from './changed-lines.ts';
import type { SaidEvidence } from './said-evidence.ts';
import type { Advice } from './remedies.ts';

export interface Why {
  /** The live commit. */
  readonly commit: string;
  /** ms since the epoch. */
  readonly at: number;
  readonly subject: string;
  /** What people merged, and this commit serves; null where the clone doesn't hold it. */
  readonly intent: Merged | null;
  /** Who asked for it and why, where a person did. */
  readonly by: string | null;
  readonly note: string | null;
  /** One for each target that it moved. */
  readonly walks: readonly WhyWalk[];
  /** What it changed in the live tree, without the state file; the first lines. */
  readonly lines: readonly ChangedLine[];
  /** How many more there are. */
  readonly linesLeft: number;
}

/** A commit that people merged. */
export interface Merged {
  readonly commit: string;
  readonly author: string;
  readonly at: number;
  readonly subject: string;
}

export interface WhyWalk {
  /** As people write it: `shop/checkout#primary`. */
  readonly target: string;
  /** Parts per million of the raised destinations. */
  readonly fromPpm: number;
  readonly toPpm: number;
  /** A phase, or how it ended: `Promoted`, `Reverted`, `Settled`, `Gone`. */
  readonly phase: string;
  readonly reason: string;
  /** What its rule was called until this commit; null: the same. */
  readonly movedFrom: string | null;
  /** Which try of it; null where the state doesn't say. */
  readonly attempt: number | null;
  /** The merge that asked for it, where that is an earlier one than the commit serves. */
  readonly asked: Merged | null;
  readonly evidence: SaidEvidence | null;
  /** What the Rollout asks of each SLI in words, by its key; empty where none covers the target. Not yet printable. */
  readonly asks: Readonly<Record<string, string>>;
  /** How long it had stood at `fromPpm`, in ms; null where the history doesn't say. */
  readonly heldMs: number | null;
  /** What this try did before, oldest first; this commit is the last. */
  readonly path: readonly PathStep[];
  readonly destinations: readonly DestinationShares[];
  /** What a person can do next; empty where nothing is wrong. */
  readonly advice: readonly Advice[];
}

export interface PathStep {
  readonly commit: string;
  readonly at: number;
  readonly toPpm: number;
  readonly phase: string;
  readonly reason: string;
}

/** Parts per million before and after. */
export interface DestinationShares {
  /** D as text. */
  readonly destination: string;
  readonly before: number;
  readonly after: number;
}
