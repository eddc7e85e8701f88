import { print } from '../cidr.ts';
import { fail } from './der.ts';

/** The text of four or sixteen bytes. */
export function addressText(bytes: Buffer): string {
  if (bytes.length !== 4 && bytes.length !== 16) fail(`an address of ${bytes.length} bytes`);
  const first = BigInt(`0x${bytes.toString('hex')}`);
  // Go shows an address of version 4 as such, however it is kept.
  const isShort = bytes.length === 4 || first >> 32n === 0xffffn;
  return print({ bits: isShort ? 32 : 128, first: isShort ? first & 0xffffffffn : first, size: 0 }).replace(
    /\/\d+$/,
    '',
  );
}
