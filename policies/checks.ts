/** Checks of an object as a whole, beside the ones of its fields: they report, and take nothing away. */

import { type At, below, type Decoder, malformed } from './decode.ts';
import { isList, isObject, type JsonObject } from './json.ts';
import type { Json } from './mesh.ts';

export type Check = (value: JsonObject, at: At) => void;

/** Reads it, and looks at it as a whole, too. */
export function checked<T>(decoder: Decoder<T>, ...checks: readonly Check[]): Decoder<T> {
  return (value, at) => {
    const read = decoder(value, at);
    if (isObject(value)) for (const check of checks) check(value, at);
    return read;
  };
}

/** Whether a field is there; null is the same as absent. */
export function has(value: JsonObject, field: string): boolean {
  return value[field] !== undefined && value[field] !== null;
}

/** Whether a field has a text with something in it, as far as that can be said of what is no text. */
export function hasText(value: JsonObject, field: string): boolean {
  return has(value, field) && value[field] !== '';
}

/** What stands below a value; undefined where nothing does. */
export function valueBelow(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((at, step) => (isObject(at) ? at[step] : undefined), value);
}

/** The items of a list of objects, each with its place; what is none of these is left to the decoders. */
export function itemsOf(value: JsonObject, field: string, at: At): readonly { item: JsonObject; at: At }[] {
  const items = value[field];
  if (!isList(items)) return [];
  const here = below(at, field);
  return items.flatMap((item, index) => (isObject(item) ? [{ item, at: below(here, index) }] : []));
}

/** Of these fields at most one is to be there. */
export function atMostOne(...fields: readonly string[]): Check {
  return (value, at) => {
    const [first, ...others] = fields.filter((field) => has(value, field));
    for (const other of others) {
      malformed(below(at, other), `${first} and ${other} do not go together`, `Keep one of ${fields.join(', ')}.`);
    }
  };
}

/** Of these fields one at least is to be there; `what` names the object. */
export function atLeastOne(what: string, ...fields: readonly string[]): Check {
  return (value, at) => {
    if (fields.some((field) => has(value, field))) return;
    malformed(at, `${what} has one of ${fields.join(', ')} at least; this has none`);
  };
}

/** Texts and numbers that only one item of the list may have; `path` leads to them from the item. */
export function onlyOnce(list: string, ...path: readonly string[]): Check {
  return (value, at) => {
    const seen = new Set<Json>();
    for (const { item, at: here } of itemsOf(value, list, at)) {
      const found = valueBelow(item, ...path);
      if (typeof found !== 'string' && typeof found !== 'number') continue;
      if (seen.has(found)) {
        const place = path.reduce<At>(below, here);
        malformed(place, `Two of ${list} have the ${path.join('.')} ${JSON.stringify(found)}`, 'Give each its own.');
      }
      seen.add(found);
    }
  };
}

/** A field that Istio's API has, and that is turned down wherever it stands. */
export function refused(why: string, remedy = 'Remove it.'): Decoder<never> {
  return (_, at) => malformed(at, why, remedy);
}
