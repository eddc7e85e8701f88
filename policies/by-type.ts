/** Objects in which one field says which of the others is there. */

import { below, type Decoder, malformed } from './decode.ts';
import { isObject } from './json.ts';

/**
 * `fields` has, by the word that stands in the field `type`, the field that belongs to it. That one has to be there, and
 * those of the other words must not.
 */
export function byType<T>(type: string, fields: Readonly<Record<string, string>>, decoder: Decoder<T>): Decoder<T> {
  const owned = Object.entries(fields);
  return (value, at) => {
    const word = isObject(value) ? value[type] : undefined;
    const own = owned.find(([each]) => each === word)?.[1];
    if (isObject(value) && own !== undefined) {
      if (isAbsent(value[own]))
        malformed(at, `With ${type} ${JSON.stringify(word)} there has to be ${JSON.stringify(own)}`);
      for (const [, field] of owned) {
        if (field === own || isAbsent(value[field])) continue;
        malformed(
          below(at, field),
          `This does not go with ${type} ${JSON.stringify(word)}`,
          `Write ${own}, or another ${type}.`,
        );
      }
    }
    return decoder(value, at);
  };
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}
