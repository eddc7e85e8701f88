/** What is simulated: the traffic, how bad both sides are, and the noise on top. Plain data, so that workers can share it. */

import type { Slo } from '../../policies/evidence.ts';
import type { Rollout } from '../../policies/mesh.ts';

export interface Scenario {
  readonly rollout: Rollout;
  /** The SLO whose budget the walk has a share of; null where it has none. */
  readonly budgetSlo: Slo | null;
  /** Requests per second of the rule, all sides together. */
  readonly rps: number;
  /** The share of bad requests; `key` is the evidence's, null stands for every one without its own. */
  readonly canary: readonly Badness[];
  readonly stable: readonly Badness[];
  readonly noise: readonly Noise[];
  /** Proxies that share the traffic evenly. */
  readonly proxies: number;
  /** The step that a release begins at, in parts per million; null: the first. */
  readonly fromWeight: number | null;
  /** The weight that it ends with; null: all of the traffic. */
  readonly finalWeight: number | null;
}

/** The part of a rollout's steps that a walk takes. */
export type Stretch = Pick<Scenario, 'fromWeight' | 'finalWeight'>;

export const allSteps: Stretch = { fromWeight: null, finalWeight: null };

export interface Badness {
  readonly key: string | null;
  readonly share: number;
}

/**
 * - `outage`: both sides, `count` times in the whole time, each at a random moment of its part of it.
 * - `pause`: the same, but each side by itself.
 * - `clump`: a failure brings others at the same moment, `mean` of them with itself.
 * - `icc`: each side's share is drawn anew each second, with this correlation inside a second.
 * - `warmup`: the canary alone, after each raise.
 * - `late`: the canary's share from `atMs` on.
 * - `restart`: the reconciler starts anew, `count` times, and forgets its evidence.
 * - `liar`: the first proxy says that all was good, or bad, on both sides; or bad on the canary's alone.
 */
export type Noise =
  | { readonly kind: 'outage' | 'pause'; readonly share: number; readonly lengthMs: number; readonly count: number }
  | { readonly kind: 'clump'; readonly mean: number }
  | { readonly kind: 'icc'; readonly correlation: number }
  | { readonly kind: 'warmup'; readonly share: number; readonly lengthMs: number }
  | { readonly kind: 'late'; readonly atMs: number; readonly share: number }
  | { readonly kind: 'restart'; readonly count: number }
  | { readonly kind: 'liar'; readonly says: Lie };

export type Lie = 'good' | 'bad' | 'bad-canary';

/** The SLO whose budget a rollout has a share of, of all that there are. */
export function budgetSloOf({ budget }: Rollout, slos: readonly Slo[]): Slo | null {
  return slos.find(({ namespace, name }) => `${namespace}/${name}` === budget?.slo) ?? null;
}

export function badShare(badness: readonly Badness[], key: string): number {
  const own = badness.find((each) => each.key === key) ?? badness.find((each) => each.key === null);
  return own?.share ?? 0;
}
