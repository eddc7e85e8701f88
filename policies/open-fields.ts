/** Objects of which only some fields are read. */

import { type Decoded, type Decoder, record, type Shape } from './decode.ts';
import { isObject } from './json.ts';

/** An object with these fields among others, of which nothing is said. */
export function open<S extends Shape>(shape: S): Decoder<Decoded<S>> {
  const read = record(shape);
  return (value, at) =>
    read(
      isObject(value) ? Object.fromEntries(Object.entries(value).filter(([key]) => Object.hasOwn(shape, key))) : value,
      at,
    );
}
