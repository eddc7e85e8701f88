/** Names of resources. Envoy's stat tags split at dots and turn colons into `_`, so names hold neither. */

import type { Destination, Rollout, Service } from '../../../policies/mesh.ts';
import { shortHash } from './wire.ts';

/** `text` where it is safe in a name; else its odd characters as `_`, and a short hash that keeps it apart. */
export function segment(text: string): string {
  if (/^[A-Za-z0-9_-]+$/.test(text)) return text;
  return `${text.replace(/[^A-Za-z0-9_-]/g, '_')}-${shortHash(text).slice(0, 6)}`;
}

/**
 * A cluster's name but for the hash of its bytes: `namespace/service/port/subset`, and `/for/namespace/rollout`
 * behind it where a Rollout walks the rule (DESIGN section 3).
 */
export function clusterPath(destination: Destination, service: Service | null, walk: Walk | null): string {
  const place = service ? [service.namespace, service.name] : ['unresolved', destination.host];
  const subset = destination.subset === null ? [] : [destination.subset];
  const path = [...place, String(destination.port), ...subset];
  return [...path, ...(walk ? ['for', walk.namespace, walk.name] : [])].map(segment).join('/');
}

/** What of a Rollout shows in names. */
export type Walk = Pick<Rollout, 'namespace' | 'name'>;

/** The listener and the one route table of a port. */
export function portName(port: number): string {
  return `http/${port}`;
}

/** `VirtualService/shop/checkout`, safe. */
export function virtualHostName(id: string): string {
  return id.split('/').map(segment).join('/');
}
