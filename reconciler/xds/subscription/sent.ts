import { clusterType, endpointType, listenerType, routeType } from '../snapshot.ts';
import type { Draft } from './response.ts';
import type { RulesOff } from './rules.ts';
import type { Owed, StreamState, TypeState } from './state.ts';
import { forget, isSubscribed, withType } from './state.ts';

export interface SentAt {
  readonly nonce: string;
  /** Wall time in ms. */
  readonly now: number;
  /** Monotonic ms. */
  readonly monotonic: number;
}

/** The stream after a response went out: it is owed an answer. */
export function markSent(stream: StreamState, draft: Draft, at: SentAt, off: RulesOff): StreamState {
  const type = stream.types.get(draft.typeUrl);
  if (!type) return stream;
  const owed: Owed = {
    nonce: at.nonce,
    commit: draft.commit,
    sentAt: at.now,
    sentAtMonotonic: at.monotonic,
    offered: draft.resources,
    changed: draft.changed,
    after: draft.after,
  };
  const absent = draft.removed.filter((name) => type.names.has(name));
  const next: TypeState = {
    ...type,
    names: off.has('remember-absent') ? minus(type.names, absent) : type.names,
    sent: draft.after,
    owed: [...type.owed, owed],
    due: draft.answers.length === 0 ? type.due : minus(type.due, draft.answers),
    answerDue: false,
    nonce: at.nonce,
  };
  const after = withType({ ...stream, sentCommit: draft.commit }, draft.typeUrl, next);
  return off.has('warming') ? after : rewarm(after, type, draft);
}

/**
 * A cluster that changed warms until its endpoints come again, changed or not; the client sees no need to ask, since it
 * is subscribed to them already (xDS: "Resource warming"). In the state of the world the same holds for the table of a
 * new listener: the client may have let go of it and asked for it again between two of our nonces, and we never saw it.
 */
function rewarm(stream: StreamState, before: TypeState, draft: Draft): StreamState {
  const isListener = draft.typeUrl === listenerType && stream.variant === 'sotw';
  if (draft.typeUrl !== clusterType && !isListener) return stream;
  const neededType = isListener ? routeType : endpointType;
  const needed = stream.types.get(neededType);
  if (!needed) return stream;
  const again = new Set(
    draft.resources
      .filter((known) => before.sent.get(known.name)?.digest !== known.digest)
      .flatMap((known) => known.refersTo ?? [])
      .filter((name) => needed.sent.has(name) && isSubscribed(needed, name)),
  );
  if (again.size === 0) return stream;
  return withType(
    stream,
    neededType,
    forget(needed, (name) => again.has(name)),
  );
}

function minus(set: ReadonlySet<string>, names: readonly string[]): ReadonlySet<string> {
  const left = new Set(set);
  for (const name of names) left.delete(name);
  return left;
}
