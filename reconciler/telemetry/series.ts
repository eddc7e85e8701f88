/** Which of Envoy's series are read, and where their values stand in the counts of a cluster. */

import { latencyThresholdsMs } from '../../policies/evidence.ts';

/** What one cluster has counted since its process began; a series that was not sent counts nothing. */
export type Counts = number[];

/** Answers by status class are at 0 to 4, each that a client saw exactly once, with its final outcome. */
export const slotOf = {
  /** Streams and connections that the backend broke: attempts, with or without an answer begun. */
  reset: 5,
  disconnected: 6,
  ejected: 7,
  timeout: 8,
  retry: 9,
  /** Calls that ended with a gRPC status, and how many of them with 14, which is what routers answer with. */
  grpcGood: 10,
  grpcBad: 11,
  grpcUnavailable: 12,
  /** Answers that ended. */
  ended: 13,
  /** From here on: of those, the ones faster than each threshold. */
  faster: 14,
} as const;

export const statusClasses = 5;

const nothing: readonly number[] = Array.from({ length: slotOf.faster + latencyThresholdsMs.length }, () => 0);

export function emptyCounts(): Counts {
  return nothing.slice();
}

/** The only histogram that is read: from the end of the request to the end of the answer, retries included. */
export const timesMetric = 'cluster.upstream_rq_time';
export const answersMetric = 'cluster.upstream_rq_xx';

const counters: ReadonlyMap<string, number> = new Map([
  ['cluster.upstream_rq_rx_reset', slotOf.reset],
  ['cluster.upstream_cx_destroy_remote_with_active_rq', slotOf.disconnected],
  ['cluster.upstream_rq_pending_failure_eject', slotOf.ejected],
  ['cluster.upstream_rq_timeout', slotOf.timeout],
  ['cluster.upstream_rq_retry', slotOf.retry],
]);

/** Unknown, deadline exceeded, resource exhausted, internal, unavailable, data loss. */
const badStatuses: ReadonlySet<number> = new Set([2, 4, 8, 13, 14, 15]);
const lastStatus = 16;

/** The slots that a counter adds to; none where it isn't read. `cluster.grpc.14` goes to two. */
export function slotsOf(metric: string): readonly number[] {
  const slot = counters.get(metric);
  if (slot !== undefined) return [slot];
  const digits = /^cluster\.grpc\.(\d{1,10})$/.exec(metric)?.[1];
  if (digits === undefined) return [];
  const status = Number(digits);
  if (status === 14) return [slotOf.grpcBad, slotOf.grpcUnavailable];
  // A status that gRPC doesn't know is what clients take for Unknown.
  return [badStatuses.has(status) || status > lastStatus ? slotOf.grpcBad : slotOf.grpcGood];
}

/** Index in the thresholds' table → index of the bound that counts what is faster; -1: the proxy has no such bound. */
export type BoundIndexes = readonly number[];

/** A bound is in whole ms and swallows the values that are equal to it, so that `< T` is the bound T − 1. */
export function boundIndexesOf(bounds: readonly number[]): BoundIndexes {
  return latencyThresholdsMs.map((thresholdMs) => bounds.indexOf(thresholdMs - 1));
}
