import { object } from './json.ts';
import { asText, number, text, type Builtin, type Entry, type Value } from './value.ts';

/** `uuid.parse`: version and variant; of those made by a clock, what it said and on which machine. */
const parse: Builtin = (value) => {
  const bytes = bytesOf(asText(value) ?? '');
  if (bytes === null) return null;
  const version = byte(bytes, 6) >> 4;
  const fields: Record<string, Value> = { version: number(version), variant: text(variantOf(byte(bytes, 8))) };
  if (version === 1 || version === 2) Object.assign(fields, clockFields(bytes));
  if (version === 2) {
    fields['id'] = number(bytes.readUInt32BE(0));
    fields['domain'] = text(['Person', 'Group', 'Org'][byte(bytes, 9)] ?? `Domain${byte(bytes, 9)}`);
  }
  return object(Object.entries(fields).map(([name, field]): Entry => [text(name), field]));
};

const dashed = /^([\dA-Fa-f]{8})-([\dA-Fa-f]{4})-([\dA-Fa-f]{4})-([\dA-Fa-f]{4})-([\dA-Fa-f]{12})$/;

function bytesOf(source: string): Buffer | null {
  if (/^[\dA-Fa-f]{32}$/.test(source)) return Buffer.from(source, 'hex');
  const bare = /^urn:uuid:/i.test(source)
    ? source.slice(9)
    : // Any two characters around it; they need not be braces.
      /^\p{ASCII}.{36}\p{ASCII}$/u.test(source)
      ? source.slice(1, -1)
      : source;
  const groups = dashed.exec(bare);
  return groups === null ? null : Buffer.from(groups.slice(1).join(''), 'hex');
}

function byte(bytes: Buffer, at: number): number {
  return bytes[at] ?? 0;
}

function variantOf(bits: number): string {
  if ((bits & 0xc0) === 0x80) return 'RFC4122';
  if ((bits & 0xe0) === 0xc0) return 'Microsoft';
  return (bits & 0xe0) === 0xe0 ? 'Future' : 'Reserved';
}

/** In steps of 100 ns from 1582 to 1970. */
const before1970 = 122_192_928_000_000_000n;

function clockFields(bytes: Buffer): Readonly<Record<string, Value>> {
  const high = BigInt(bytes.readUInt16BE(6) & 0xfff) << 48n;
  const steps = high | (BigInt(bytes.readUInt16BE(4)) << 32n) | BigInt(bytes.readUInt32BE(0));
  const node = [...bytes.subarray(10)];
  const first = node[0] ?? 0;
  return {
    time: number(BigInt.asIntN(64, (steps - before1970) * 100n)),
    nodeid: text(node.map((each) => each.toString(16).padStart(2, '0')).join('-')),
    macvariables: text(`${(first & 2) === 0 ? 'global' : 'local'}:${(first & 1) === 0 ? 'unicast' : 'multicast'}`),
    clocksequence: number(bytes.readUInt16BE(8) & 0x3fff),
  };
}

export const uuid = { 'uuid.parse': parse } satisfies Record<string, Builtin>;
