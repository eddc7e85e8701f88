/** Just enough of the protobuf wire format to frame messages that are encoded already. */

const encoder = new TextEncoder();

/** A length-delimited field as pieces, to be joined once at the end: what is inside is not copied. */
export function field(number: number, pieces: readonly Uint8Array[]): readonly Uint8Array[] {
  let length = 0;
  for (const piece of pieces) length += piece.length;
  return [Uint8Array.from([...varint(number * 8 + 2), ...varint(length)]), ...pieces];
}

/** A string field; none when it is empty, as proto3 has it. */
export function textField(number: number, text: string): readonly Uint8Array[] {
  return text === '' ? [] : field(number, [encoder.encode(text)]);
}

export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const piece of pieces) length += piece.length;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function varint(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest & 127) | 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}
