/** What a look at cumulative counts adds to the one before. */

import type { Side } from '../rollout/sample.ts';
import type { CountsLook, Tally } from './look.ts';

/**
 * - `begun`: nothing that this could be compared with; the next one is.
 * - `nothing-new`: the source has not looked again itself. That is no word about requests.
 * - `reset`: the counts began anew, or the source's clock was set back; what came between is lost.
 * - `added`: since `fromMs`.
 */
export type LookDifference =
  | { readonly kind: 'begun' | 'nothing-new' }
  | { readonly kind: 'reset'; readonly name: 'counts-reset' | 'source-clock'; readonly reason: string }
  | { readonly kind: 'added'; readonly fromMs: number; readonly added: Readonly<Record<Side, Tally>> };

export function differenceOf(last: CountsLook | null, next: CountsLook): LookDifference {
  if (last === null || last.asked !== next.asked) return { kind: 'begun' };
  if (next.atMs < last.atMs) {
    return { kind: 'reset', name: 'source-clock', reason: `its clock went back ${last.atMs - next.atMs} ms` };
  }
  if (next.instances !== last.instances) {
    // One that comes back brings all that it ever counted, one that goes takes it along.
    const reason = `${next.instances} instances speak, where there were ${last.instances}`;
    return { kind: 'reset', name: 'counts-reset', reason };
  }
  if (next.atMs === last.atMs || !hasNews(last, next)) return { kind: 'nothing-new' };
  const added = {
    canary: minus(next.sides.canary, last.sides.canary),
    stable: minus(next.sides.stable, last.sides.stable),
  };
  for (const side of ['canary', 'stable'] as const) {
    const { good, total } = added[side];
    // More good than all: what is gone was hidden by what came.
    if (good < 0 || total < 0 || good > total) {
      const reason = `the counts of the ${side} went from ${shown(last.sides[side])} to ${shown(next.sides[side])}`;
      return { kind: 'reset', name: 'counts-reset', reason };
    }
  }
  return { kind: 'added', fromMs: last.atMs, added };
}

/**
 * News only once all is new: where one part is looked at before another, the answers of one would be held against
 * those of other requests.
 */
function hasNews(last: CountsLook, next: CountsLook): boolean {
  const marks = next.marksMs.flatMap((mark, i) => (mark === null ? [] : [{ mark, before: last.marksMs[i] ?? null }]));
  if (marks.length > 0) return marks.every(({ mark, before }) => before === null || mark > before);
  return (['canary', 'stable'] as const).some(
    (side) => next.sides[side].good !== last.sides[side].good || next.sides[side].total !== last.sides[side].total,
  );
}

function minus(a: Tally, b: Tally): Tally {
  return { good: a.good - b.good, total: a.total - b.total };
}

function shown({ good, total }: Tally): string {
  return `${good} of ${total}`;
}
