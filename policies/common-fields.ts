/** Small fields that many kinds have. */

import { type At, type Decoder, freeText, integer, labels, malformed, record } from './decode.ts';
import { describe } from './json.ts';
import type { Json } from './mesh.ts';
import { anything, mapOf, matching } from './shapes.ts';

const most = 2_147_483_647;

/** A whole number from 0. */
export const count: Decoder<number> = integer(0, most);

/** A whole number from 1. */
export const positive: Decoder<number> = integer(1, most);

/** A whole number of percent. */
export const percent: Decoder<number> = integer(0, 100);

/** Any number. */
export const number: Decoder<number> = (value, at) =>
  typeof value === 'number' ? value : malformed(at, `Expected a number, found ${describe(value)}`);

/** One of these numbers. */
export function oneNumberOf(...choices: readonly number[]): Decoder<number> {
  return (value, at) =>
    choices.find((choice) => choice === value) ??
    malformed(at, `Expected one of ${choices.join(', ')}, found ${describe(value)}`);
}

/** A duration as programs in Go read them: `10s`, `1h30m`, `1.5s`. */
export const goDuration: Decoder<string> = matching(
  /^(?:0|(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+)$/,
  'a duration',
  'Write it like 10s, 1m30s or 250ms.',
);

/** A count, or a share of all in percent: `5`, `"25%"`. */
export const countOrPercent: Decoder<number | string> = (value: Json, at: At) =>
  typeof value === 'string' && /^\d+%?$/.test(value) ? value : count(value, at);

/** A port's number or name. */
export const portOrName: Decoder<number | string> = (value, at) => {
  if (typeof value === 'number') return integer(1, 65_535)(value, at);
  return typeof value === 'string' && value !== ''
    ? value
    : malformed(at, `Expected a port's number or name, found ${describe(value)}`);
};

/** Texts of any lines, by name. */
export const annotations = mapOf(freeText);

/** What is put on objects that are made from this one. */
export const addedMetadata = record({ labels, annotations });

/** Any object; what is in it is somebody else's. */
export const anyObject = mapOf(anything);
