/** Which Host each virtual host answers to. A domain stands once in a table, or Envoy refuses the whole of it. */

import type { Mesh, Service, ServicePort, VirtualHost } from '../../../policies/mesh.ts';
import { sameItems } from './environment.ts';
import type { Node } from './node.ts';

/** Domains by virtual host, and by service and port for the services that no virtual host routes. */
export interface Claims {
  readonly virtualHosts: ReadonlyMap<VirtualHost['id'], readonly string[]>;
  readonly services: ReadonlyMap<Service['host'], ReadonlyMap<ServicePort['port'], readonly string[]>>;
}

type Facts = Pick<Mesh, 'virtualHosts' | 'services'>;

/** Whether two meshes give the same claims. */
export function sameClaims(a: Facts, b: Facts): boolean {
  return (
    a.virtualHosts.length === b.virtualHosts.length &&
    a.virtualHosts.every((host, index) => {
      const other = b.virtualHosts[index];
      return host === other || (host.id === other?.id && sameItems(host.hosts, other.hosts));
    }) &&
    sameItems(a.services, b.services)
  );
}

/**
 * First come, first served: hosts as they were written, in the order of their objects; then the services' full
 * names; then their short ones. A short name of one word means the service of the node's namespace, else the
 * only one that has it.
 */
export function claimDomains(mesh: Facts, node: Pick<Node, 'namespace' | 'listen'>): Claims {
  const wildcards = mesh.virtualHosts.some((host) => host.hosts.some((name) => name.startsWith('*.')));
  // A leading wildcard beats a trailing one in Envoy: where there are any, the common ports must be spelled out.
  const ports = wildcards ? ['80', String(node.listen.port)] : [];
  const owners = ownersOf(mesh);
  const taken = new Set<string>();
  const virtualHosts = new Map(mesh.virtualHosts.map((host): [string, string[]] => [host.id, []]));
  const services = new Map<string, Map<number, string[]>>();

  const claim = (domains: string[] | undefined, names: readonly string[]) => {
    for (const name of names) {
      if (!domains || taken.has(name)) continue;
      taken.add(name);
      domains.push(name);
    }
  };
  const claimService = (service: Service, name: string) => {
    const owner = owners.get(service);
    if (owner) return claim(virtualHosts.get(owner.id), withPorts(name, ports));
    const lists = services.get(service.host) ?? new Map<number, string[]>();
    services.set(service.host, lists);
    const first = defaultPort(service);
    for (const { port } of httpPorts(service)) {
      const list = lists.get(port) ?? [];
      lists.set(port, list);
      if (port !== first) claim(list, [`${name}:${port}`]);
    }
    if (first !== null) claim(lists.get(first), withPorts(name, ports));
  };

  for (const host of mesh.virtualHosts) {
    for (const name of host.hosts) claim(virtualHosts.get(host.id), withPorts(name, ports));
  }
  for (const service of mesh.services) claimService(service, service.host);
  const shortNames = shortNamesOf(mesh.services, node.namespace);
  for (const service of mesh.services) for (const name of shortNames(service)) claimService(service, name);
  return { virtualHosts, services };
}

/** The ports that HTTP can be routed to. */
function httpPorts(service: Service): readonly ServicePort[] {
  return service.ports.filter((port) => port.protocol !== 'tcp');
}

/** What a Host without a port means: 80, else the first. */
function defaultPort(service: Service): number | null {
  const ports = httpPorts(service);
  return (ports.find(({ port }) => port === 80) ?? ports[0])?.port ?? null;
}

/** A name with and without port. Envoy knows one wildcard a domain, so `*.x` needs its ports spelled out. */
function withPorts(name: string, ports: readonly string[]): string[] {
  if (name === '*') return [name];
  const spelled = ports.map((port) => `${name}:${port}`);
  return name.startsWith('*') ? [name, ...spelled] : [name, ...spelled, `${name}:*`];
}

/** The object that routes a service: the one that names it, else the one with the longest wildcard over it. */
function ownersOf(mesh: Facts): ReadonlyMap<Service, VirtualHost> {
  const byName = new Map<string, VirtualHost>();
  for (const host of mesh.virtualHosts) {
    for (const name of host.hosts) if (!byName.has(name)) byName.set(name, host);
  }
  const wildcards = [...byName].filter(([name]) => name.startsWith('*')).toSorted(([a], [b]) => b.length - a.length);
  const owners = new Map<Service, VirtualHost>();
  for (const service of mesh.services) {
    const owner = byName.get(service.host) ?? wildcards.find(([name]) => service.host.endsWith(name.slice(1)))?.[1];
    if (owner) owners.set(service, owner);
  }
  return owners;
}

function shortNamesOf(services: readonly Service[], namespace: string): (service: Service) => readonly string[] {
  const counts = new Map<string, number>();
  const near = new Set<string>();
  for (const service of services) {
    counts.set(service.name, (counts.get(service.name) ?? 0) + 1);
    if (service.namespace === namespace) near.add(service.name);
  }
  return (service) => {
    const { name } = service;
    const meant = near.has(name) ? service.namespace === namespace : counts.get(name) === 1;
    const qualified = `${name}.${service.namespace}`;
    return [`${qualified}.svc`, qualified, ...(meant ? [name] : [])];
  };
}
