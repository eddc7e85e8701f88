/** A rule that forwards: shares as weighted clusters, and all that goes with them. */

import { create, type MessageInitShape } from '@bufbuild/protobuf';
import type { Any } from '@bufbuild/protobuf/wkt';
import {
  type RouteAction,
  RouteActionSchema,
  type WeightedCluster_ClusterWeight,
  WeightedCluster_ClusterWeightSchema,
} from '#proto/envoy/config/route/v3/route_components_pb.js';
import type { AccessPolicy, Forward, RouteMatch, WeightedDestination } from '../../../policies/mesh.ts';
import { serviceAccess } from './access.ts';
import { isTarget, type Nowhere, policiesOf, type Resolve, type Target } from './destinations.ts';
import { type Environment, sameItems } from './environment.ts';
import { faultConfig } from './filters.ts';
import { authorityOf, type HeaderLists, headerLists } from './headers.ts';
import { mirrored } from './mirrors.ts';
import type { Walk } from './names.ts';
import { pathView, type PathView } from './path-view.ts';
import { retryPolicy } from './retries.ts';
import { duration } from './wire.ts';

export interface Forwarding {
  readonly action: RouteAction;
  /** For the route itself. */
  readonly headers: HeaderLists;
  readonly filters: Record<string, Any>;
  /** Also those without a share now: a walk goes on, or comes back, to clusters that are warm. */
  readonly targets: readonly Target[];
}

type Init = MessageInitShape<typeof RouteActionSchema>;

/** A destination with what it came to, and who may go there. */
export interface Branch {
  readonly item: WeightedDestination;
  readonly target: Target | Nowhere;
  readonly access: readonly AccessPolicy[];
}

/** Null when no destination has a share: the mesh can say that, but Envoy refuses it. */
export function forwarding(
  forward: Forward,
  match: RouteMatch | null,
  walk: Walk | null,
  environment: Environment,
  resolve: Resolve,
): Forwarding | null {
  const listed = branchesOf(forward, walk, environment, resolve);
  const branches = listed.filter(({ item }) => item.share > 0);
  const [first] = branches;
  if (first === undefined) return null;

  const only = branches.length === 1 ? first.item : null;
  const view = pathView(match, forward.rewrite?.path);
  const shared = sharedAccess(branches);
  const mirrors = mirrored(forward, shared, environment, resolve);
  const authority = forward.rewrite?.authority ?? authorityOf(forward.headers) ?? authorityOf(only?.headers);
  const specifier = weighted(branches, authority, shared, view);
  const action = create(RouteActionSchema, {
    clusterSpecifier: only ? { case: 'cluster', value: first.target.name } : specifier,
    requestMirrorPolicies: mirrors.map(({ policy }) => policy),
    ...budget(forward),
    ...rewriting(forward, authority),
  });
  return {
    action,
    headers: headerLists(forward.headers, only?.headers),
    filters: { ...serviceAccess(shared ?? [], view), ...faultConfig(forward.fault) },
    targets: [...listed, ...mirrors].map(({ target }) => target).filter(isTarget),
  };
}

/** As listed, also without a share. */
export function branchesOf(forward: Forward, walk: Walk | null, environment: Environment, resolve: Resolve): Branch[] {
  return forward.destinations.map((item) => {
    const target = resolve(environment, item.destination, walk);
    return { item, target, access: policiesOf(target, environment) };
  });
}

/** The policies for all of the branches; null where they differ. */
export function sharedAccess(branches: readonly Branch[]): readonly AccessPolicy[] | null {
  const [first] = branches;
  return first && branches.every(({ access }) => sameItems(access, first.access)) ? first.access : null;
}

/** How long and how often. An absent timeout means none, and not Envoy's 15 s; absent retries are the virtual host's. */
function budget(forward: Forward): Pick<Init, 'timeout' | 'retryPolicy'> {
  return {
    timeout: duration(forward.timeoutMs ?? 0),
    ...(forward.retries && { retryPolicy: retryPolicy(forward.retries) }),
  };
}

function rewriting(forward: Forward, authority: string | null): Pick<Init, 'prefixRewrite' | 'hostRewriteSpecifier'> {
  return {
    ...(forward.rewrite?.path && { prefixRewrite: forward.rewrite.path }),
    ...(authority !== null && { hostRewriteSpecifier: { case: 'hostRewriteLiteral', value: authority } }),
  };
}

/** What is the same for all destinations stands at the route; the rest at each of them. */
function weighted(
  branches: readonly Branch[],
  routeAuthority: string | null,
  shared: readonly AccessPolicy[] | null,
  view: PathView,
): RouteAction['clusterSpecifier'] {
  const clusters = branches.map(({ item, target, access }): WeightedCluster_ClusterWeight => {
    const authority = routeAuthority === null ? authorityOf(item.headers) : null;
    return create(WeightedCluster_ClusterWeightSchema, {
      name: target.name,
      weight: item.share,
      ...headerLists(item.headers),
      typedPerFilterConfig: shared ? {} : serviceAccess(access, view),
      ...(authority !== null && { hostRewriteSpecifier: { case: 'hostRewriteLiteral', value: authority } }),
    });
  });
  return create(RouteActionSchema, { clusterSpecifier: { case: 'weightedClusters', value: { clusters } } })
    .clusterSpecifier;
}
