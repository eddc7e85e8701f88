/** Reads DER, the bytes of certificates and keys. */

/** The bytes are malformed: undefined, as in OPA. */
export class DerError extends Error {}

export interface Cursor {
  readonly bytes: Buffer;
  at: number;
}

export interface Element {
  /** With its class: 0x30 is a sequence, 0xa0 the constructed [0]. */
  readonly tag: number;
  readonly body: Buffer;
  /** Tag, length and body. */
  readonly raw: Buffer;
}

export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  oid: 0x06,
  sequence: 0x30,
  set: 0x31,
  utcTime: 0x17,
  generalizedTime: 0x18,
} as const;

export function fail(message: string): never {
  throw new DerError(message);
}

export function cursorOf(bytes: Buffer): Cursor {
  return { bytes, at: 0 };
}

export function isAtEnd({ bytes, at }: Cursor): boolean {
  return at >= bytes.length;
}

export function readAny(cursor: Cursor): Element {
  const { bytes, at } = cursor;
  const tag = byteAt(bytes, at);
  if ((tag & 0x1f) === 0x1f) fail('a tag of more than one byte');
  const first = byteAt(bytes, at + 1);
  let [length, start] = [first, at + 2];
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0 || count > 4) fail('a length that is not definite');
    length = bytes.readUIntBE(checked(bytes, start, count), count);
    start += count;
    if (length < 0x80 || length < 2 ** (8 * (count - 1))) fail('a length that is longer than it needs to be');
  }
  checked(bytes, start, length);
  cursor.at = start + length;
  return { tag, body: bytes.subarray(start, cursor.at), raw: bytes.subarray(at, cursor.at) };
}

function byteAt(bytes: Buffer, at: number): number {
  return bytes[at] ?? fail('it ends too early');
}

function checked(bytes: Buffer, start: number, length: number): number {
  return start + length > bytes.length ? fail('it ends too early') : start;
}

export function read(cursor: Cursor, tag: number): Element {
  const element = readAny(cursor);
  return element.tag === tag ? element : fail(`the tag ${tag} was expected`);
}

export function hasTag({ bytes, at }: Cursor, tag: number): boolean {
  return bytes[at] === tag;
}

export function readOptional(cursor: Cursor, tag: number): Element | null {
  return hasTag(cursor, tag) ? readAny(cursor) : null;
}

/** What is inside of a sequence. */
export function sequence(cursor: Cursor): Cursor {
  return cursorOf(read(cursor, tags.sequence).body);
}

/** Each of what is inside. */
export function each<T>(cursor: Cursor, readOne: (cursor: Cursor) => T): readonly T[] {
  const items: T[] = [];
  while (!isAtEnd(cursor)) items.push(readOne(cursor));
  return items;
}

export function readInteger(cursor: Cursor, tag: number = tags.integer): bigint {
  return integerOf(read(cursor, tag).body);
}

export function integerOf(body: Buffer): bigint {
  const [first, second] = body;
  if (first === undefined) return fail('an integer of no bytes');
  const isPadded = second !== undefined && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80));
  if (isPadded) fail('an integer that is longer than it needs to be');
  return BigInt.asIntN(body.length * 8, BigInt(`0x${body.toString('hex')}`));
}

export function readBoolean(cursor: Cursor): boolean {
  const [byte] = read(cursor, tags.boolean).body;
  return byte === 0xff ? true : byte === 0 ? false : fail('neither true nor false');
}

export function readOid(cursor: Cursor): readonly number[] {
  return oidOf(read(cursor, tags.oid).body);
}

export function oidOf(body: Buffer): readonly number[] {
  const parts: number[] = [];
  let value = 0;
  for (const byte of body) {
    value = value * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    parts.push(value);
    value = 0;
  }
  const [first, ...rest] = parts;
  if (first === undefined || (body.at(-1) ?? 0) >= 0x80) return fail('an identifier that is cut off');
  const root = Math.min(Math.floor(first / 40), 2);
  return [root, first - root * 40, ...rest];
}

/** Whole bits, moved to the end of their bytes. */
export function readBits(cursor: Cursor): Buffer {
  const { unused, bytes } = readBitString(cursor);
  if (unused === 0) return bytes;
  const value = BigInt(`0x${bytes.toString('hex')}`) >> BigInt(unused);
  return Buffer.from(value.toString(16).padStart(bytes.length * 2, '0'), 'hex');
}

export function readBitString(cursor: Cursor): { readonly unused: number; readonly bytes: Buffer } {
  const { body } = read(cursor, tags.bits);
  const unused = body[0] ?? 8;
  if (unused > 7 || (unused > 0 && body.length === 1)) fail('bits that are not there');
  return { unused, bytes: body.subarray(1) };
}
