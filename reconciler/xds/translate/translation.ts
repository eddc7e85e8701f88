/** A mesh as one node's Envoy resources, as messages: what `sluice translate` shows. */

import { fromBinary } from '@bufbuild/protobuf';
import { type Cluster, ClusterSchema } from '#proto/envoy/config/cluster/v3/cluster_pb.js';
import {
  type ClusterLoadAssignment,
  ClusterLoadAssignmentSchema,
} from '#proto/envoy/config/endpoint/v3/endpoint_pb.js';
import type { Listener } from '#proto/envoy/config/listener/v3/listener_pb.js';
import type { RouteConfiguration } from '#proto/envoy/config/route/v3/route_pb.js';
import { compareText } from '../../../policies/finding.ts';
import type { Mesh, Source } from '../../../policies/mesh.ts';
import { createResolver, type Target } from './destinations.ts';
import { claimDomains } from './domains.ts';
import { accessOfNode, createEnvironment } from './environment.ts';
import { listenerOf } from './listener.ts';
import type { Node } from './node.ts';
import { routeTable } from './route-table.ts';
import { hostItems, translateHost } from './virtual-hosts.ts';

/** Each list sorted by name. */
export interface Translation {
  readonly listeners: readonly Listener[];
  readonly routes: readonly RouteConfiguration[];
  readonly clusters: readonly Cluster[];
  readonly endpoints: readonly ClusterLoadAssignment[];
  /** Where clusters and virtual hosts came from, by their names. */
  readonly sources: ReadonlyMap<string, Source>;
}

export function translate(mesh: Mesh, node: Node): Translation {
  const environment = createEnvironment(mesh);
  const resolve = createResolver();
  const hosts = hostItems(mesh, claimDomains(mesh, node)).map((item) => translateHost(item, environment, resolve));
  const table = routeTable(node.listen.port, accessOfNode(mesh, node));
  table.virtualHosts = hosts.map((host) => host.message);
  const targets = sortedTargets(hosts.flatMap((host) => host.targets));
  return {
    listeners: [listenerOf(node)],
    routes: [table],
    clusters: targets.map((target) => fromBinary(ClusterSchema, target.cluster)),
    endpoints: targets.map((target) => fromBinary(ClusterLoadAssignmentSchema, target.endpoints)),
    sources: new Map([
      ...targets.map((target): [string, Source] => [target.name, target.source]),
      ...hosts.map((host): [string, Source] => [host.message.name, host.source]),
    ]),
  };
}

/** Each name once, sorted. */
export function sortedTargets(targets: readonly Target[]): Target[] {
  const byName = new Map(targets.map((target) => [target.name, target]));
  return [...byName.values()].toSorted((a, b) => compareText(a.name, b.name));
}
