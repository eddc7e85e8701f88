/** A translation as a static Envoy configuration: what a node would get, without a server to give it. */

import type { Json } from '../../policies/mesh.ts';
import { expandTranslation } from '../../reconciler/xds/translate/expand.ts';
import type { Translation } from '../../reconciler/xds/translate/translation.ts';

type JsonObject = { readonly [key: string]: Json };

/** The bootstrap, with the route table and the endpoints put in where Envoy would ask for them. */
export function staticBootstrap(translation: Translation): string {
  const { clusters, endpoints, listeners, routes } = object(expandTranslation(translation));
  const assignments = new Map(list(endpoints).map((item) => [item['clusterName'], item]));
  const [table] = list(routes);
  const config = {
    admin: { address: { socket_address: { address: '127.0.0.1', port_value: 0 } } },
    static_resources: {
      clusters: list(clusters).map((cluster) => ({
        ...cluster,
        type: 'STATIC',
        edsClusterConfig: null,
        loadAssignment: assignments.get(cluster['name'] ?? null) ?? null,
      })),
      listeners: list(listeners).map((listener) => replaceRds(listener, table ?? {})),
    },
  };
  return JSON.stringify(config);
}

function replaceRds(value: Json, table: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => replaceRds(item, table));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) =>
      key === 'rds' ? ['routeConfig', table] : [key, replaceRds(item, table)],
    ),
  );
}

function list(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.map(object) : [];
}

function object(value: Json): JsonObject {
  // Only resources and lists of them are asked for, which are objects.
  return value as JsonObject;
}
