/** Istio's string forms in access rules, and the lists of them. */

import { type At, type Decoder, list, malformed, text } from '../decode.ts';
import type { StringPattern } from '../mesh.ts';
import { unenforced } from '../shapes.ts';

/** What was read of a rule, or of a part of it. */
export interface Asked<T> {
  readonly value: T;
  /** Whether `value` says all that is written: what is not enforced is left out of it. */
  readonly whole: boolean;
}

/** A `*` elsewhere would be taken literally, which nobody means. */
export const pattern: Decoder<StringPattern> = (value, at) => {
  const read = text(value, at);
  return read === undefined ? undefined : patternOf(read, at);
};

function patternOf(read: string, at: At): StringPattern | undefined {
  if (read === '*') return { kind: 'present' };
  const start = read.startsWith('*');
  const end = read.endsWith('*');
  const literal = read.slice(start ? 1 : 0, end ? -1 : undefined);
  if (literal === '' || /[*{}]/.test(literal) || (start && end)) {
    return malformed(at, `${JSON.stringify(read)} is no pattern`, 'Write "a", "a*", "*a" or "*".');
  }
  return { kind: start ? 'suffix' : end ? 'prefix' : 'exact', value: literal };
}

/** A list that is there but empty reads like "nobody" and says nothing, so it is refused, as in Istio. */
export const patterns = list(pattern, 1);

const template = unenforced(text);

/** `/a/{*}/b` and `/a/{**}`: one segment of a path, and any number of them at its end. */
const isTemplate = /^(?:\/(?:[^/{}*]*|\{\*\}))*(?:\/\{\*\*\}(?:\/[^/{}*]*)*)?$/;

/** Null for a template, which nothing enforces. */
const path: Decoder<StringPattern | null> = (value, at) => {
  if (typeof value !== 'string' || !/\{\*{1,2}\}/.test(value) || !isTemplate.test(value)) return pattern(value, at);
  return template(value, at) === undefined ? undefined : null;
};

const pathList = list(path, 1);

/** Paths; with a template among them none is enforced. */
export const paths: Decoder<Asked<readonly StringPattern[]>> = (value, at) => {
  const read = pathList(value, at);
  if (!read) return undefined;
  const known = read.filter((each) => each !== null);
  const whole = known.length === read.length;
  return { value: whole ? known : [], whole };
};
