/** Percent-encoding of bytes, as URLs have it. */

/** The text of what is encoded; null where that is malformed, or no UTF-8. */
export function percentDecoded(source: string): string | null {
  if (!source.includes('%')) return source;
  try {
    return decodeURIComponent(source);
  } catch {
    return null;
  }
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
