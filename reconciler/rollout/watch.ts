/** What sources are to tell of. It changes with each served commit. */

import type { SourceConfig } from '../../policies/config.ts';
import type { CountedSli, Sli, Slo } from '../../policies/evidence.ts';
import type { Rollout } from '../../policies/mesh.ts';
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

/** All that is to be told of a walk: what it is judged by, and what its share of an error budget is spent by. */
export function slisOf({ evidence, budget }: Rollout, slos: readonly Slo[]): readonly WatchedSli[] {
  const slis = evidence.map(({ key, sli }) => ({ key, sli }));
  const slo = budget === null ? undefined : slos.find(({ namespace, name }) => `${namespace}/${name}` === budget.slo);
  if (budget === null || slo === undefined || slis.some(({ key }) => key === sloKey(budget.slo))) return slis;
  return [...slis, { key: sloKey(budget.slo), sli: slo.sli }];
}

/** The key of evidence by this SLO, `namespace/name`. */
export function sloKey(slo: string): string {
  return `slo:${slo}`;
}

export const nothingWatched: Watch = { clusters: new Map(), walks: new Map(), budgets: new Map(), sources: {} };
