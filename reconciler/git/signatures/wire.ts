/** SSH's wire format (RFC 4251): strings with their length in front. Read strictly: what is not exactly so is nothing. */

/** The first `count` strings, and what follows them; null where the bytes end before. */
export function takeStrings(bytes: Buffer, count: number): { strings: readonly Buffer[]; rest: Buffer } | null {
  const strings: Buffer[] = [];
  let at = 0;
  while (strings.length < count) {
    if (at + 4 > bytes.length) return null;
    const end = at + 4 + bytes.readUInt32BE(at);
    if (end > bytes.length) return null;
    strings.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return { strings, rest: bytes.subarray(at) };
}

/** Exactly `count` strings and not a byte more; null else. */
export function splitStrings(bytes: Buffer, count: number): readonly Buffer[] | null {
  const taken = takeStrings(bytes, count);
  return taken === null || taken.rest.length > 0 ? null : taken.strings;
}

/** One string, as it goes over the wire. */
export function wireString(content: Uint8Array | string): Buffer {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** The magnitude of a positive `mpint` in its one valid form; null for zero, a negative one, or needless zeros. */
export function positiveMpint(bytes: Buffer): Buffer | null {
  const [first = 0x80, second = 0] = bytes;
  if (first >= 0x80 || (first === 0 && second < 0x80)) return null;
  return first === 0 ? bytes.subarray(1) : bytes;
}

/** A magnitude as `mpint`. */
export function wireMpint(magnitude: Buffer): Buffer {
  const start = magnitude.findIndex((byte) => byte !== 0);
  const trimmed = start < 0 ? Buffer.alloc(0) : magnitude.subarray(start);
  const [first = 0] = trimmed;
  return wireString(first >= 0x80 ? Buffer.concat([Buffer.alloc(1), trimmed]) : trimmed);
}

/** The bytes of canonical base64; null for anything that another spelling could mean as well. */
export function strictBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length > 0 && bytes.toString('base64') === text ? bytes : null;
}
