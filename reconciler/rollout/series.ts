/** Counts over the last so long, in about thirty buckets: old ones go, so it never grows. */

export interface Series {
  readonly spanMs: number;
  /** Oldest first. */
  readonly buckets: readonly Bucket[];
}

interface Bucket {
  /** A multiple of the width, by the caller's clock. */
  readonly startMs: number;
  /** Flat: four numbers for each group. */
  readonly counts: readonly number[];
}

const bucketsInSpan = 30;

export function openSeries(spanMs: number): Series {
  return { spanMs, buckets: [] };
}

export function addToSeries(series: Series, counts: readonly number[], nowMs: number): Series {
  const { spanMs, buckets } = series;
  const widthMs = Math.max(1, Math.ceil(spanMs / bucketsInSpan));
  const startMs = Math.floor(nowMs / widthMs) * widthMs;
  const last = buckets.at(-1);
  const isSame = last !== undefined && last.startMs === startMs;
  const kept = buckets.filter((bucket) => bucket !== last && bucket.startMs + widthMs > nowMs - spanMs);
  if (last === undefined) return { spanMs, buckets: [{ startMs, counts }] };
  return isSame
    ? { spanMs, buckets: [...kept, { startMs, counts: addFlat(last.counts, counts) }] }
    : { spanMs, buckets: [...kept, last, { startMs, counts }] };
}

/** Four numbers for each group, of the last `spanMs`. */
export function sumSeries({ buckets, spanMs }: Series, nowMs: number): readonly number[] {
  return buckets.reduce<readonly number[]>(
    (sum, bucket) => (bucket.startMs > nowMs - spanMs - spanMs / bucketsInSpan ? addFlat(sum, bucket.counts) : sum),
    [],
  );
}

export function addFlat(a: readonly number[], b: readonly number[]): readonly number[] {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, i) => (a[i] ?? 0) + (b[i] ?? 0));
}
