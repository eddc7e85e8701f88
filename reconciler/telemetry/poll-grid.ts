/** When to look again: on a grid, moved to where news is fresh. */

/** A scrape takes some time to be in the database. */
const settleMs = 250;
/** News that is late is looked for so often between two points of the grid. */
const maxEarly = 3;

export interface Looked {
  /** When the look was due, and now; of one monotonic clock. */
  readonly dueMs: number;
  readonly nowMs: number;
  /** Null where there are no scrapes. */
  readonly ageMs: number | null;
  readonly news: boolean;
  /** How many looks in a row were for news that is late. */
  readonly early: number;
}

/**
 * The next look, and how many in a row are early then. It comes right after the next scrape, if the source scrapes as
 * often as it is asked: half an interval sooner, in the mean, than a grid of any other phase.
 */
export function nextLook(
  everyMs: number,
  { dueMs, nowMs, ageMs, news, early }: Looked,
): { readonly dueMs: number; readonly early: number } {
  const marginMs = Math.min(settleMs, everyMs / 10);
  if (ageMs !== null && !news && ageMs >= everyMs - marginMs && early < maxEarly) {
    return { dueMs: nowMs + marginMs, early: early + 1 };
  }
  // A look that took long leaves points of the grid out.
  const gridMs = dueMs + everyMs * Math.max(1, Math.ceil((nowMs - dueMs) / everyMs));
  const leadMs = ageMs === null ? 0 : Math.max(0, Math.min(ageMs, everyMs) - marginMs);
  return { dueMs: Math.max(gridMs - leadMs, nowMs + everyMs / 4), early: 0 };
}
