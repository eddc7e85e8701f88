/** What the client saw, as its process tells it: counts by version since the start, and two moments of each. */

export interface Seen {
  readonly requests: number;
  /** Connections that broke, and answers that no version gave. */
  readonly dropped: number;
  readonly versions: Readonly<Record<string, SeenVersion>>;
}

export interface SeenVersion {
  readonly good: number;
  readonly failed: number;
  /** ms since the epoch, by the client's clock; null before the first. */
  readonly firstFailedAt: number | null;
  readonly lastAt: number;
}

export const nothingSeen: Seen = { requests: 0, dropped: 0, versions: {} };

export interface Outcome {
  readonly backend: string | null;
  readonly status: number;
  readonly endedAt: number;
}

/** Adds one answer. */
export function see(seen: Seen, { backend, status, endedAt }: Outcome): Seen {
  const requests = seen.requests + 1;
  if (backend === null) return { ...seen, requests, dropped: seen.dropped + 1 };
  const known = seen.versions[backend] ?? { good: 0, failed: 0, firstFailedAt: null, lastAt: 0 };
  const failed = status >= 500;
  const version = {
    good: known.good + (failed ? 0 : 1),
    failed: known.failed + (failed ? 1 : 0),
    firstFailedAt: known.firstFailedAt ?? (failed ? endedAt : null),
    lastAt: Math.max(known.lastAt, endedAt),
  };
  return { requests, dropped: seen.dropped, versions: { ...seen.versions, [backend]: version } };
}

/** Answers with an error, of all versions. */
export function failedOf(seen: Seen): number {
  return Object.values(seen.versions).reduce((sum, version) => sum + version.failed, 0);
}
