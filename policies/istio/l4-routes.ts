/** Istio's TCPRoute and TLSRoute: rules for connections, by where they go and which name they ask for. */

import { normalAddress } from '../address.ts';
import { ipBlock } from '../address-field.ts';
import { type Check, itemsOf } from '../checks.ts';
import { type At, below, type Decoder, labels, list, malformed, record, required } from '../decode.ts';
import { hostPattern } from '../host-field.ts';
import { isList, type JsonObject } from '../json.ts';
import { plainDestinations } from './destination.ts';
import { dnsLabel, gatewayNames } from './names.ts';
import { portOrNone } from './ports.ts';

const matchFields = {
  destinationSubnets: list(ipBlock),
  port: portOrNone,
  sourceLabels: labels,
  gateways: gatewayNames,
  sourceNamespace: dnsLabel,
};

export const tcpRoutes: Decoder<readonly unknown[]> = list(
  record({ match: list(record({ ...matchFields, sourceSubnet: ipBlock })), route: required(plainDestinations) }),
);

const tlsMatch = record({ ...matchFields, sniHosts: required(list(hostPattern, 1)) });

export const tlsRoutes: Decoder<readonly unknown[]> = list(
  record({ match: required(list(tlsMatch, 1)), route: required(plainDestinations) }),
);

/** A name that none of the hosts covers is never asked for here. */
export const sniOfHosts: Check = (value, at) => {
  const hosts = textsOf(value, 'hosts');
  if (hosts.length === 0) return;
  for (const route of itemsOf(value, 'tls', at)) {
    for (const match of itemsOf(route.item, 'match', route.at)) {
      for (const [index, name] of textsOf(match.item, 'sniHosts').entries()) {
        if (!isAddress(name) && !hosts.some((host) => covers(host, name)))
          outsideHosts(name, below(below(match.at, 'sniHosts'), index));
      }
    }
  }
};

function outsideHosts(name: string, at: At): void {
  malformed(at, `${JSON.stringify(name)} is none of the hosts`, 'Add it to hosts, or write a name that is below one.');
}

/** Items that are no texts stay, as empty ones, so that places hold. */
function textsOf(value: JsonObject, field: string): readonly string[] {
  const items = value[field];
  return isList(items) ? items.map((item) => (typeof item === 'string' ? item.toLowerCase() : '')) : [];
}

function covers(host: string, name: string): boolean {
  return name === host || name === '' || (host.startsWith('*') && name.endsWith(host.slice(1)));
}

/** Few clients ask for one, but they may. */
function isAddress(name: string): boolean {
  return normalAddress(name) !== null;
}
