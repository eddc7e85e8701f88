import { isIPv4, isIPv6 } from 'node:net';
import { asText, asTexts, boolean, set, text, type Builtin } from './value.ts';

const isValid: Builtin = (value) => boolean(parse(asText(value) ?? '') !== null);

/** The fewest networks that hold the same addresses. */
const merge: Builtin = (value) => {
  const sources = asTexts(value);
  if (sources === null) return null;
  const networks: Network[] = [];
  for (const source of sources) {
    const network = isIPv4(source) ? classOf(source) : parse(source);
    if (network === null) return null;
    networks.push(network);
  }
  const merged = ([32, 128] as const).flatMap((bits) => covering(networks.filter((network) => network.bits === bits)));
  return set(merged.map((network) => text(network.shown ?? print(network))));
};

/** The addresses from `first`, 2^size of them. */
export interface Network {
  readonly bits: 32 | 128;
  readonly first: bigint;
  /** Host bits: the address's bits less the prefix length. */
  readonly size: number;
  /** How it is written, as long as it is not joined with another. */
  readonly shown?: string;
}

/** An address without a prefix length has that of its class, as networks had before 1993. */
function classOf(address: string): Network | null {
  const value = v4(address);
  const length = value >> 31n === 0n ? 8 : value >> 30n === 2n ? 16 : value >> 29n === 6n ? 24 : null;
  const network = length === null ? null : parse(`${address}/${length}`);
  return network === null ? null : { ...network, shown: `${address}/${length}` };
}

export function parse(source: string): Network | null {
  const [address = '', length = '', ...more] = source.split('/');
  if (more.length > 0 || !/^\d{1,6}$/.test(length)) return null;
  const bits = isIPv4(address) ? 32 : isIPv6(address) && !address.includes('%') ? 128 : null;
  if (bits === null || Number(length) > bits) return null;
  const size = bits - Number(length);
  const value = bits === 32 ? v4(address) : v6(address);
  return { bits, first: (value >> BigInt(size)) << BigInt(size), size };
}

export function v4(address: string): bigint {
  return address.split('.').reduce((total, part) => total * 256n + BigInt(part), 0n);
}

export function v6(address: string): bigint {
  const mapped = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address);
  const tail = mapped === null ? null : v4(mapped[2] ?? '');
  const source =
    tail === null ? address : `${mapped?.[1]}${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}`;
  const [head = '', rest] = source.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = rest === undefined || rest === '' ? [] : rest.split(':');
  const groups = [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after];
  return groups.reduce((total, group) => total * 65536n + BigInt(`0x${group}`), 0n);
}

function covering(networks: readonly Network[]): readonly Network[] {
  const sorted = networks.toSorted((a, b) => (a.first === b.first ? b.size - a.size : a.first < b.first ? -1 : 1));
  const stack: Network[] = [];
  for (const network of sorted) {
    const last = stack.at(-1);
    if (last !== undefined && network.first < last.first + (1n << BigInt(last.size))) {
      stack.splice(-1, 1, bare(last));
      continue;
    }
    // What is next to another becomes one range with it, whether or not a network holds both.
    const isNext =
      last !== undefined && last.bits === network.bits && last.first + (1n << BigInt(last.size)) === network.first;
    if (isNext) stack.splice(-1, 1, bare(last));
    stack.push(isNext ? bare(network) : network);
    join(stack);
  }
  return stack;
}

function bare({ bits, first, size }: Network): Network {
  return { bits, first, size };
}

/** Two halves of one network become it, as often as that goes. */
function join(stack: Network[]): void {
  for (;;) {
    const [left, right] = stack.slice(-2);
    if (left === undefined || right === undefined || left.size !== right.size) return;
    const width = 1n << BigInt(left.size);
    if (left.first + width !== right.first || left.first % (2n * width) !== 0n) return;
    stack.splice(-2, 2, { bits: left.bits, first: left.first, size: left.size + 1 });
  }
}

export function print({ bits, first, size }: Network): string {
  if (bits === 32) return `${[24n, 16n, 8n, 0n].map((shift) => (first >> shift) & 255n).join('.')}/${32 - size}`;
  const groups = Array.from({ length: 8 }, (_, i) => ((first >> BigInt(112 - 16 * i)) & 0xffffn).toString(16));
  return `${compress(groups)}/${128 - size}`;
}

/** RFC 5952: the first of the longest runs of two zeros or more is left out. */
function compress(groups: readonly string[]): string {
  const runs = [...groups.join(':').matchAll(/(?:^|(?<=:))0(?::0)+(?=:|$)/g)];
  const longest = runs.reduce((best, run) => (run[0].length > best.length ? run[0] : best), '');
  const whole = groups.join(':');
  const run = runs.find(([zeros]) => zeros === longest);
  if (run === undefined) return whole;
  return `${whole.slice(0, run.index).replace(/:$/, '')}::${whole.slice(run.index + longest.length).replace(/^:/, '')}`;
}

export const cidr = { 'net.cidr_is_valid': isValid, 'net.cidr_merge': merge } satisfies Record<string, Builtin>;
