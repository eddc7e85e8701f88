/** How far a client has come with a snapshot. */

import type { Snapshot, TypeUrl } from '../snapshot.ts';
import type { Differ } from './difference.ts';
import type { Refusal, StreamState } from './state.ts';

/** An unanswered response makes a proxy stale after this long. */
export const staleAfterMs = 15_000;

/** Notes the commit that a client was sent, and the one that it has taken in full; a change that is none to it counts. */
export function withProgress(stream: StreamState, snapshot: Snapshot, differ: Differ): StreamState {
  if (stream.commit === snapshot.commit && stream.sentCommit === snapshot.commit) return stream;
  const isSent = stream.types.size > 0 && stream.waitingSince === null;
  const commit = isComplete(stream, snapshot, differ) ? snapshot.commit : stream.commit;
  const sentCommit = isSent ? snapshot.commit : stream.sentCommit;
  return commit === stream.commit && sentCommit === stream.sentCommit ? stream : { ...stream, commit, sentCommit };
}

/** True when it asked for each type that there is something of, and took all of it. */
function isComplete(stream: StreamState, snapshot: Snapshot, differ: Differ): boolean {
  for (const [typeUrl, target] of snapshot.resources) {
    const type = stream.types.get(typeUrl);
    if (!type) {
      if (target.size > 0) return false;
      continue;
    }
    if (type.owed.length > 0 || type.due.size > 0 || type.answerDue) return false;
    if (differ(type, target).changed.length > 0) return false;
  }
  return firstRefusal(stream, snapshot) === null;
}

/** What the client turned down and is still to have; null when there is nothing. */
export function firstRefusal(
  stream: StreamState,
  snapshot: Snapshot,
): { readonly typeUrl: TypeUrl; readonly resource: string; readonly refusal: Refusal } | null {
  for (const [typeUrl, type] of stream.types) {
    for (const [resource, refusal] of type.refused) {
      if (snapshot.resources.get(typeUrl)?.get(resource)?.digest === refusal.digest)
        return { typeUrl, resource, refusal };
    }
  }
  return null;
}

/** The oldest response that was not answered. */
export function oldestOwed(stream: StreamState): { readonly sentAt: number; readonly sentAtMonotonic: number } | null {
  let oldest: { readonly sentAt: number; readonly sentAtMonotonic: number } | null = null;
  for (const type of stream.types.values()) {
    const [first] = type.owed;
    if (first && (oldest === null || first.sentAtMonotonic < oldest.sentAtMonotonic)) oldest = first;
  }
  return oldest;
}

export type Standing = 'current' | 'behind' | 'broken' | 'stale';

/** `openedAt` and `now` are monotonic ms. */
export function standingOf(stream: StreamState, snapshot: Snapshot | null, openedAt: number, now: number): Standing {
  if (!snapshot) return 'behind';
  if (firstRefusal(stream, snapshot)) return 'broken';
  const owed = oldestOwed(stream);
  if (owed && now - owed.sentAtMonotonic >= staleAfterMs) return 'stale';
  if (stream.commit === snapshot.commit) return 'current';
  // A client that never asks for all that there is must not hold up a fleet.
  return stream.commit === null && !owed && now - openedAt >= staleAfterMs ? 'stale' : 'behind';
}
