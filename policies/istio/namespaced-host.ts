/** Hosts of gateways and sidecars: `namespace/host`. */

import { ipAddress } from '../address-field.ts';
import { type At, type Decoder, malformed, text } from '../decode.ts';
import { hostPattern } from '../host-field.ts';

const label = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/;

/** A gateway may leave the namespace out, and a sidecar may name nobody (`~`). */
export function namespacedHost(of: 'gateway' | 'sidecar'): Decoder<string> {
  const words: readonly string[] = of === 'gateway' ? ['*', '.'] : ['*', '.', '~'];
  return (value, at) => {
    const read = text(value, at);
    if (read === undefined) return undefined;
    const slash = read.indexOf('/');
    if (slash === -1) return of === 'gateway' ? wholeHost(read, at) : withoutNamespace(read, at);
    const namespace = read.slice(0, slash);
    if (words.includes(namespace) || label.test(namespace)) return wholeHost(read.slice(slash + 1), at);
    return malformed(at, `${JSON.stringify(namespace)} is no namespace`, `Write a name, or ${words.join(' or ')}.`);
  };
}

function withoutNamespace(host: string, at: At): undefined {
  return malformed(at, `${JSON.stringify(host)} says no namespace`, 'Write namespace/host, "./*" or "*/*".');
}

/** Names without a dot are those of services, and mean nothing outside of their namespace. */
function wholeHost(host: string, at: At): string | undefined {
  if (host.includes(':')) return ipAddress(host, at);
  const read = hostPattern(host, at);
  if (read === undefined || read === '*' || read.includes('.')) return read;
  return malformed(at, `${JSON.stringify(host)} is no whole name of a host`, 'Write it like www.example.com.');
}
