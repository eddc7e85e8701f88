/** A mesh as bytes, again and again: only what changed is translated and encoded anew. */

import { ListenerSchema } from '#proto/envoy/config/listener/v3/listener_pb.js';
import type { Mesh } from '../../../policies/mesh.ts';
import {
  clusterType,
  endpointType,
  listenerType,
  type Resource,
  routeType,
  type Snapshot,
  type TypeUrl,
} from '../snapshot.ts';
import { createResolver } from './destinations.ts';
import { claimDomains, type Claims, sameClaims } from './domains.ts';
import { accessOfNode, createEnvironment, type Environment, sameEnvironment, sameItems } from './environment.ts';
import { keepIdentity } from './identity.ts';
import { listenerOf } from './listener.ts';
import { portName } from './names.ts';
import { type Node, nodeGroup } from './node.ts';
import { createParts, type HostPart } from './parts.ts';
import { type Run, runsOf, tableResource } from './table.ts';
import { createTargetEncoder, resourceOf, type TargetResources } from './target-resources.ts';
import { type HostItem, hostItems, itemsNow } from './virtual-hosts.ts';

export interface SnapshotRequest {
  /** The live commit. */
  readonly commit: string;
  readonly mesh: Mesh;
  readonly node: Node;
  /** T → attempt: lowerings in this mesh whose push was not answered yet. */
  readonly pending: ReadonlyMap<string, string>;
}

/** What a group of nodes was given last, and what that was made of. */
interface Given {
  readonly mesh: Mesh;
  readonly environment: Environment;
  readonly claims: Claims;
  readonly items: readonly HostItem[];
  readonly parts: readonly HostPart[];
  readonly runs: readonly Run[];
  readonly reached: TargetResources;
  readonly clusterNames: readonly string[];
  readonly listener: Resource;
}

/** Groups that are remembered; one more, and the one longest unused starts afresh. */
const groupsKept = 64;

/**
 * Builds snapshots with a memory of those before. It is quick where unchanged objects of a mesh are the same
 * objects as in the mesh before, or at least equal; the bytes are the same either way.
 */
export function createSnapshots(): (request: SnapshotRequest) => Snapshot {
  const partOf = createParts(createResolver());
  const encodeTargets = createTargetEncoder();
  const groups = new Map<string, Given>();
  let last: { mesh: Mesh; environment: Environment } | null = null;

  const next = (mesh: Mesh, environment: Environment, node: Node, before: Given | undefined): Given => {
    const claims = before && sameClaims(before.mesh, mesh) ? before.claims : claimDomains(mesh, node);
    const items = before?.claims === claims ? itemsNow(before.items, mesh) : hostItems(mesh, claims);
    const parts = items.map((item, index) => {
      const kept = before?.environment === environment && before.items[index] === item ? before.parts[index] : null;
      return kept ?? partOf(item, environment);
    });
    const reached = before && sameTargets(before.parts, parts) ? before.reached : encodeTargets(parts);
    return {
      mesh,
      environment,
      claims,
      items,
      parts,
      runs: runsOf(parts, before?.runs ?? []),
      reached,
      clusterNames: before?.reached === reached ? before.clusterNames : [...reached.clusters.keys()],
      listener: before?.listener ?? listenerResource(node),
    };
  };

  return ({ commit, mesh: asBuilt, node, pending }) => {
    const mesh = keepIdentity(asBuilt, last?.mesh ?? null);
    const environment = last && sameEnvironment(last.mesh, mesh) ? last.environment : createEnvironment(mesh);
    last = { mesh, environment };
    const group = nodeGroup(node);
    const given = next(mesh, environment, node, groups.get(group));
    groups.delete(group);
    groups.set(group, given);
    for (const oldest of groups.keys()) if (groups.size > groupsKept) groups.delete(oldest);
    return { commit, resources: resourcesOf(given, node, pending) };
  };
}

function resourcesOf(
  { mesh, parts, runs, reached, clusterNames, listener }: Given,
  node: Node,
  pending: ReadonlyMap<string, string>,
): ReadonlyMap<TypeUrl, ReadonlyMap<string, Resource>> {
  const access = accessOfNode(mesh, node);
  const table = tableResource({ port: node.listen.port, access, parts, runs, clusters: clusterNames, pending });
  return new Map([
    [clusterType, reached.clusters],
    [endpointType, reached.endpoints],
    [listenerType, new Map([[listener.name, listener]])],
    [routeType, new Map([[table.name, table]])],
  ]);
}

function sameTargets(before: readonly HostPart[], now: readonly HostPart[]): boolean {
  return (
    before.length === now.length &&
    now.every((part, index) => part === before[index] || sameItems(part.targets, before[index]?.targets ?? []))
  );
}

function listenerResource(node: Node): Resource {
  const name = portName(node.listen.port);
  return resourceOf(listenerType, name, ListenerSchema, listenerOf(node), null, [name]);
}
