/** Percent-encoding of bytes, as URLs have it. */

import { textOfBytes } from './bytes-text.ts';

/** The text of what is encoded; null where that is malformed. */
export function percentDecoded(source: string): string | null {
  if (/%(?![\dA-Fa-f]{2})/.test(source)) return null;
  const latin1 = Buffer.from(source.toWellFormed(), 'utf8').toString('latin1');
  const decoded = latin1.replaceAll(/%(..)/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  return textOfBytes(Buffer.from(decoded, 'latin1'));
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
