/** IP addresses and CIDR blocks, normalised. */

/** An IPv4 or IPv6 address in its shortest usual form; null when the text is none. A mapped IPv4 address is IPv4. */
export function normalAddress(text: string): string | null {
  const bytes = parseAddress(text);
  return bytes && format(isMapped(bytes) ? bytes.slice(12) : bytes);
}

/** `10.1.2.3/8` as `10.0.0.0/8`, a lone address with its full length; null when the text is no block. */
export function normalBlock(text: string): string | null {
  const [address = '', length, ...rest] = text.split('/');
  const bytes = parseAddress(address);
  if (!bytes || rest.length > 0 || (length !== undefined && !/^(?:0|[1-9]\d{0,2})$/.test(length))) return null;
  const bits = length === undefined ? bytes.length * 8 : Number(length);
  if (bits > bytes.length * 8) return null;
  // A peer with an IPv4 address is seen as such, and would never be in the mapped block.
  if (isMapped(bytes) && bits >= 96) return normalBlock(`${format(bytes.slice(12))}/${bits - 96}`);
  const masked = bytes.map((byte, index) => byte & (0xff00 >> Math.min(8, Math.max(0, bits - index * 8))) & 0xff);
  return `${format(masked)}/${bits}`;
}

type Bytes = readonly number[];

/** `::ffff:0:0/96` */
function isMapped(bytes: Bytes): boolean {
  return bytes.length === 16 && bytes.slice(0, 12).every((byte, index) => byte === (index < 10 ? 0 : 255));
}

function parseAddress(text: string): Bytes | null {
  return text.includes(':') ? parseV6(text) : parseV4(text);
}

function parseV4(text: string): Bytes | null {
  const parts = text.split('.');
  // No leading zeros: some readers take 010 for 8.
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256))
    return null;
  return parts.map(Number);
}

function parseV6(text: string): Bytes | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head, tail] = halves.map((half) => (half === '' ? [] : groups(half)));
  if (!head || (halves.length === 2 && !tail)) return null;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const all = [...head, ...Array.from({ length: missing }, () => 0), ...(tail ?? [])];
  return all.flatMap((group) => [group >> 8, group & 0xff]);
}

/** 16-bit groups; the last may be an IPv4 address. */
function groups(text: string): readonly number[] | null {
  const parts = text.split(':');
  const last = parts.at(-1) ?? '';
  const v4 = last.includes('.') ? parseV4(last) : null;
  const words = v4 ? parts.slice(0, -1) : parts;
  if (!words.every((word) => /^[0-9a-fA-F]{1,4}$/.test(word))) return null;
  const [a = 0, b = 0, c = 0, d = 0] = v4 ?? [];
  return [...words.map((word) => Number.parseInt(word, 16)), ...(v4 ? [(a << 8) | b, (c << 8) | d] : [])];
}

/** RFC 5952 for IPv6: lower case, the longest run of zero groups as `::`. */
function format(bytes: Bytes): string {
  if (bytes.length === 4) return bytes.join('.');
  const words = Array.from({ length: 8 }, (_, index) => ((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0));
  let best = { start: 0, length: 0 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && words[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  const hex = words.map((word) => word.toString(16));
  if (best.length < 2) return hex.join(':');
  return `${hex.slice(0, best.start).join(':')}::${hex.slice(best.start + best.length).join(':')}`;
}
