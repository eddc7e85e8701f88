import { isIPv4, isIPv6 } from 'node:net';
import { parse, print, v4, v6, type Network } from './cidr.ts';
import { array, asText, number, set, text, type Builtin, type Value } from './value.ts';

/** More addresses than this are a rule's mistake. */
const largestExpansion = 1n << 20n;

/** `net.cidr_expand`: every address of a network. */
const expand: Builtin = (value) => {
  const network = parse(asText(value) ?? '');
  if (network === null) return null;
  const count = 1n << BigInt(network.size);
  if (count > largestExpansion) throw new Error(`net.cidr_expand: more than ${largestExpansion} addresses`);
  return set(Array.from({ length: Number(count) }, (_, i) => text(addressOf(network, BigInt(i)))));
};

function addressOf({ bits, first }: Network, index: bigint): string {
  return print({ bits, first: first + index, size: 0 }).replace(/\/\d+$/, '');
}

/** `net.cidr_contains_matches`: which of the networks contain which of the networks or addresses, by their places. */
const containsMatches: Builtin = (networks, others) => {
  const outer = placed(networks);
  const inner = placed(others);
  if (outer === null || inner === null) return null;
  const found: Value[] = [];
  for (const [outerPlace, source] of outer) {
    for (const [innerPlace, other] of inner) {
      const network = parse(source);
      const part = isIPv4(other) || isIPv6(other) ? addressNetwork(other) : parse(other);
      if (network === null || part === null) return null;
      if (contains(network, part)) found.push(array([outerPlace, innerPlace]));
    }
  }
  return set(found);
};

/** Addresses of version 4 may be written as of version 6. */
function addressNetwork(address: string): Network {
  if (isIPv4(address)) return { bits: 32, first: v4(address), size: 0 };
  const value = v6(address.replace(/%.*$/, ''));
  return value >> 32n === 0xffffn
    ? { bits: 32, first: value & 0xffffffffn, size: 0 }
    : { bits: 128, first: value, size: 0 };
}

function contains(network: Network, part: Network): boolean {
  if (network.bits !== part.bits) return false;
  const last = network.first + (1n << BigInt(network.size));
  return part.first >= network.first && part.first + (1n << BigInt(part.size)) <= last;
}

/** Each text with its place: itself, its position, its key, or the member that it begins. Null for anything else. */
function placed(value: Value | undefined): readonly (readonly [place: Value, source: string])[] | null {
  const pairs = pairsOf(value);
  const found: (readonly [Value, string])[] = [];
  for (const [place, item] of pairs) {
    const source = item.kind === 'array' ? item.items[0] : item;
    if (source?.kind !== 'string') return null;
    found.push([place, source.value]);
  }
  return found;
}

function pairsOf(value: Value | undefined): readonly (readonly [place: Value, item: Value])[] {
  switch (value?.kind) {
    case 'string':
      return [[value, value]];
    case 'array':
      return value.items.map((item, i) => [number(i), item]);
    case 'set':
      return value.items.map((item) => [item, item]);
    case 'object':
      return value.entries;
    case 'null':
    case 'boolean':
    case 'number':
    case undefined:
      return [];
  }
}

export const cidrMatch = {
  'net.cidr_expand': expand,
  'net.cidr_contains_matches': containsMatches,
} satisfies Record<string, Builtin>;
