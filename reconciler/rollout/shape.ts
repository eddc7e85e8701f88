/** Reads plain data back from JSON that may be anything. */

import type { Json } from '../../policies/mesh.ts';

/** Data of the same shape as `like`, or null where it isn't: same keys, numbers for numbers, lists as long as its own. */
export function shaped<Value>(like: Value, json: Json): Value | null {
  const read = readLike(like, json);
  // It was read key by key after `like`.
  return read === undefined ? null : (read as Value);
}

/** A number, in JSON or as the text that stands for an infinite one; undefined where it is none. */
function readLike(like: unknown, json: Json): unknown {
  if (typeof like === 'number') return numberOf(json);
  if (like === null) return json === null ? null : numberOf(json);
  if (typeof like === 'string') return typeof json === 'string' ? json : undefined;
  if (typeof like === 'boolean') return typeof json === 'boolean' ? json : undefined;
  if (Array.isArray(like)) return readList(like, json);
  return typeof like === 'object' ? readFields(like, json) : undefined;
}

function readList(like: readonly unknown[], json: Json): readonly unknown[] | undefined {
  if (!isList(json) || json.length !== like.length) return undefined;
  const read = json.map((each, i) => readLike(like[i], each));
  return read.includes(undefined) ? undefined : read;
}

function readFields(like: object, json: Json): object | undefined {
  if (!isRecord(json)) return undefined;
  const entries = Object.entries(like).map(([key, each]): [string, unknown] => [
    key,
    readLike(each, json[key] ?? null),
  ]);
  const isSame = Object.keys(json).length === entries.length && entries.every(([, each]) => each !== undefined);
  return isSame ? Object.fromEntries(entries) : undefined;
}

function numberOf(json: Json): number | undefined {
  if (json === '-Infinity') return -Infinity;
  return json === 'Infinity' ? Infinity : typeof json === 'number' ? json : undefined;
}

export function isList(json: Json | undefined): json is readonly Json[] {
  return Array.isArray(json);
}

export function isRecord(json: Json | undefined): json is { readonly [key: string]: Json } {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

/** Whole numbers, or null where it is no list of them. */
export function wholeNumbers(json: Json | undefined): readonly number[] | null {
  if (!isList(json)) return null;
  const numbers = json.filter((each) => typeof each === 'number');
  return numbers.length === json.length && numbers.every(Number.isSafeInteger) ? numbers : null;
}

/** A time of a record: null stands for one that never came. */
export function timeIn(json: Json | undefined, never: number): number | null {
  if (json === null) return never;
  return typeof json === 'number' && Number.isSafeInteger(json) ? json : null;
}
