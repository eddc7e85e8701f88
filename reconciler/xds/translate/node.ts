/** What a proxy is, as far as translation asks. */

import type { Json, Labels } from '../../../policies/mesh.ts';

/** One HTTP port that routes by Host to every service of the mesh. */
export interface Node {
  readonly id: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly role: 'proxy';
  readonly listen: { readonly address: string; readonly port: number };
}

export type NodeOutcome =
  | { readonly ok: true; readonly node: Node }
  | {
      readonly ok: false;
      /** What is wrong and what would be right, as a sentence. */
      readonly reason: string;
    };

/** Reads a node file's content: `id`, `namespace`, `labels`, `role`, `listen`. */
export function parseNodeFile(value: Json): NodeOutcome {
  if (!isRecord(value)) return refuse('a node file is a mapping with `id` and `listen`');
  const unknown = Object.keys(value).find((key) => !['id', 'namespace', 'labels', 'role', 'listen'].includes(key));
  if (unknown !== undefined) return refuse(`\`${unknown}\` is no field of a node: id, namespace, labels, role, listen`);
  const { id, ...metadata } = value;
  if (typeof id !== 'string') return refuse('`id` must be the proxy’s name, a text');
  return nodeFromMetadata(id, metadata);
}

/** Reads the same facts from an Envoy's node: its id and `node.metadata`. Other metadata is left alone. */
export function nodeFromMetadata(id: string, metadata: Json): NodeOutcome {
  if (id === '') return refuse('`id` must not be empty');
  if (!isRecord(metadata)) return refuse('the metadata must be a mapping with `listen`');
  const { namespace = 'default', labels = {}, role = 'proxy', listen } = metadata;
  if (typeof namespace !== 'string' || namespace === '') return refuse('`namespace` must be a text');
  if (!isLabels(labels)) return refuse('`labels` must map names to texts');
  if (role !== 'proxy') return refuse(`\`role\` must be \`proxy\`, not ${JSON.stringify(role)}`);
  const address = typeof listen === 'string' ? parseAddress(listen) : null;
  if (!address) return refuse('`listen` must be an IP address and a port, as `127.0.0.1:10000` or `[::1]:10000`');
  const sorted = Object.fromEntries(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return { ok: true, node: { id, namespace, labels: sorted, role, listen: address } };
}

/** The facts as they travel in `node.metadata`; `nodeFromMetadata` reads them back. */
export function nodeMetadata(node: Node): Readonly<Record<string, Json>> {
  const { address, port } = node.listen;
  const host = address.includes(':') ? `[${address}]` : address;
  return { namespace: node.namespace, labels: node.labels, role: node.role, listen: `${host}:${port}` };
}

/** Nodes of one group get the same resources. */
export function nodeGroup(node: Node): string {
  return JSON.stringify(nodeMetadata(node));
}

/** Splits `127.0.0.1:80` and `[::1]:80`; null for all else, and for a port below the lowest. */
export function parseAddress(text: string, lowestPort = 1): { address: string; port: number } | null {
  const parts = /^(?:\[([0-9a-fA-F:.]+)\]|((?:\d{1,3}\.){3}\d{1,3})):(\d{1,5})$/.exec(text);
  const address = parts?.[1] ?? parts?.[2];
  const port = Number(parts?.[3]);
  if (address === undefined || port < lowestPort || port > 65535) return null;
  if (!address.includes(':') && address.split('.').some((byte) => Number(byte) > 255)) return null;
  return { address, port };
}

function isRecord(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isLabels(value: Json): value is Labels {
  return isRecord(value) && Object.values(value).every((item) => typeof item === 'string');
}

function refuse(reason: string): NodeOutcome {
  return { ok: false, reason };
}
