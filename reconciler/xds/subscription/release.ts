import type { TypeUrl } from '../snapshot.ts';
import { clusterType, endpointType, listenerType, routeType } from '../snapshot.ts';
import type { Known, StreamState, TypeState, Unused } from './state.ts';

/** Who refers to resources of a type. */
const userType: ReadonlyMap<TypeUrl, TypeUrl> = new Map([
  [endpointType, clusterType],
  [clusterType, routeType],
  [routeType, listenerType],
]);

interface Waits {
  readonly lingerFor: (longestMs: number) => number;
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
 * waits out the linger, for the requests and the counts that are on their way: by the routes that led to it, not by those
 * that are served now.
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
  const begin = (name: string): Unused => {
    return { since: now, lingerMs: waits.lingerFor(longestTo(name, stream.leftTables)) };
  };
  const known = unused.map((name) => [name, stream.unused.get(name) ?? begin(name)] as const);
  const isPatient = mayHaveRoutes(stream);
  const ends = known.map(([name, { since, lingerMs }]) => ({
    name,
    at: since + (isPatient ? waits.gateMs : lingerMs),
  }));
  const waiting = ends.filter(({ at }) => now < at);
  const changed = known.length > 0 || stream.unused.size > 0;
  return {
    stream: changed ? { ...stream, unused: new Map(known) } : stream,
    names: ends.filter(({ at }) => now >= at).map(({ name }) => name),
    dueAt: waiting.length === 0 ? null : Math.min(...waiting.map(({ at }) => at)),
  };
}

/** Remembers the tables that a client had, or may have had on its way, and has no more: requests by them go on. */
export function withLeft(stream: StreamState, typeUrl: TypeUrl, before: TypeState): StreamState {
  const after = stream.types.get(typeUrl);
  if (typeUrl !== routeType || after === undefined) return stream;
  const kept = new Set(inHands(after));
  const left = inHands(before).filter((known) => !kept.has(known));
  return left.length === 0 ? stream : { ...stream, leftTables: [...stream.leftTables, ...left] };
}

/** How long a request to this cluster may take by these tables, in ms. */
function longestTo(cluster: string, tables: readonly Known[]): number {
  const longest = tables.map(({ refersTo, parts }) => {
    if (refersTo !== null && !refersTo.includes(cluster)) return 0;
    const leading = parts?.filter(({ clusters }) => clusters.includes(cluster)).map(({ longestMs }) => longestMs);
    return leading === undefined || leading.length === 0 ? Infinity : Math.max(...leading);
  });
  return Math.max(0, ...longest);
}

/** True while a client that came back has yet to ask for the routes that it has: its requests come one by one. */
function mayHaveRoutes(stream: StreamState): boolean {
  if (!stream.isReturning || stream.types.has(routeType)) return false;
  const listeners = stream.types.get(listenerType);
  return !listeners || listeners.acked.size > 0 || listeners.owed.length > 0;
}

/** What the client may have in use of a type: what it took, and what is on its way to it. */
function inHands({ acked, owed }: TypeState): readonly Known[] {
  return [...acked.values(), ...owed.flatMap((each) => each.changed)];
}

/** Whether anything of that type that the client may have in use refers to a name. */
function usage(stream: StreamState, typeUrl: TypeUrl): (name: string) => boolean {
  const users = stream.types.get(typeUrl);
  if (!users) return () => false;
  const names = new Set<string>();
  for (const known of inHands(users)) {
    if (known.refersTo === null) return () => true;
    for (const name of known.refersTo) names.add(name);
  }
  return (name) => names.has(name);
}
