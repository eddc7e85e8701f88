/** What one look at a source gives, whatever it speaks. */

import type { SourceConfig } from '../../policies/config.ts';
import type { QueriedSli } from '../../policies/evidence.ts';
import type { Side } from '../rollout/sample.ts';
import type { Reach, TroubleFound } from './ask.ts';
import type { Sides } from './query-variables.ts';

export interface Tally {
  readonly good: number;
  readonly total: number;
}

export type Look = CountsLook | ValueLook | LookTrouble;

export interface LookTrouble extends TroubleFound {
  /** The canary has no series yet, where the stable side has: what it counts from now on, it counts from nothing. */
  readonly before?: CountsLook;
}

/** Cumulative counts of both sides at one moment. */
export interface CountsLook extends Dated {
  readonly kind: 'counts';
  /** What was asked: counts of another question can't be compared. */
  readonly asked: string;
  readonly sides: Readonly<Record<Side, Tally>>;
  /** How many of what is scraped speak for either side; null where that isn't known. */
  readonly instances: number | null;
}

export interface ValueLook extends Dated {
  readonly kind: 'value';
  readonly value: number;
}

interface Dated {
  /** Of the source's clock. */
  readonly atMs: number;
  /** When each thing that was looked at was made, by the source's clock; null where it isn't there. Empty: not known. */
  readonly marksMs: readonly (number | null)[];
  /** How long ago the newest of it was scraped; null where there are no scrapes. */
  readonly ageMs: number | null;
}

/** One SLI of one walk, to be asked now. */
export interface Question<S extends QueriedSli = QueriedSli> {
  readonly sli: S;
  readonly config: SourceConfig;
  readonly sides: Sides;
  /** Wall time in ms. */
  readonly now: () => number;
}

export type Protocol<S extends QueriedSli> = (
  question: Question<S>,
  reach: Reach,
  signal: AbortSignal,
) => Promise<Look>;

/** The source's clock may be so far from ours. */
const skewMs = 30_000;

/** The difference of clocks as a reason; null while it can be lived with. Asked after `fromMs`, answered before `toMs`. */
export function skewOf(atMs: number, fromMs: number, toMs: number): string | null {
  const offMs = atMs < fromMs ? atMs - fromMs : Math.max(0, atMs - toMs);
  if (Math.abs(offMs) <= skewMs) return null;
  return `its clock is ${Math.round(Math.abs(offMs) / 1_000)} s ${offMs < 0 ? 'behind' : 'ahead'}`;
}
