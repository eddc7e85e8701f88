/** Whose counts are whose: the clusters of walked rules. */

import { destinationKey, type Mesh } from '../../../policies/mesh.ts';
import { createResolver } from './destinations.ts';
import { createEnvironment } from './environment.ts';

export interface ClusterOwner {
  /** T. */
  readonly target: string;
  /** D as text. */
  readonly destinationKey: string;
}

/** Cluster name → the rule under a Rollout, and the destination, that alone send traffic to it. */
export function clusterIndex(mesh: Mesh): ReadonlyMap<string, ClusterOwner> {
  const environment = createEnvironment(mesh);
  const resolve = createResolver();
  const index = new Map<string, ClusterOwner>();
  for (const { action, target } of mesh.virtualHosts.flatMap((host) => host.rules)) {
    const walk = environment.walk(target);
    if (walk === null || action.kind !== 'forward') continue;
    for (const { destination } of action.destinations) {
      const { name } = resolve(environment, destination, walk);
      index.set(name, { target, destinationKey: destinationKey(destination) });
    }
  }
  return index;
}
