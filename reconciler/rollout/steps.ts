/** The ladder that a walk climbs. Weights are parts per million: the sum of the raised shares. */

import type { Rollout, Step } from '../../policies/mesh.ts';

/** All of the traffic. */
export const wholeWeight = 1_000_000;
/** Raised shares are rounded down, so a step counts as reached so little below its weight. */
const roundingWeight = 20;

/** Whether `u` is at `weight`, but for rounding. */
export function reaches(u: number, weight: number): boolean {
  return u + roundingWeight >= weight;
}

/**
 * The weight to raise to from `u`; null at the end. `final` is u at s = 1: a step above it is s = 1, and s = 1 is the
 * last step where none reaches it.
 */
export function nextWeight(rollout: Rollout, u: number, final: number = wholeWeight): number | null {
  if (reaches(u, final)) return null;
  const above = rollout.steps.filter((step) => !reaches(u, step.weight)).map((step) => step.weight);
  return Math.min(final, ...above);
}

/** The least time at the weight `u`, in ms: that of the step it stands on; 0 below the first and where s = 1 was added. */
export function holdOf(rollout: Rollout, u: number, final: number = wholeWeight): number {
  const steps = ascending(rollout.steps);
  const step = reaches(u, final)
    ? steps.find((each) => reaches(each.weight, final))
    : steps.findLast((each) => reaches(u, each.weight));
  return step?.holdMs ?? 0;
}

/** The steps with a stable side to compare with; ascending. */
export function judgedSteps(rollout: Rollout): Step[] {
  return ascending(rollout.steps).filter((step) => step.weight < wholeWeight);
}

/** The largest weight at which the canary is judged; null when it goes to all traffic in one step. */
export function lastJudged(rollout: Rollout): number | null {
  return judgedSteps(rollout).at(-1)?.weight ?? null;
}

function ascending(steps: readonly Step[]): Step[] {
  return steps.toSorted((a, b) => a.weight - b.weight);
}
