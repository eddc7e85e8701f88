import { base64Bytes } from './base64.ts';

export interface PemBlock {
  /** `CERTIFICATE`, `PUBLIC KEY`. */
  readonly type: string;
  readonly bytes: Buffer;
  /** What follows it. */
  readonly rest: string;
}

const block =
  /(?:^|\n)-----BEGIN ([^\n]*?)-----[ \t\r]*\n((?:[^\n:-]*:[^\n]*\n)*)([^-]*?)(?:\n|(?<=\n))-----END \1-----[ \t\r]*(?:\n|$)/;

/** The first PEM block of a text; what comes before it does not matter. Null when there is none. */
export function readPem(source: string): PemBlock | null {
  const found = block.exec(source);
  if (found === null) return null;
  const rest = source.slice(found.index + found[0].length);
  const bytes = base64Bytes((found[3] ?? '').replaceAll(/[ \t]/g, ''));
  // With headers and nothing else it is none.
  const isEmpty = found[2] !== '' && found[3] === '';
  return bytes === null || isEmpty ? readPem(rest) : { type: found[1] ?? '', bytes, rest };
}
