/** What walks are judged by: the model of evidence, whatever it was written in. */

import type { Source } from './mesh.ts';

/**
 * One thing that a walk is judged by. `key` names it in samples, trailers and metrics, and is unique in its rollout:
 * `errors`, `latency<300ms`, `slo:shop/checkout`, `prometheus:prom#3f2a…`.
 */
export type Evidence = RatioEvidence | ValueEvidence | BurnEvidence;

interface Judged {
  readonly key: string;
  readonly sli: Sli;
  /** The least length of a block of requests that is judged together. */
  readonly blockMs: number;
  /** How long after a raise nothing counts. */
  readonly warmupMs: number;
}

/** Good and bad requests of canary and stable. */
export interface RatioEvidence extends Judged {
  readonly kind: 'ratio';
  /** Shares in [0, 1]; `versusStable` is a factor, at least 1. */
  readonly max: number;
  readonly tolerate: number;
  readonly versusStable: number;
}

/** One number of the canary's that is to stay in a range; either end may be open, not both. */
export interface ValueEvidence extends Judged {
  readonly kind: 'value';
  readonly sli: QueriedSli;
  readonly min: number | null;
  readonly max: number | null;
}

/** How fast the canary's own slice burns an SLO's error budget. It can only reject: it never calls a canary fine. */
export interface BurnEvidence extends Judged {
  readonly kind: 'burn';
  /** `namespace/name` */
  readonly slo: string;
  /** In (0, 1): 0.999. */
  readonly objective: number;
  /** A breach is a rate above `rate` times the budget's in both windows; longest first. */
  readonly windows: readonly BurnWindow[];
}

export interface BurnWindow {
  readonly longMs: number;
  readonly shortMs: number;
  readonly rate: number;
}

/** What is counted or asked. */
export type Sli = CountedSli | QueriedSli;

/** Told by the proxies themselves. */
export type CountedSli =
  /** `grpc`: by gRPC status instead of the HTTP one. Bodies that were cut short count as errors in both. */
  | { readonly kind: 'errors'; readonly protocol: 'http' | 'grpc' }
  /** Slower than this, or not answered at all. */
  | { readonly kind: 'latency'; readonly thresholdMs: number };

/** Asked of a source that `sluice.yaml` names. `$clusters`, `$namespace`, `$name`, `$side` in a query are filled in. */
export type QueriedSli =
  | {
      readonly kind: 'prometheus';
      readonly source: string;
      readonly query: Asked;
      readonly everyMs: number;
    }
  /** A GET of the source's address and `path`; `query` holds JSON pointers into the answer. */
  | {
      readonly kind: 'web';
      readonly source: string;
      readonly path: string;
      readonly query: Asked;
      readonly everyMs: number;
    };

/** Cumulative counts of good and all requests, or one value. */
export type Asked =
  | { readonly kind: 'counts'; readonly good: string; readonly total: string }
  | { readonly kind: 'value'; readonly value: string };

/** A service level objective: what share of requests is to be good over a window. */
export interface Slo {
  readonly namespace: string;
  readonly name: string;
  /** The service's full host. */
  readonly service: string;
  /** In (0, 1): 0.999. */
  readonly objective: number;
  readonly windowMs: number;
  readonly sli: CountedSli;
  readonly windows: readonly BurnWindow[];
  readonly source: Source;
}

/**
 * The thresholds that latency can be counted by, rising. The proxies' histograms have a bound at each T − 1, which counts
 * exactly the answers faster than T; the bounds stand in the bootstrap, so one that is not here is not told.
 */
export const latencyThresholdsMs: readonly number[] = [
  5, 10, 25, 50, 100, 150, 200, 250, 300, 400, 500, 750, 1000, 1500, 2000, 3000, 5000, 10_000,
];
