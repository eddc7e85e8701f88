/** A translation as a static Envoy configuration: what a node would get, without a server to give it. */

import type { Json } from '../../../policies/mesh.ts';
import { isList, isObject, type JsonObject } from '../../../policies/json.ts';
import { expandTranslation } from './expand.ts';
import type { Translation } from './translation.ts';

/** A part that can be left out, and where it came from. */
export interface ConfigPart {
  readonly kind: 'cluster' | 'route';
  /** The cluster's name, or the virtual host's and the route's place in it. */
  readonly key: string;
  readonly file: string;
  /** `VirtualService shop/checkout` */
  readonly object: string;
  /** Keys and positions in the object, with dots between; empty: the object as a whole. */
  readonly path: string;
}

/** The configuration as JSON, of all parts or of those for which `keep` is true. */
export function staticConfig(translation: Translation, keep: (key: string) => boolean = () => true): string {
  const { clusters, endpoints, listeners, routes } = fieldsOf(expandTranslation(translation));
  const assignments = new Map(list(endpoints).map((item) => [item['clusterName'], item]));
  const [table = {}] = list(routes).map((each) => withHosts(each, keep));
  const config = {
    admin: { address: { socket_address: { address: '127.0.0.1', port_value: 0 } } },
    static_resources: {
      clusters: list(clusters)
        .filter((cluster) => keep(clusterKey(cluster)))
        .map((cluster) => ({
          ...cluster,
          type: 'STATIC',
          edsClusterConfig: null,
          loadAssignment: assignments.get(cluster['name'] ?? null) ?? null,
        })),
      listeners: list(listeners).map((listener) => replaceRds(listener, { ...table, validateClusters: false })),
    },
  };
  return JSON.stringify(config);
}

/** All parts that Envoy may turn down by themselves. */
export function partsOf(translation: Translation): readonly ConfigPart[] {
  const { clusters, routes } = fieldsOf(expandTranslation(translation));
  const ofClusters = list(clusters).map((cluster) => partOf('cluster', clusterKey(cluster), originOf(cluster), ''));
  const ofRoutes = list(routes)
    .flatMap((table) => list(table['virtualHosts']))
    .flatMap((host) =>
      list(host['routes']).map((route, i) =>
        partOf('route', routeKey(host, i), originOf(host), textOf(originOf(route)['path'])),
      ),
    );
  return [...ofClusters, ...ofRoutes];
}

function partOf(kind: ConfigPart['kind'], key: string, origin: JsonObject, path: string): ConfigPart {
  return { kind, key, file: textOf(origin['file']), object: textOf(origin['object']), path };
}

/** What `origin.ts` has put there. */
function originOf(resource: JsonObject): JsonObject {
  return fieldsOf(fieldsOf(fieldsOf(resource['metadata'])['filterMetadata'])['sluice']);
}

function withHosts(table: JsonObject, keep: (key: string) => boolean): JsonObject {
  const hosts = list(table['virtualHosts']).map((host) => ({
    ...host,
    routes: list(host['routes']).filter((_, i) => keep(routeKey(host, i))),
  }));
  return { ...table, virtualHosts: hosts };
}

function clusterKey(cluster: JsonObject): string {
  return `cluster ${textOf(cluster['name'])}`;
}

function routeKey(host: JsonObject, position: number): string {
  return `route ${textOf(host['name'])} ${position}`;
}

function replaceRds(value: Json, table: Json): Json {
  if (isList(value)) return value.map((item) => replaceRds(item, table));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) =>
      key === 'rds' ? ['routeConfig', table] : [key, replaceRds(item, table)],
    ),
  );
}

function list(value: Json | undefined): readonly JsonObject[] {
  return isList(value) ? value.map(fieldsOf) : [];
}

function fieldsOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
