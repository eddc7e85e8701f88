/** One figure of a benchmark. Ratios of one run hold on any machine; times are for reading. */
export interface Row {
  readonly what: string;
  readonly value: number;
  /** `ms`, `×`, …; empty for a count. */
  readonly unit: string;
  /** The promise: more than this fails the run. */
  readonly atMost?: number;
}

/** The middle of a list that isn't empty. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value that so great a part of a list stays below; of a list that isn't empty. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.floor(sorted.length * part)];
  if (value === undefined) throw new Error('no values have no quantile');
  return value;
}
