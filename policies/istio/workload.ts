/** What Istio knows of a machine: a WorkloadEntry says it, and so do a ServiceEntry and a WorkloadGroup. */

import { ipAddress } from '../address-field.ts';
import { type Check, has } from '../checks.ts';
import { below, type Decoder, integer, labels, malformed, port, text } from '../decode.ts';
import { hostName } from '../host-field.ts';
import { describe, isObject } from '../json.ts';
import { dnsLabel } from './names.ts';
import { saysUnix, unixAddress } from './ports.ts';

/** From the name of a service's port to the machine's own. */
export const workloadPorts: Decoder<Readonly<Record<string, number>>> = (value, at) => {
  if (!isObject(value)) return malformed(at, `Expected an object, found ${describe(value)}`);
  const read = Object.entries(value).map(([name, entry]) => [name, port(entry, below(at, name))] as const);
  return Object.fromEntries(read.filter((entry): entry is readonly [string, number] => entry[1] !== undefined));
};

export type AddressForm = 'ip' | 'name' | 'socket';

/** What a text would be as an address: names end in letters. */
export function formOf(address: unknown): AddressForm {
  if (saysUnix(address)) return 'socket';
  return typeof address === 'string' && !address.includes(':') && /[^0-9.]\.?$/.test(address) ? 'name' : 'ip';
}

const decoders = { ip: ipAddress, name: hostName, socket: unixAddress };

/** An address of one of these forms; of any other it is read as an IP address, which it is not. */
export function addressOf(...forms: readonly AddressForm[]): Decoder<string> {
  return (value, at) => {
    const form = formOf(value);
    return decoders[forms.includes(form) ? form : 'ip'](value, at);
  };
}

/** All fields but the address. */
export const workloadFields = {
  ports: workloadPorts,
  labels,
  weight: integer(0, 4_294_967_295),
  network: text,
  locality: text,
  serviceAccount: text,
};

/** A socket is one port itself. */
const socketAlone: Check = (value, at) => {
  if (saysUnix(value['address']) && has(value, 'ports'))
    malformed(below(at, 'ports'), 'A socket has no ports', 'Remove them, or give an IP address.');
};

const portNames: Check = (value, at) => {
  const { ports } = value;
  if (!isObject(ports)) return;
  for (const name of Object.keys(ports)) dnsLabel(name, { ...below(below(at, 'ports'), name), part: 'key' });
};

export const workloadChecks: readonly Check[] = [socketAlone, portNames];

/** Istio: a machine of another network may be behind its gateway, and have no address here. */
export const addressed: Check = (value, at) => {
  if (!has(value, 'address') && !has(value, 'network'))
    malformed(at, 'The field "address" is missing', 'Add "address".');
};
