/** What every source of telemetry says, and all it says: counts. */

/** Answers that one proxy gave for one side of a walk in a span of time. */
export interface Sample {
  /** Name of the source: `otlp`. */
  readonly source: string;
  /** Name of the proxy; two proxies of one id are told apart. */
  readonly proxy: string;
  /** T. */
  readonly target: string;
  readonly side: Side;
  /** Of the proxy's clock for a flush; only differences and order count. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly good: number;
  readonly total: number;
}

export type Side = 'canary' | 'stable';

/** A source's answer: counts, honest ignorance, or trouble. Never confused with each other. */
export type Reading =
  | { readonly kind: 'samples'; readonly samples: readonly Sample[] }
  | { readonly kind: 'no-data'; readonly proxy: string; readonly reason: string }
  | { readonly kind: 'error'; readonly proxy: string; readonly reason: string };
