/** What an EnvoyFilter looks for: by the proxy, and by a listener, a route or a cluster. */

import { atMostOne, type Check, checked, has } from '../checks.ts';
import { below, type Decoder, filledText, labels, malformed, oneOf, port, record, required, text } from '../decode.ts';
import type { Json } from '../mesh.ts';
import { portOrNone } from './ports.ts';

/** Compiled by Go, which knows a little more than others do: only what surely is none is turned down. */
const version: Decoder<string> = (value, at) => {
  const read = text(value, at);
  if (read === undefined) return undefined;
  const open = read.replaceAll(/\\./g, '').replaceAll(/\[[^\]]*\]/g, '');
  const even = open.split('(').length === open.split(')').length;
  return even && !/^[*+?]|\\$/.test(open) ? read : malformed(at, `${JSON.stringify(read)} is no regular expression`);
};

const listener = record({
  name: text,
  portNumber: portOrNone,
  portName: text,
  listenerFilter: text,
  filterChain: record({
    name: text,
    sni: text,
    transportProtocol: text,
    transportSocket: text,
    applicationProtocols: text,
    destinationPort: portOrNone,
    filter: record({ name: required(filledText), subFilter: record({ name: required(filledText) }) }),
  }),
});

const routeConfiguration = record({
  name: text,
  portNumber: portOrNone,
  portName: text,
  gateway: text,
  vhost: record({
    name: text,
    domainName: text,
    route: record({ name: text, action: oneOf('ANY', 'ROUTE', 'REDIRECT', 'DIRECT_RESPONSE') }),
  }),
});

const cluster = record({ name: text, portNumber: portOrNone, service: text, subset: text });

const waypoint = record({
  portNumber: port,
  filter: record({ name: text, subFilter: record({ name: text }) }),
  route: record({ name: text }),
});

/** What is looked for in waypoints is not to be found elsewhere. */
const ofWaypoints: Check = (value, at) => {
  const inWaypoint = value['context'] === 'WAYPOINT';
  if (inWaypoint && !has(value, 'waypoint')) malformed(at, 'The field "waypoint" is missing', 'Add "waypoint".');
  if (!inWaypoint && has(value, 'waypoint'))
    malformed(below(at, 'waypoint'), 'This goes with the context WAYPOINT alone', 'Set the context, or remove it.');
};

export const envoyMatch: Decoder<unknown> = checked(
  record({
    context: oneOf('ANY', 'SIDECAR_INBOUND', 'SIDECAR_OUTBOUND', 'GATEWAY', 'WAYPOINT'),
    proxy: record({ proxyVersion: version, metadata: labels }),
    listener,
    routeConfiguration,
    cluster,
    waypoint,
  }),
  atMostOne('listener', 'routeConfiguration', 'cluster', 'waypoint'),
  ofWaypoints,
);

const classes: ReadonlyMap<Json | undefined, string> = new Map<Json | undefined, string>([
  ...['LISTENER', 'FILTER_CHAIN', 'NETWORK_FILTER', 'HTTP_FILTER'].map((each) => [each, 'listener'] as const),
  ...['ROUTE_CONFIGURATION', 'VIRTUAL_HOST', 'HTTP_ROUTE'].map((each) => [each, 'routeConfiguration'] as const),
  ['CLUSTER', 'cluster'],
]);

/** By what an object of this kind is looked for; null where that is open. */
export function classOf(applyTo: Json | undefined): string | null {
  return classes.get(applyTo) ?? null;
}
