/** Changes that proxies of a kind turn down, and the proxies that do. */

import { clusterType, routeType } from '../../reconciler/xds/snapshot.ts';
import type { Fleet, Habit } from './fleet.ts';
import { edited } from './shop.ts';

/** Takes the clusters that it has now, and no other. */
export function conservative(fleet: Fleet): Habit {
  const known = new Set([...(fleet.runs()?.resources.get(clusterType)?.values() ?? [])].map((each) => each.digest));
  return (resource) =>
    resource.typeUrl === clusterType && !known.has(resource.digest) ? 'max_pending_requests is no good' : null;
}

/** Takes the route table that it has now, and no other. */
export function settledInItsWays(fleet: Fleet): Habit {
  const known = fleet.runs()?.resources.get(routeType)?.values().next().value?.digest;
  return (resource) => (resource.typeUrl === routeType && resource.digest !== known ? 'no such table' : null);
}

/** A connection pool for v1: its cluster changes, and nothing else. */
export function withPool(files: Readonly<Record<string, string>>): Record<string, string> {
  const policy = 'trafficPolicy: {connectionPool: {http: {http1MaxPendingRequests: 7}}}';
  const from = '{name: v1, labels: {version: v1}}';
  return edited(files, 'services/checkout.yaml', from, `{name: v1, labels: {version: v1}, ${policy}}`);
}

/** A second host, with the routes of the first. */
export function withOther(files: Readonly<Record<string, string>>): Record<string, string> {
  const checkout = files['routes/checkout.yaml'] ?? '';
  return { ...files, 'routes/other.yaml': checkout.replaceAll(/(name|hosts): (\[?)checkout/g, '$1: $2other') };
}
