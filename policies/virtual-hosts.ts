/** Virtual hosts with their hosts and ports resolved against the services. */

import { compareText } from './finding.ts';
import { resolveHost } from './hosts.ts';
import { sameJson } from './json.ts';
import { differences } from './lists.ts';
import type { Destination, Forward, Json, RouteRule, Service, VirtualHost } from './mesh.ts';
import type { Part } from './parts.ts';

export interface ResolvedHost {
  readonly part: Part<'routes'>;
  readonly virtualHost: VirtualHost;
  /** Where each host was written, among the object's. */
  readonly positions: ReadonlyMap<string, number>;
}

export interface ResolvedHosts {
  readonly parts: readonly Part<'routes'>[];
  /** In the order of the objects. */
  readonly list: readonly ResolvedHost[];
  /** By id. */
  readonly sorted: readonly VirtualHost[];
}

export const noHosts: ResolvedHosts = { parts: [], list: [], sorted: [] };

/** Resolves all; one that comes out as before keeps its identity. `sameServices`: no service came, went or changed its ports. */
export function resolveVirtualHosts(
  parts: readonly Part<'routes'>[],
  services: ReadonlyMap<string, Service>,
  previous: ResolvedHosts,
  sameServices: boolean,
): ResolvedHosts {
  const former = formerOf(previous.list);
  const resolve = (part: Part<'routes'>, index: number): ResolvedHost => {
    const before = former(part.draft.virtualHost.id, index);
    if (before?.part === part && sameServices) return before;
    const next = resolveOne(part, services);
    const kept = before && sameMesh(before.virtualHost, next.virtualHost) ? before.virtualHost : next.virtualHost;
    return { ...next, virtualHost: kept };
  };
  const changed = sameServices ? differences(parts, previous.parts) : null;
  if (changed === null) {
    const list = parts.map(resolve);
    return { parts, list, sorted: sortHosts(list, previous) };
  }
  const list = [...previous.list];
  for (const index of changed) {
    const part = parts[index];
    if (part) list[index] = resolve(part, index);
  }
  return { parts, list, sorted: sortHosts(list, previous) };
}

/** Finds what an id came to before: most likely in the same place. */
function formerOf(list: readonly ResolvedHost[]): (id: string, index: number) => ResolvedHost | undefined {
  let byId: ReadonlyMap<string, ResolvedHost> | null = null;
  return (id, index) => {
    const near = list[index];
    if (near?.virtualHost.id === id) return near;
    byId ??= new Map(list.map((each) => [each.virtualHost.id, each]));
    return byId.get(id);
  };
}

/** Sorts by id; where ids stand as before, what changed is put in its place. */
function sortHosts(list: readonly ResolvedHost[], previous: ResolvedHosts): readonly VirtualHost[] {
  const changed = differences(list, previous.list);
  if (!changed?.every((index) => list[index]?.virtualHost.id === previous.list[index]?.virtualHost.id)) {
    return list.map(({ virtualHost }) => virtualHost).toSorted((a, b) => compareText(a.id, b.id));
  }
  const hosts = changed.flatMap((index) => list[index]?.virtualHost ?? []);
  if (hosts.every((host) => findHost(previous.sorted, host.id) === host)) return previous.sorted;
  const sorted = [...previous.sorted];
  for (const host of hosts) sorted[placeOf(sorted, host.id)] = host;
  return sorted;
}

/** The virtual host of this id in a sorted list. */
export function findHost(sorted: readonly VirtualHost[], id: string): VirtualHost | undefined {
  const found = sorted[placeOf(sorted, id)];
  return found?.id === id ? found : undefined;
}

/** Where an id stands in a sorted list, or would stand. */
function placeOf(sorted: readonly VirtualHost[], id: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareText(sorted[middle]?.id ?? '', id) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Meshes are plain data, though their types name fields. */
function sameMesh(a: VirtualHost, b: VirtualHost): boolean {
  return sameJson(a as unknown as Json, b as unknown as Json);
}

function resolveOne(part: Part<'routes'>, services: ReadonlyMap<string, Service>): ResolvedHost {
  const { hosts, namespace, rules } = part.draft.virtualHost;
  const host = (written: string): string => resolveHost(written, namespace, (name) => services.has(name));
  const destination = (written: Destination): Destination => {
    const whole = host(written.host);
    const ports = services.get(whole)?.ports ?? [];
    const only = ports.length === 1 ? (ports[0]?.port ?? 0) : 0;
    return { host: whole, port: written.port || only, subset: written.subset };
  };
  const resolved = rules.map((rule): RouteRule => {
    if (rule.action.kind !== 'forward') return rule;
    return { ...rule, action: resolveForward(rule.action, destination) };
  });
  const positions = new Map<string, number>();
  for (const [index, written] of hosts.entries()) {
    const whole = host(written);
    if (!positions.has(whole)) positions.set(whole, index);
  }
  const virtualHost = { ...part.draft.virtualHost, hosts: [...positions.keys()], rules: resolved };
  return { part, virtualHost, positions };
}

function resolveForward(action: Forward, resolve: (written: Destination) => Destination): Forward {
  return {
    ...action,
    destinations: action.destinations.map((each) => ({ ...each, destination: resolve(each.destination) })),
    mirrors: action.mirrors.map((each) => ({ ...each, destination: resolve(each.destination) })),
  };
}
