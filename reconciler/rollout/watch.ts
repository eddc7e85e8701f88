/** What sources are to tell of. It changes with each served commit. */

import type { SourceConfig } from '../../policies/config.ts';
import type { Sli } from '../../policies/evidence.ts';
import type { Side } from './sample.ts';

export interface Watch {
  /** By cluster name: whose answers its counts are; a cluster that isn't named belongs to no walk. */
  readonly clusters: ReadonlyMap<string, Attributed>;
  /** By T: what the walk is judged by. */
  readonly walks: ReadonlyMap<string, WatchedWalk>;
  /** By name: where queries may be asked, as the accepted commit has it. */
  readonly sources: Readonly<Record<string, SourceConfig>>;
}

export interface Attributed {
  /** T. */
  readonly target: string;
  /** D as text. */
  readonly destinationKey: string;
  readonly side: Side;
}

export interface WatchedWalk {
  /** For queries: the object that the rule stands in. */
  readonly namespace: string;
  readonly name: string;
  /** Each key once. */
  readonly slis: readonly WatchedSli[];
}

export interface WatchedSli {
  /** The `key` of the evidence. */
  readonly key: string;
  readonly sli: Sli;
}

export const nothingWatched: Watch = { clusters: new Map(), walks: new Map(), sources: {} };
