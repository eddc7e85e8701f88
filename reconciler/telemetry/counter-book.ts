/** The last values of one Envoy process, and what a new flush adds to them. */

import type { Counter } from './flush.ts';

/** By cluster. It is written in place: at four flushes a second and thousands of clusters copies would cost. */
export type CounterBook = Map<string, ClusterCounters>;

interface ClusterCounters {
  /** By status class; index 0 is unused. */
  readonly last: number[];
  readonly seenInFlush: number[];
}

/** What one flush added for one cluster. */
export interface Added {
  readonly good: number;
  readonly total: number;
  /** The counters began anew since the last flush, so some answers may be missing. */
  readonly reset: boolean;
}

/**
 * Enters flush number `flush` (rising, from 1) and returns what it added by cluster; null when the book would hold
 * more than `maxClusters`. A series that is missing from a flush has begun anew.
 */
export function enterFlush(
  book: CounterBook,
  counters: readonly Counter[],
  flush: number,
  maxClusters: number,
): Map<string, Added> | null {
  const added = new Map<string, Added>();
  for (const counter of counters) {
    let known = book.get(counter.cluster);
    if (known === undefined) {
      if (book.size >= maxClusters) return null;
      known = { last: [0, 0, 0, 0, 0, 0], seenInFlush: [0, 0, 0, 0, 0, 0] };
      book.set(counter.cluster, known);
    }
    enterCounter(added, known, counter, flush);
  }
  forgetMissing(added, book, flush);
  return added;
}

function enterCounter(added: Map<string, Added>, known: ClusterCounters, counter: Counter, flush: number): void {
  const { cluster, statusClass, value } = counter;
  const last = known.last[statusClass] ?? 0;
  known.last[statusClass] = value;
  known.seenInFlush[statusClass] = flush;
  const reset = value < last;
  const more = reset ? value : value - last;
  if (more === 0 && !reset) return;
  const sum = added.get(cluster) ?? { good: 0, total: 0, reset: false };
  added.set(cluster, {
    good: sum.good + (statusClass < 5 ? more : 0),
    total: sum.total + more,
    reset: sum.reset || reset,
  });
}

function forgetMissing(added: Map<string, Added>, book: CounterBook, flush: number): void {
  for (const [cluster, known] of book) {
    let alive = false;
    for (let statusClass = 1; statusClass <= 5; statusClass++) {
      if (known.seenInFlush[statusClass] === flush) {
        alive = true;
      } else if ((known.last[statusClass] ?? 0) > 0) {
        known.last[statusClass] = 0;
        added.set(cluster, { ...(added.get(cluster) ?? { good: 0, total: 0 }), reset: true });
      }
    }
    if (!alive) book.delete(cluster);
  }
}
