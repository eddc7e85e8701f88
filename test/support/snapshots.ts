/** Snapshots for tests of the protocol: the server never looks into bodies, so any bytes do. */

import { createHash } from 'node:crypto';

import type { Resource, Snapshot, TypeUrl } from '../../reconciler/xds/snapshot.ts';
import { clusterType, endpointType, listenerType, routeType } from '../../reconciler/xds/snapshot.ts';

export interface Outline {
  /** Name → content. Each cluster has an assignment of its own name. */
  readonly clusters?: Readonly<Record<string, string>>;
  /** Contents of assignments; absent: `1`. */
  readonly endpoints?: Readonly<Record<string, string>>;
  /** Name → the route table it uses. */
  readonly listeners?: Readonly<Record<string, string>>;
  /** Name → content and the clusters it refers to. */
  readonly routes?: Readonly<Record<string, RoutesOutline>>;
  /** Behind each route table's version, as for a pending lowering. */
  readonly suffix?: string;
}

export interface RoutesOutline {
  readonly content: string;
  readonly clusters: readonly string[];
  /** Absent: nobody knows. */
  readonly longestMs?: number;
}

export function snapshotOf(commit: string, outline: Outline): Snapshot {
  const { clusters = {}, listeners = {}, routes = {} } = outline;
  const endpoints = outline.endpoints ?? Object.fromEntries(Object.keys(clusters).map((name) => [name, '1']));
  return {
    commit,
    resources: new Map([
      [clusterType, byName(Object.entries(clusters).map(([name, text]) => resource(clusterType, name, text, [name])))],
      [endpointType, byName(Object.entries(endpoints).map(([name, text]) => resource(endpointType, name, text, [])))],
      [
        listenerType,
        byName(Object.entries(listeners).map(([name, table]) => resource(listenerType, name, table, [table]))),
      ],
      [routeType, byName(Object.entries(routes).map(([name, routes]) => tableOf(name, routes, outline.suffix)))],
    ]),
  };
}

/** The digest, and without a suffix the version, of a resource with this content. */
export function digestOf(content: string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}

/** `name=content`: what a body says. */
export function text(body: Uint8Array): string {
  return new TextDecoder().decode(body);
}

function resource(typeUrl: TypeUrl, name: string, content: string, refersTo: readonly string[], suffix = ''): Resource {
  const digest = digestOf(content);
  return {
    name,
    typeUrl,
    version: digest + suffix,
    digest,
    body: new TextEncoder().encode(`${name}=${content}`),
    source: { file: `${name}.yaml`, document: 0, path: [], object: `Thing ${name}` },
    refersTo,
  };
}

function tableOf(name: string, { content, clusters, longestMs }: RoutesOutline, suffix?: string): Resource {
  const table = resource(routeType, name, content, clusters, suffix);
  const { digest, source } = table;
  if (longestMs === undefined || source === null) return table;
  return { ...table, parts: [{ name, digest, source, clusters, longestMs }] };
}

function byName(resources: readonly Resource[]): ReadonlyMap<string, Resource> {
  return new Map(resources.map((known) => [known.name, known]));
}
