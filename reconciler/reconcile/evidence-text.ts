/** What a step rests on, for its commit's trailers: counts for people and for audit; never read back. */

import type { Json } from '../../policies/mesh.ts';
import type { LiveState } from '../live/state.ts';
import type { Tally } from '../rollout/verdict.ts';
import type { Memory } from './memory.ts';
import { evidenceOf } from './observe.ts';

/** T → bad answers and all answers of both sides since the step began, and the name of the verdict. */
export function evidenceTrailers(
  memory: Memory,
  state: LiveState,
  only?: ReadonlySet<string>,
): ReadonlyMap<string, Json> {
  const trailers = new Map<string, Json>();
  for (const { target } of state.targets) {
    const { counts, reason } = evidenceOf(memory, target);
    if (counts.canary.total + counts.stable.total === 0) continue;
    if (only !== undefined && !only.has(target)) continue;
    trailers.set(target, { canary: badOf(counts.canary), stable: badOf(counts.stable), verdict: reason });
  }
  return trailers;
}

function badOf(tally: Tally): string {
  return `${tally.total - tally.good}/${tally.total}`;
}
