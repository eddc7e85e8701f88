/** What routes ask of the rest of a mesh, by key, and a memory of what was asked. */

import { compareText } from '../../../policies/finding.ts';
import type { Config } from '../../../policies/config.ts';
import type { AccessPolicy, Labels, Mesh, Rollout, Service } from '../../../policies/mesh.ts';
import type { Walk } from './names.ts';

/** The part of a mesh that every virtual host may depend on. */
export interface Environment {
  readonly undefinedSubset: Config['undefinedSubset'];
  service(host: string): Service | null;
  /** The Rollout that walks T, if any; of several the first. */
  walk(target: string): Walk | null;
  /** The policies that speak for a service, or for the subset of it that these labels choose, in the mesh's order. */
  access(service: Service, subset: Labels): readonly AccessPolicy[];
}

export function createEnvironment(mesh: Mesh): Environment {
  const services = new Map(mesh.services.map((service) => [service.host, service]));
  const walks = new Map<string, Rollout>();
  for (const rollout of mesh.rollouts.toReversed()) if (rollout.target !== null) walks.set(rollout.target, rollout);
  const byNamespace = Map.groupBy(mesh.access, (policy) => policy.namespace);
  return {
    undefinedSubset: mesh.config.undefinedSubset,
    service: (host) => services.get(host) ?? null,
    walk: (target) => walks.get(target) ?? null,
    access(service, subset) {
      const labels = { ...service.selector, ...subset };
      return (byNamespace.get(service.namespace) ?? []).filter((policy) => selects(policy.selector ?? {}, labels));
    },
  };
}

/** Whether two meshes have one environment: then nothing that was read in one need be read again in the other. */
export function sameEnvironment(a: Mesh, b: Mesh): boolean {
  return (
    a.config.undefinedSubset === b.config.undefinedSubset &&
    sameItems(a.services, b.services) &&
    sameItems(a.access, b.access) &&
    sameItems(a.rollouts, b.rollouts)
  );
}

/** Policies for the proxy itself, as a workload of its namespace. */
export function accessOfNode(mesh: Mesh, node: { namespace: string; labels: Labels }): readonly AccessPolicy[] {
  return mesh.access.filter(
    (policy) => policy.namespace === node.namespace && selects(policy.selector ?? {}, node.labels),
  );
}

export interface Recorded {
  readonly environment: Environment;
  /** Whether another environment would have answered the same. */
  readonly holdsIn: (other: Environment) => boolean;
}

/** Remembers each answer given, so that what was made of them can be kept while they stay the same. */
export function record(environment: Environment): Recorded {
  const services = new Map<string, Service | null>();
  const walks = new Map<string, string>();
  const access: { service: Service; subset: Labels; answer: readonly AccessPolicy[] }[] = [];
  return {
    environment: {
      undefinedSubset: environment.undefinedSubset,
      service: (host) => remember(services, host, environment.service(host)),
      walk(target) {
        const walk = environment.walk(target);
        walks.set(target, walkKey(walk));
        return walk;
      },
      access(service, subset) {
        const answer = environment.access(service, subset);
        access.push({ service, subset, answer });
        return answer;
      },
    },
    holdsIn: (other) =>
      other.undefinedSubset === environment.undefinedSubset &&
      [...services].every(([host, answer]) => other.service(host) === answer) &&
      [...walks].every(([target, answer]) => walkKey(other.walk(target)) === answer) &&
      access.every(({ service, subset, answer }) => sameItems(other.access(service, subset), answer)),
  };
}

export function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a === b || (a.length === b.length && a.every((item, index) => item === b[index]));
}

/** Names and values in a fixed order, whatever order they were written in. */
export function sortedEntries(labels: Labels): [string, string][] {
  return Object.entries(labels).toSorted(([a], [b]) => compareText(a, b));
}

/** Whether labels hold all that a selector asks for. */
export function selects(selector: Labels, labels: Labels): boolean {
  return Object.entries(selector).every(([name, value]) => Object.hasOwn(labels, name) && labels[name] === value);
}

function walkKey(walk: Walk | null): string {
  return walk ? `${walk.namespace}/${walk.name}` : '';
}

function remember<K, V>(memory: Map<K, V>, key: K, value: V): V {
  memory.set(key, value);
  return value;
}
