/** The text of bytes; each that is no UTF-8 is U+FFFD, as OPA shows it. */
export function textOfBytes(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (Buffer.from(text, 'utf8').equals(bytes)) return text;
  let out = '';
  for (let at = 0; at < bytes.length;) {
    const character = characterAt(bytes, at);
    out += character ?? '\ufffd';
    at += character === null ? 1 : Buffer.byteLength(character);
  }
  return out;
}

function characterAt(bytes: Buffer, at: number): string | null {
  for (let length = 1; length <= 4; length += 1) {
    const part = bytes.subarray(at, at + length);
    const text = part.toString('utf8');
    if (part.length === length && Buffer.from(text, 'utf8').equals(part)) return text;
  }
  return null;
}
