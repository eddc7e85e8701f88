/** What the parts of a ServiceEntry have to do with each other. */

import { atMostOne, type Check, itemsOf, onlyOnce } from '../checks.ts';
import { type At, below, malformed } from '../decode.ts';
import { isList, isObject, type JsonObject } from '../json.ts';
import type { Json } from '../mesh.ts';
import { spokenBy } from './ports.ts';
import { formOf } from './workload.ts';

function resolutionOf(value: JsonObject): Json {
  return value['resolution'] ?? 'NONE';
}

function textsOf(value: JsonObject, field: string, at: At): readonly { text: string; at: At }[] {
  const items = value[field];
  if (!isList(items)) return [];
  return items.flatMap((text, index) =>
    typeof text === 'string' ? [{ text, at: below(below(at, field), index) }] : [],
  );
}

/** Names are resolved one by one, so that each is to be whole. */
const wholeHosts: Check = (value, at) => {
  const resolution = resolutionOf(value);
  if (resolution !== 'DNS' && resolution !== 'DNS_ROUND_ROBIN') return;
  if (isList(value['endpoints']) && value['endpoints'].length > 0) return;
  for (const { text, at: here } of textsOf(value, 'hosts', at)) {
    if (text.startsWith('*') && text !== '*')
      malformed(here, `Nothing can look up ${text}`, 'Name whole hosts, give endpoints, or set another resolution.');
  }
};

const blocks: Check = (value, at) => {
  const resolution = resolutionOf(value);
  if (resolution === 'NONE' || resolution === 'STATIC') return;
  for (const { text, at: here } of textsOf(value, 'addresses', at)) {
    if (text.includes('/'))
      malformed(here, 'Blocks of addresses go with the resolution NONE or STATIC', 'Write one address.');
  }
};

const endpointsOfResolution: Check = (value, at) => {
  const { endpoints } = value;
  if (!isList(endpoints) || endpoints.length === 0) return;
  const here = below(at, 'endpoints');
  const resolution = resolutionOf(value);
  if (resolution === 'NONE') malformed(here, 'With the resolution NONE there are no endpoints', 'Set it to STATIC.');
  if (resolution === 'DNS_ROUND_ROBIN' && endpoints.length > 1)
    malformed(here, 'The resolution DNS_ROUND_ROBIN takes one endpoint', 'Set it to DNS.');
};

/** What is static has no names to look up. */
const staticAddresses: Check = (value, at) => {
  if (resolutionOf(value) !== 'STATIC') return;
  for (const { item, at: here } of itemsOf(value, 'endpoints', at)) {
    if (formOf(item['address'] ?? '') === 'name')
      malformed(below(here, 'address'), 'With the resolution STATIC an endpoint has an IP address', 'Set it to DNS.');
  }
};

const endpointPorts: Check = (value, at) => {
  const names = new Set(itemsOf(value, 'ports', at).map(({ item }) => item['name']));
  for (const { item, at: here } of itemsOf(value, 'endpoints', at)) {
    const ports = item['ports'];
    for (const name of isObject(ports) ? Object.keys(ports) : []) {
      if (names.has(name)) continue;
      const place: At = { ...below(below(here, 'ports'), name), part: 'key' };
      malformed(place, `The service has no port ${JSON.stringify(name)}`, 'Use the name of one of its ports.');
    }
  }
};

/** Without a host in the request, several hosts of one port cannot be told apart. */
const hostsOfPorts: Check = (value, at) => {
  const { hosts } = value;
  if (resolutionOf(value) === 'NONE' || !isList(hosts) || hosts.length < 2) return;
  const plain = itemsOf(value, 'ports', at).find(({ item }) => spokenBy(item['protocol'] ?? 'tcp') === 'plain');
  if (plain) {
    const remedy = 'Set the protocol to HTTP, HTTPS or TLS, or write a ServiceEntry for each host.';
    malformed(plain.at, 'Several hosts cannot be told apart at a port that speaks neither HTTP nor TLS', remedy);
  }
};

export const serviceEntryChecks: readonly Check[] = [
  atMostOne('workloadSelector', 'endpoints'),
  onlyOnce('ports', 'name'),
  onlyOnce('ports', 'number'),
  wholeHosts,
  blocks,
  endpointsOfResolution,
  staticAddresses,
  endpointPorts,
  hostsOfPorts,
];
