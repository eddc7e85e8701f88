/** Fields that name another object of ours: `checkout`, or `shop/checkout` where it is of another namespace. */

import { type Decoder, malformed } from '../decode.ts';
import { describe } from '../json.ts';

const namespace = '[a-z0-9](?:[a-z0-9-]{0,251}[a-z0-9])?';
const name = '[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?';
const pattern = new RegExp(`^(?:${namespace}/)?${name}$`);

/** As written; `inNamespace` makes it whole. */
export const reference: Decoder<string> = (value, at) =>
  typeof value === 'string' && pattern.test(value)
    ? value
    : malformed(at, `Expected the name of an object, found ${describe(value)}`, 'Write name, or namespace/name.');

/** `namespace/name` of what a reference in an object of `own` means. */
export function inNamespace(written: string, own: string): string {
  return written.includes('/') ? written : `${own}/${written}`;
}
