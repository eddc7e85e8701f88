/** What every source of telemetry says, and all it says: counts. */

/** Answers that one proxy gave for one side of a walk in a span of time. */
export interface Sample {
  /** Name of the source: `otlp`. */
  readonly source: string;
  /** Name of the proxy; two proxies of one id are told apart. */
  readonly proxy: string;
  /** T. */
  readonly target: string;
  /** The `key` of the evidence that it counts for. */
  readonly sli: string;
  readonly side: Side;
  /** Of the proxy's clock for a flush; only differences and order count. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly good: number;
  readonly total: number;
}

export type Side = 'canary' | 'stable';

/** One number that was asked for, at one moment. */
export interface ValueSample {
  readonly source: string;
  readonly proxy: string;
  readonly target: string;
  readonly sli: string;
  /** Of the source's clock. */
  readonly atMs: number;
  readonly value: number;
}

/**
 * A source's answer: counts, a value, honest ignorance, or trouble. Never confused with each other. `name` is what a
 * hold is called by; with `about` it speaks of one SLI of one walk, without of the whole source.
 */
export type Reading =
  | { readonly kind: 'samples'; readonly samples: readonly Sample[] }
  | { readonly kind: 'values'; readonly values: readonly ValueSample[] }
  | { readonly kind: 'no-data' | 'error'; readonly proxy: string; readonly reason: string; readonly about?: About };

/** What trouble is about, and its name. */
export interface About {
  readonly target: string;
  readonly sli: string;
  readonly name: Trouble;
}

/** Why a source that is asked has nothing usable to say. */
export type Trouble =
  | 'source-empty'
  | 'source-nan'
  | 'source-many-series'
  | 'source-error'
  | 'source-slow'
  | 'source-clock'
  | 'source-unknown'
  | 'counts-reset';
