/** Virtual hosts of the one route table: those that objects describe, and a plain one for each other service. */

import { create } from '@bufbuild/protobuf';
import {
  type Route,
  type VirtualHost as EnvoyVirtualHost,
  VirtualHostSchema,
} from '#proto/envoy/config/route/v3/route_components_pb.js';
import type { Forward, Mesh, RouteRule, Service, Source, VirtualHost } from '../../../policies/mesh.ts';
import type { Resolve, Target } from './destinations.ts';
import type { Claims } from './domains.ts';
import type { Environment } from './environment.ts';
import { segment, virtualHostName } from './names.ts';
import { provenance } from './origin.ts';
import { defaultRetryPolicy } from './retries.ts';
import { routesOf } from './routes.ts';

/**
 * A virtual host before translation. `of` is what it is made of: the same object, the same routes. `position` is
 * its place in the mesh's list.
 */
export type HostItem =
  | {
      readonly kind: 'object';
      readonly of: VirtualHost;
      readonly position: number;
      readonly domains: readonly string[];
    }
  | {
      readonly kind: 'service';
      readonly of: Service;
      readonly position: number;
      readonly port: number;
      readonly domains: readonly string[];
    };

export interface TranslatedHost {
  readonly message: EnvoyVirtualHost;
  /** Each once. */
  readonly targets: readonly Target[];
  /** The T of its rules. */
  readonly rules: readonly string[];
  /** How long a request may take by its rules, in ms; Infinity where one sets no timeout. */
  readonly longestMs: number;
  readonly source: Source;
}

/** In the table's order. Those without a domain of their own are left out. */
export function hostItems(mesh: Mesh, claims: Claims): HostItem[] {
  const items: HostItem[] = [];
  for (const [position, host] of mesh.virtualHosts.entries()) {
    const domains = claims.virtualHosts.get(host.id) ?? [];
    if (domains.length > 0) items.push({ kind: 'object', of: host, position, domains });
  }
  for (const [position, service] of mesh.services.entries()) {
    for (const [port, domains] of claims.services.get(service.host) ?? []) {
      if (domains.length > 0) items.push({ kind: 'service', of: service, position, port, domains });
    }
  }
  return items;
}

/** The items of a mesh with the same claims: those of unchanged objects are the same ones. */
export function itemsNow(items: readonly HostItem[], mesh: Mesh): HostItem[] {
  return items.map((item) => {
    if (item.kind === 'service') return item;
    const host = mesh.virtualHosts[item.position] ?? item.of;
    return host === item.of ? item : { ...item, of: host };
  });
}

export function translateHost(item: HostItem, environment: Environment, resolve: Resolve): TranslatedHost {
  const { source } = item.of;
  const rules = item.kind === 'object' ? item.of.rules : [plainRule(item.of, item.port)];
  const statPrefix = `${segment(item.of.namespace)}/${segment(item.of.name)}`;
  const routes: Route[] = [];
  const targets = new Set<Target>();
  for (const rule of rules) {
    const translated = routesOf(rule, statPrefix, environment, resolve);
    routes.push(...translated.routes);
    for (const target of translated.targets) targets.add(target);
  }
  const name = item.kind === 'object' ? item.of.id : serviceId(item.of, item.port);
  const message = create(VirtualHostSchema, {
    name: virtualHostName(name),
    domains: [...item.domains],
    routes,
    retryPolicy: defaultRetryPolicy(),
    metadata: provenance(source),
  });
  const longestMs = rules.reduce((most, rule) => Math.max(most, longestOf(rule)), 0);
  return { message, targets: [...targets], rules: rules.map((rule) => rule.target), longestMs, source };
}

/** The timeout is of the whole request, retries included; a delay that is put in comes before it. */
function longestOf({ action }: RouteRule): number {
  return action.kind === 'forward' ? (action.timeoutMs ?? Infinity) + (action.fault?.delay?.fixedMs ?? 0) : 0;
}

/** A service that nobody routes takes every request. */
function plainRule(service: Service, port: number): RouteRule {
  const destination = { host: service.host, port, subset: null };
  const action: Forward = {
    kind: 'forward',
    destinations: [{ destination, share: 1_000_000, item: null }],
    mirrors: [],
  };
  const name = String(port);
  return { target: serviceId(service, port), name, matches: [], action, source: service.source };
}

function serviceId(service: Service, port: number): string {
  return `Service/${service.namespace}/${service.name}/${port}`;
}
