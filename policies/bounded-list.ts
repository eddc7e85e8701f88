/** Lists with a most, and lists in which a name stands once. */

import { below, type Decoder, list, malformed } from './decode.ts';
import { isList, isObject } from './json.ts';

/** A list of so many items, both bounds included. */
export function listOf<T>(item: Decoder<T>, least: number, most: number): Decoder<readonly T[]> {
  const read = list(item, least);
  return (value, at) =>
    isList(value) && value.length > most
      ? malformed(at, `Expected at most ${most} items, found ${value.length}`)
      : read(value, at);
}

/** Of a list's objects no two have the same text or number in this field. */
export function distinct<T>(field: string, decoder: Decoder<T>): Decoder<T> {
  return (value, at) => {
    const seen = new Set<string | number>();
    for (const [index, item] of (isList(value) ? value : []).entries()) {
      const name = isObject(item) ? item[field] : undefined;
      if (typeof name !== 'string' && typeof name !== 'number') continue;
      if (seen.has(name)) malformed(below(below(at, index), field), `Two have the ${field} ${JSON.stringify(name)}`);
      seen.add(name);
    }
    return decoder(value, at);
  };
}
