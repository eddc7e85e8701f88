/** Percent-encoding of bytes, as URLs have it. */

/** The text of what is encoded; null where that is malformed, or no UTF-8. */
export function percentDecoded(source: string): string | null {
  const bytes = percentBytes(source);
  const text = bytes?.toString('utf8') ?? '';
  return bytes !== null && Buffer.from(text, 'utf8').equals(bytes) ? text : null;
}

/** The bytes of what is encoded; null where that is malformed. */
export function percentBytes(source: string): Buffer | null {
  if (/%(?![\dA-Fa-f]{2})/.test(source)) return null;
  const latin1 = Buffer.from(source.toWellFormed(), 'utf8').toString('latin1');
  const decoded = latin1.replaceAll(/%(..)/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  return Buffer.from(decoded, 'latin1');
}

/** Every byte outside of `kept` (a class of ASCII characters) becomes `%XX`. */
export function percentEncoded(source: string, kept: RegExp): string {
  let out = '';
  for (const byte of Buffer.from(source, 'utf8')) {
    const character = String.fromCharCode(byte);
    const keep = byte < 0x80 && kept.test(character);
    out += keep ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}
