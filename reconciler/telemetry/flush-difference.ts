/** What one flush of a process adds to the one before. */

import { emptyCounts, slotOf, statusClasses } from './series.ts';
import type { Counts } from './series.ts';

export interface Difference {
  /** By slot, never negative: what began anew counts whole. */
  readonly added: Counts;
  /** What began anew since the last flush, so that some of it may be missing. */
  readonly reset: { readonly answers: boolean; readonly times: boolean; readonly statuses: boolean };
}

/** Null where neither flush has counted anything. A series that is missing from a flush has begun anew. */
export function difference(last: Counts | undefined, next: Counts | undefined): Difference | null {
  if (last === undefined && next === undefined) return null;
  const added = emptyCounts();
  let [answers, times, statuses] = [false, false, false];
  for (let slot = 0; slot < added.length; slot++) {
    const before = last?.[slot] ?? 0;
    const now = next?.[slot] ?? 0;
    added[slot] = now < before ? now : now - before;
    if (now >= before) continue;
    if (slot < statusClasses) answers = true;
    else if (slot >= slotOf.ended) times = true;
    else statuses = true;
  }
  return { added, reset: { answers, times, statuses } };
}
