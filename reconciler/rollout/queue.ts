/** Which walks may begin: those that others wait for go first, and only so many have traffic raised at once. */

import { compareText } from '../../policies/finding.ts';

/** One unsettled target with its rollout. */
export interface Queued {
  readonly target: string;
  /** `namespace/name` of its rollout. */
  readonly rollout: string;
  /** `namespace/name` of the rollouts whose walks go first. */
  readonly dependsOn: readonly string[];
  readonly phase: 'Progressing' | 'Held' | 'Rejected';
  /** Parts per million of the way. */
  readonly s: number;
  /** Wall time at which this attempt began. */
  readonly sinceMs: number;
}

/**
 * T → why its first raise waits; targets that may begin, or have begun, are not in it. A walk that is Rejected or Held
 * is not done: those that depend on it wait. Places are taken by the earliest attempt; one that is Held takes none
 * before it has begun.
 */
export function waitingOf(
  walks: readonly Queued[],
  limit: number | null,
): ReadonlyMap<string, 'depends-on' | 'walk-limit'> {
  const unsettled = new Set(walks.map(({ rollout }) => rollout));
  const waiting = new Map<string, 'depends-on' | 'walk-limit'>();
  const begun = walks.filter(({ s }) => s > 0).length;
  let places = limit === null ? Infinity : limit - begun;
  const order = walks.toSorted((a, b) => a.sinceMs - b.sinceMs || compareText(a.target, b.target));
  for (const { target, rollout, dependsOn, phase, s } of order) {
    if (s > 0 || phase === 'Rejected') continue;
    if (dependsOn.some((name) => name !== rollout && unsettled.has(name))) waiting.set(target, 'depends-on');
    else if (phase === 'Held' ? places <= 0 : places-- <= 0) waiting.set(target, 'walk-limit');
  }
  return waiting;
}
