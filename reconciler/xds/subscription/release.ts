import type { TypeUrl } from '../snapshot.ts';
import { clusterType, endpointType, listenerType, routeType } from '../snapshot.ts';
import type { Known, StreamState } from './state.ts';

/** Who refers to resources of a type. */
const userType: ReadonlyMap<TypeUrl, TypeUrl> = new Map([
  [endpointType, clusterType],
  [clusterType, routeType],
  [routeType, listenerType],
]);

interface Waits {
  readonly lingerMs: number;
  readonly gateMs: number;
}

export interface Release {
  readonly stream: StreamState;
  /** Names that may be taken away now. */
  readonly names: readonly string[];
  /** Monotonic ms at which to look again; null: nothing to wait for but answers. */
  readonly dueAt: number | null;
}

/**
 * Which of the gone resources may be removed: nothing that the client may have in use refers to them. A cluster also
 * waits out the linger, for the requests and the counts that are on their way.
 */
export function release(
  stream: StreamState,
  typeUrl: TypeUrl,
  gone: readonly string[],
  now: number,
  waits: Waits,
): Release {
  const users = userType.get(typeUrl);
  if (users === undefined) {
    // A listener goes last: when every route table was answered.
    const isQuiet = typeUrl !== listenerType || (stream.types.get(routeType)?.owed.length ?? 0) === 0;
    return { stream, names: isQuiet ? gone : [], dueAt: null };
  }
  const isUsed = usage(stream, users);
  const unused = gone.filter((name) => !isUsed(name));
  if (typeUrl !== clusterType) return { stream, names: unused, dueAt: null };
  const since = new Map(unused.map((name) => [name, stream.unusedSince.get(name) ?? now]));
  const waitMs = mayHaveRoutes(stream) ? waits.gateMs : waits.lingerMs;
  const endOf = (name: string): number => (since.get(name) ?? now) + waitMs;
  const due = unused.filter((name) => now >= endOf(name));
  const waiting = unused.filter((name) => now < endOf(name)).map(endOf);
  const changed = since.size > 0 || stream.unusedSince.size > 0;
  return {
    stream: changed ? { ...stream, unusedSince: since } : stream,
    names: due,
    dueAt: waiting.length === 0 ? null : Math.min(...waiting),
  };
}

/** True while a client that came back has yet to ask for the routes that it has: its requests come one by one. */
function mayHaveRoutes(stream: StreamState): boolean {
  if (!stream.isReturning || stream.types.has(routeType)) return false;
  const listeners = stream.types.get(listenerType);
  return !listeners || listeners.acked.size > 0 || listeners.owed.length > 0;
}

/** What the client may have in use: what it took, and what is on its way to it. */
function usage(stream: StreamState, typeUrl: TypeUrl): (name: string) => boolean {
  const users = stream.types.get(typeUrl);
  if (!users) return () => false;
  const names = new Set<string>();
  const hands: Known[] = [...users.acked.values(), ...users.owed.flatMap((owed) => owed.changed)];
  for (const known of hands) {
    if (known.refersTo === null) return () => true;
    for (const name of known.refersTo) names.add(name);
  }
  return (name) => names.has(name);
}
