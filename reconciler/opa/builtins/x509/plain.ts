import { object } from '../json.ts';
import { type Entry, number, text, type Value } from '../value.ts';

/** What Go would write as JSON: bytes are base64, and what is not there is null. */
export type Plain =
  string | number | bigint | boolean | null | Buffer | readonly Plain[] | { readonly [name: string]: Plain };

export function valueOfPlain(plain: Plain): Value {
  if (typeof plain === 'string') return text(plain);
  if (typeof plain === 'number' || typeof plain === 'bigint') return number(plain);
  if (typeof plain === 'boolean') return { kind: 'boolean', value: plain };
  if (plain === null) return { kind: 'null' };
  if (Buffer.isBuffer(plain)) return text(plain.toString('base64'));
  if (isList(plain)) return { kind: 'array', items: plain.map(valueOfPlain) };
  return object(Object.entries(plain).map(([name, part]): Entry => [text(name), valueOfPlain(part)]));
}

function isList(plain: object): plain is readonly Plain[] {
  return Array.isArray(plain);
}

/** A list, or null when nothing is on it. */
export function listOf(items: readonly Plain[]): Plain {
  return items.length === 0 ? null : items;
}
