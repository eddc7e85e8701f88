/** Object identity across meshes: what says the same as before is made the same object as before. */

import type { AccessPolicy, Mesh, Rollout, Service, VirtualHost } from '../../../policies/mesh.ts';
import { sameItems } from './environment.ts';

/**
 * The mesh with its objects replaced by equal ones of the mesh before. A file that is read anew makes new objects
 * of all that it holds, and what hangs on them would be made anew, too.
 */
export function keepIdentity(mesh: Mesh, before: Mesh | null): Mesh {
  if (before === null) return mesh;
  const named = (item: AccessPolicy | Rollout) => `${item.namespace}/${item.name}`;
  return {
    ...mesh,
    services: kept(mesh.services, before.services, (service: Service) => service.host),
    virtualHosts: kept(mesh.virtualHosts, before.virtualHosts, (host: VirtualHost) => host.id),
    access: kept(mesh.access, before.access, named),
    rollouts: kept(mesh.rollouts, before.rollouts, named),
  };
}

function kept<T>(now: readonly T[], before: readonly T[], key: (item: T) => string): readonly T[] {
  if (sameItems(now, before)) return before;
  const replaced = now.length === before.length ? inPlace(now, before) : byKey(now, before, key);
  return sameItems(replaced, before) ? before : replaced;
}

/** Nothing came or went, most likely: what differs is compared with what stood in its place. */
function inPlace<T>(now: readonly T[], before: readonly T[]): readonly T[] {
  return now.map((item, index) => {
    const old = before[index];
    return old !== undefined && item !== old && sameText(old, item) ? old : item;
  });
}

function byKey<T>(now: readonly T[], before: readonly T[], key: (item: T) => string): readonly T[] {
  const old = new Set(before);
  const keys = new Set(now.filter((item) => !old.has(item)).map(key));
  const candidates = new Map(before.filter((item) => keys.has(key(item))).map((item) => [key(item), item]));
  return now.map((item) => {
    const candidate = candidates.get(key(item));
    return candidate !== undefined && !old.has(item) && sameText(candidate, item) ? candidate : item;
  });
}

/** The builder writes fields in one order, so equal objects have equal texts; others only cost a translation. */
function sameText(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
