/** Whether it is stable's requests that a comparison lacks, and not the canary's. */

import type { Counts, Limits } from './bets.ts';

/** What E2 has to make up for: of the budget a first step brings half, and each of its four bets has about a quarter. */
const stakedLog = Math.log(8);
/** Had it been as bad as allowed, stable would have failed less often than this: that is little to compare with. */
const fewFailures = 20;

/**
 * Whether the canary is bad by E1 or by its own counts, and stable had so few requests that E2 can't stand, however
 * many the canary had. Counts are of this step; `e1` and `e2` are logarithms.
 */
export function lacksStable(
  { canaryTotal, canaryBad, stableTotal, stableBad }: Counts,
  { max, versusStable, badAt }: Limits,
  { e1, e2 }: { readonly e1: number; readonly e2: number },
): boolean {
  if (canaryBad === 0 || e2 >= badAt) return false;
  const bound = Math.max(max, stableTotal === 0 ? 0 : (versusStable * stableBad) / stableTotal);
  if (Math.max(e1, surprise(canaryBad, bound * canaryTotal)) < badAt) return false;
  const allowed = (stableTotal * canaryBad) / canaryTotal / versusStable;
  return stableBad <= allowed && allowed < fewFailures && surprise(stableBad, allowed) < badAt + stakedLog;
}

/** How far a Poisson count is from what was expected: ln of its likelihood ratio, the most that a bet could have won. */
function surprise(count: number, expected: number): number {
  return expected - count + (count === 0 ? 0 : count * Math.log(count / expected));
}
