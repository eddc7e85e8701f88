/** Ω: the state that lives in the head of the live branch, and nowhere else. */

import type { HeaderEdits, Json } from '../../policies/mesh.ts';

/** The state file's name in the live tree; an intent that has it is denied. */
export const statePath = '.sluice/state.yaml';

/** More than four thousand walks; a file above this is not read. */
export const mostStateBytes = 4 << 20;

export interface LiveState {
  /** Sorted by target. */
  readonly targets: readonly Entry[];
  readonly refused: readonly Refused[];
  readonly settled: readonly Settled[];
  /** Somebody's word that nothing goes up until it is taken back; null: none. */
  readonly frozen: Frozen | null;
  /** What was spent of error budgets; sorted by SLO. */
  readonly budgets: readonly Budget[];
  /** What the walks under way have spent of them; sorted by target. */
  readonly spent: readonly Spent[];
}

export const emptyState: LiveState = {
  targets: [],
  refused: [],
  settled: [],
  frozen: null,
  budgets: [],
  spent: [],
};

export interface Frozen {
  readonly by: string;
  readonly reason: string;
  /** ms since the epoch. */
  readonly since: number;
}

/** Requests of one SLO's service by UTC day, oldest first, no older than its window. */
export interface Budget {
  /** `namespace/name` */
  readonly slo: string;
  readonly days: readonly BudgetDay[];
}

export interface BudgetDay {
  /** `2026-01-31` */
  readonly day: string;
  readonly good: number;
  readonly total: number;
}

/** What one attempt of a walk has spent of an SLO's error budget, over all its processes, pods and steps. */
export interface Spent extends Spending {
  readonly target: string;
  readonly attempt: Attempt;
  /** `namespace/name` */
  readonly slo: string;
}

export interface Spending {
  /** The canary's failures. */
  readonly bad: number;
  /** Requests of both sides, and the ms in which they came: what the walk's traffic is like. */
  readonly total: number;
  readonly forMs: number;
}

/** One unsettled T. */
export interface Entry {
  readonly target: string;
  /** The intent commit that set `to`, and how often it was tried (from 1). */
  readonly attempt: Attempt;
  /** Destinations and shares when T was last settled. */
  readonly home: readonly Share[];
  /** What the intent asks for. */
  readonly to: readonly Share[];
  /** Parts per million of the way from home to `to`; the file shows it as a decimal in [0, 1]. */
  readonly s: number;
  readonly phase: Phase;
  /** Why it is Held or Rejected: a name such as `errors`, `no-walk`, `aborted`; empty while Progressing. */
  readonly reason: string;
  /** When this attempt began, in ms since the epoch; the file shows ISO 8601. The deadline counts from here. */
  readonly since: number;
  /** Digest of the Rollout's spec. */
  readonly walkDigest: string;
  /** Digest of all that `to` means; see `digest.ts`. */
  readonly toDigest: string;
  /** True when somebody asked for the end without the steps between, once it is fine. */
  readonly skipSteps?: true;
}

export interface Attempt {
  readonly intent: string;
  readonly n: number;
}

export type Phase = 'Progressing' | 'Held' | 'Rejected';

export interface Share {
  /** D as text (`destinationKey`). */
  readonly key: string;
  /** Parts per million. */
  readonly share: number;
  /** The whole list item as it was written. */
  readonly destination: Json;
  /** The header edits of that item, as the mesh has them: live reads no format. */
  readonly headers?: HeaderEdits;
}

/** An intent that proxies turned down. */
export interface Refused {
  readonly intent: string;
  /** Hash of the resource bytes that were turned down. */
  readonly digest: string;
  readonly file: string;
  readonly reason: string;
}

/** A T that was promoted lately, so that its revert is fast. */
export interface Settled {
  readonly target: string;
  /** The attempt that was promoted: what is said of an earlier one is out of date. */
  readonly attempt: Attempt;
  /** Its shares before the walk. */
  readonly before: readonly Share[];
  /** ms since the epoch. */
  readonly at: number;
}
