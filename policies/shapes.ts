/** More combinators for kinds whose fields are many: what stands there is checked, and where no proxy is told of it, that is said. */

import { type At, below, type Decoder, malformed } from './decode.ts';
import { describe, isObject } from './json.ts';
import type { Json } from './mesh.ts';

/** Any value of JSON. */
export const anything: Decoder<Json> = (value) => value;

/** An object of any names, each with such a value. */
export function mapOf<T>(item: Decoder<T>): Decoder<ReadonlyMap<string, T>> {
  return (value, at) => {
    if (!isObject(value)) return malformed(at, `Expected an object, found ${describe(value)}`);
    const read = new Map<string, T>();
    for (const [key, entry] of Object.entries(value)) {
      const one = item(entry, below(at, key));
      if (one !== undefined) read.set(key, one);
    }
    return read;
  };
}

/** A text that the pattern holds on; `what` is what it is to be, as in "Expected a duration". */
export function matching(pattern: RegExp, what: string, remedy = ''): Decoder<string> {
  return (value, at) =>
    typeof value === 'string' && pattern.test(value)
      ? value
      : malformed(at, `Expected ${what}, found ${describe(value)}`, remedy);
}

/** A number between the two, both included, whole or not. */
export function numberWithin(least: number, most: number): Decoder<number> {
  return (value, at) =>
    typeof value === 'number' && value >= least && value <= most
      ? value
      : malformed(at, `Expected a number from ${least} to ${most}, found ${describe(value)}`);
}

/** The first that reads it without a word; where none does, what the last one says of it. */
export function either<A, B>(first: Decoder<A>, last: Decoder<B>): Decoder<A | B> {
  return (value, at) => {
    let silent = true;
    const read = first(value, {
      ...at,
      report: () => {
        silent = false;
      },
    });
    return silent && read !== undefined ? read : last(value, at);
  };
}

/** Of these fields of an object exactly one is to be there; `what` names the object. */
export function exactlyOne<T>(fields: readonly string[], what: string, decoder: Decoder<T>): Decoder<T> {
  return (value, at) => {
    if (isObject(value)) {
      const given = fields.filter((field) => value[field] !== undefined && value[field] !== null);
      if (given.length !== 1) {
        const found = given.length === 0 ? 'none' : given.join(' and ');
        return malformed(at, `${what} has one of ${fields.join(', ')}; this has ${found}`);
      }
    }
    return decoder(value, at);
  };
}

/** A field that is checked, and that no proxy is told of yet. */
export function untranslated<T>(decoder: Decoder<T>): Decoder<T> {
  return (value, at) => {
    tell(at, 'not-translated', 'info', 'This is checked, and has no effect yet: no proxy is told of it');
    return decoder(value, at);
  };
}

/** A field by which somebody is let in or kept out, and which nothing enforces yet: the change must not go live. */
export function unenforced<T>(decoder: Decoder<T>): Decoder<T> {
  return (value, at) => {
    tell(at, 'not-enforced', 'error', 'Nothing enforces this yet, so a change that rests on it is denied');
    return decoder(value, at);
  };
}

function tell(at: At, rule: string, severity: 'info' | 'error', message: string): void {
  at.report({ rule, severity, message, remedy: '', path: at.path, part: 'key' });
}
