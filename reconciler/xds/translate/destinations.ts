/** Which cluster a destination means, and what is in it. */

import { create, toBinary } from '@bufbuild/protobuf';
import { type Cluster, ClusterSchema } from '#proto/envoy/config/cluster/v3/cluster_pb.js';
import {
  type ClusterLoadAssignment,
  ClusterLoadAssignmentSchema,
} from '#proto/envoy/config/endpoint/v3/endpoint_pb.js';
import {
  type AccessPolicy,
  type Destination,
  destinationKey,
  type Endpoint,
  type Labels,
  type Service,
  type Source,
} from '../../../policies/mesh.ts';
import { clusterOf } from './cluster.ts';
import { type Environment, selects, sortedEntries } from './environment.ts';
import { clusterPath, type Walk } from './names.ts';
import { joined } from '../framing.ts';
import { shortHash } from './wire.ts';

/** A destination that leads somewhere, if only to a cluster without endpoints. */
export interface Target {
  readonly name: string;
  readonly service: Service;
  /** Labels of the subset; empty for the whole host. */
  readonly subset: Labels;
  /** Both encoded: kept as messages they would take ten times as much, for as long as the service is there. */
  readonly cluster: Uint8Array;
  readonly endpoints: Uint8Array;
  readonly source: Source;
}

/** A name that no cluster has: Envoy answers 503, and the share is kept. */
export interface Nowhere {
  readonly name: string;
  readonly service: null;
}

/** Finds the target of a destination; `walk` gives a rule under a Rollout clusters of its own. */
export type Resolve = (environment: Environment, destination: Destination, walk: Walk | null) => Target | Nowhere;

/** Resolves with a memory: a service that is the same object as before keeps its targets. */
export function createResolver(): Resolve {
  const known = new WeakMap<Service, Map<string, Target | Nowhere>>();
  return (environment, destination, walk) => {
    const service = environment.service(destination.host);
    if (!service) return nowhere(destination, null, walk);
    const targets = known.get(service) ?? new Map<string, Target | Nowhere>();
    known.set(service, targets);
    const key = JSON.stringify([destination.port, destination.subset, environment.undefinedSubset, walkKey(walk)]);
    const target = targets.get(key) ?? resolve(service, destination, environment.undefinedSubset, walk);
    targets.set(key, target);
    return target;
  };
}

/** The policies that speak for what a destination came to. */
export function policiesOf(target: Target | Nowhere, environment: Environment): readonly AccessPolicy[] {
  return isTarget(target) ? environment.access(target.service, target.subset) : [];
}

export function isTarget(target: Target | Nowhere): target is Target {
  return target.service !== null;
}

function resolve(
  service: Service,
  destination: Destination,
  undefinedSubset: Environment['undefinedSubset'],
  walk: Walk | null,
): Target | Nowhere {
  const port = service.ports.find((candidate) => candidate.port === destination.port);
  const subset = service.subsets.find((candidate) => candidate.name === destination.subset);
  const undefinedName = destination.subset !== null && !subset;
  if (!port || (undefinedName && undefinedSubset === 'none')) return nowhere(destination, service, walk);

  const labels = subset?.labels ?? {};
  const source = subset?.source ?? service.source;
  const cluster = clusterOf(port, subset?.policy ?? service.policy, source, destination.subset);
  const name = `${clusterPath(destination, service, walk)}-${definitionHash(cluster, service, labels, destination)}`;
  cluster.name = name;
  const endpoints = assignment(name, service, port.port, labels);
  return {
    name,
    service,
    subset: labels,
    cluster: toBinary(ClusterSchema, cluster),
    endpoints: toBinary(ClusterLoadAssignmentSchema, endpoints),
    source,
  };
}

/** Of all that makes this destination what it is, but for its endpoints: a changed definition is another cluster. */
function definitionHash(cluster: Cluster, service: Service, subset: Labels, destination: Destination): string {
  const selection = [destinationKey(destination), sortedEntries(service.selector ?? {}), sortedEntries(subset)];
  const text = new TextEncoder().encode(JSON.stringify(selection));
  return shortHash(joined([toBinary(ClusterSchema, cluster), text]));
}

function nowhere(destination: Destination, service: Service | null, walk: Walk | null): Nowhere {
  const hash = shortHash(JSON.stringify(['nowhere', destinationKey(destination)]));
  return { name: `${clusterPath(destination, service, walk)}-${hash}`, service: null };
}

/** Sent also when it is empty: without it the cluster would warm until Envoy's fetch timeout. */
function assignment(name: string, service: Service, port: number, subset: Labels): ClusterLoadAssignment {
  const chosen = service.endpoints.filter(
    (endpoint) => endpoint.ports[port] !== undefined && selects(subset, endpoint.labels),
  );
  return create(ClusterLoadAssignmentSchema, {
    clusterName: name,
    endpoints: chosen.length === 0 ? [] : [{ lbEndpoints: chosen.map((endpoint) => lbEndpoint(endpoint, port)) }],
  });
}

function lbEndpoint(endpoint: Endpoint, port: number) {
  return {
    hostIdentifier: {
      case: 'endpoint' as const,
      value: {
        address: {
          address: {
            case: 'socketAddress' as const,
            value: {
              address: endpoint.address,
              portSpecifier: { case: 'portValue' as const, value: endpoint.ports[port] ?? 0 },
            },
          },
        },
      },
    },
    loadBalancingWeight: endpoint.weight,
  };
}

function walkKey(walk: Walk | null): string | null {
  return walk && `${walk.namespace}/${walk.name}`;
}
