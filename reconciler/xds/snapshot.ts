/** What a node is to run, as bytes: the unit that the server sends from. */

import type { Source } from '../../policies/mesh.ts';

/** `type.googleapis.com/envoy.config.cluster.v3.Cluster` and its like. */
export type TypeUrl = string;

export const clusterType: TypeUrl = 'type.googleapis.com/envoy.config.cluster.v3.Cluster';
export const endpointType: TypeUrl = 'type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment';
export const listenerType: TypeUrl = 'type.googleapis.com/envoy.config.listener.v3.Listener';
export const routeType: TypeUrl = 'type.googleapis.com/envoy.config.route.v3.RouteConfiguration';

/** One named resource. Equal digests mean equal bytes. */
export interface Resource {
  readonly name: string;
  readonly typeUrl: TypeUrl;
  /** The digest, then `!<T>@<attempt>` for each lowering in it whose push was not answered yet, sorted. */
  readonly version: string;
  /** Hash of the content: at least 16 hex digits. */
  readonly digest: string;
  /** The encoded message, shared between streams: never written to. */
  readonly body: Uint8Array;
  /** The object that it came from; null for what belongs to the node (its listener and route table). */
  readonly source: Source | null;
  /**
   * Sorted names of what it needs: a route table's clusters, a listener's route tables, a cluster's endpoints.
   * Endpoints need nothing.
   */
  readonly refersTo: readonly string[];
  /** A route table's virtual hosts, in their order in it: what differs from the table before is what a NACK is about. */
  readonly parts?: readonly Part[];
}

export interface Part {
  /** The virtual host's name. */
  readonly name: string;
  readonly digest: string;
  readonly source: Source;
  /** Names of the clusters that it leads to. */
  readonly clusters: readonly string[];
  /** How long a request by it may take, in ms; Infinity where a route sets no timeout. */
  readonly longestMs: number;
}

export interface Snapshot {
  /** The live commit. */
  readonly commit: string;
  /** By type, then by name, sorted; each of the four types is there, if only with an empty map. */
  readonly resources: ReadonlyMap<TypeUrl, ReadonlyMap<string, Resource>>;
}

/** Puts pending lowerings (T → attempt) behind a content hash; `readLowerings` takes them out again. */
export function writeVersion(digest: string, lowerings: ReadonlyMap<string, string>): string {
  const suffixes = [...lowerings].map(([target, attempt]) => `!${escapeText(target)}@${escapeText(attempt)}`);
  return digest + suffixes.toSorted().join('');
}

/** T → attempt, from a version that a proxy says it runs; what isn't of our making has none. */
export function readLowerings(version: string): ReadonlyMap<string, string> {
  const lowerings = new Map<string, string>();
  for (const suffix of version.split('!').slice(1)) {
    const [target, attempt, ...rest] = suffix.split('@');
    if (target && attempt && rest.length === 0) lowerings.set(unescapeText(target), unescapeText(attempt));
  }
  return lowerings;
}

/** `!` and `@` are the version's own; blanks and other bytes than printable ASCII don't belong in a version. */
function escapeText(text: string): string {
  return text.replace(/[^\x21-\x7e]|[!@%]/gu, (char) =>
    [...new TextEncoder().encode(char)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  );
}

function unescapeText(text: string): string {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const hex = text[at] === '%' ? /^[0-9a-f]{2}/i.exec(text.slice(at + 1)) : null;
    bytes.push(hex ? Number.parseInt(hex[0], 16) : text.charCodeAt(at));
    if (hex) at += 2;
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}
