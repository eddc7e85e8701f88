/** What sources are to tell of. It changes with each served commit. */

import type { SourceConfig } from '../../policies/config.ts';
import type { CountedSli, Sli, Slo } from '../../policies/evidence.ts';
import type { Side } from './sample.ts';

export interface Watch {
  /** By cluster name: whose answers its counts are; a cluster that isn't named belongs to no walk. */
  readonly clusters: ReadonlyMap<string, Attributed>;
  /** By T: what the walk is judged by. */
  readonly walks: ReadonlyMap<string, WatchedWalk>;
  /** By `budgetOf`: the services whose error budgets are kept, walk or no walk. */
  readonly budgets: ReadonlyMap<string, WatchedBudget>;
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

/** All clusters of one service, counted together; samples of it have the budget's name as target and are `stable`. */
export interface WatchedBudget {
  readonly sli: CountedSli;
  readonly clusters: readonly string[];
}

/** What samples for the budget of an SLO have as target: no T looks like it. */
export function budgetOf({ namespace, name }: Pick<Slo, 'namespace' | 'name'>): string {
  return `slo ${namespace}/${name}`;
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

export const nothingWatched: Watch = { clusters: new Map(), walks: new Map(), budgets: new Map(), sources: {} };
