import type { Resource, Snapshot } from '../snapshot.ts';
import { clusterType, endpointType, routeType } from '../snapshot.ts';
import type { StreamState } from './state.ts';

/**
 * `open`: send it. `waiting`: a cluster that it newly refers to was not taken yet. `refused`: the client turned one down.
 * Envoy warms clusters and listeners, but not routes (xDS: "Resource warming").
 */
export type Gate = 'open' | 'waiting' | 'refused';

/** May this route table go out? Only what it newly refers to is asked about: the rest is in use already. */
export function gateOf(stream: StreamState, snapshot: Snapshot, table: Resource): Gate {
  const clusters = stream.types.get(clusterType);
  if (!clusters) return 'open';
  const before = stream.types.get(routeType)?.acked.get(table.name)?.refersTo ?? [];
  if (sameList(before, table.refersTo)) return 'open';
  const inUse = new Set(before);
  const added = table.refersTo.filter((name) => !inUse.has(name));
  const wanted = snapshot.resources.get(clusterType);
  let gate: Gate = 'open';
  for (const name of added) {
    const cluster = wanted?.get(name);
    // A cluster that isn't in the snapshot never comes: its requests get 503, as they should.
    if (!cluster || isReady(stream, snapshot, cluster)) continue;
    // A lowering waits for nothing but the order on the stream.
    if (table.version.includes('!') && clusters.sent.has(name)) continue;
    if (clusters.refused.get(name)?.digest === cluster.digest) return 'refused';
    gate = 'waiting';
  }
  return gate;
}

function isReady(stream: StreamState, snapshot: Snapshot, cluster: Resource): boolean {
  const clusters = stream.types.get(clusterType);
  // What is on its way may take the cluster away, and another response bring it again: then it warms anew.
  const hands = [clusters?.acked, ...(clusters?.owed ?? []).map((owed) => owed.after), clusters?.sent];
  if (hands.some((set) => set?.get(cluster.name)?.digest !== cluster.digest)) return false;
  const taken = stream.types.get(endpointType)?.acked;
  const wanted = snapshot.resources.get(endpointType);
  // Its first cluster makes a proxy ask for endpoints for the first time, perhaps after the ACK.
  return cluster.refersTo.every((name) => taken?.has(name) || !wanted?.has(name));
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((item, at) => item === b[at]));
}
