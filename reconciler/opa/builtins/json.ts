import { compare } from './compare.ts';
import { text, type Entry, type Value } from './value.ts';

/** Reads JSON: numbers keep their digits, and of a key that comes twice the last counts. Null for anything else. */
export function readJson(source: string): Value | null {
  try {
    // The reviver makes each part a value; the outermost one too.
    return JSON.parse(source, revived) as Value;
  } catch {
    return null;
  }
}

function revived(_: string, part: unknown, context?: { readonly source?: string }): Value {
  if (typeof part === 'string') return text(part.toWellFormed());
  if (typeof part === 'number') return { kind: 'number', text: context?.source ?? String(part) };
  if (typeof part === 'boolean') return { kind: 'boolean', value: part };
  if (part === null || part === undefined) return { kind: 'null' };
  // Parts have been revived before the whole.
  if (Array.isArray(part)) return { kind: 'array', items: part as readonly Value[] };
  return object(Object.entries(part).map(([key, value]) => [text(key.toWellFormed()), value as Value]));
}

/** An object with its keys in Rego's order. */
export function object(entries: readonly Entry[]): Value {
  return { kind: 'object', entries: entries.toSorted(([a], [b]) => compare(a, b)) };
}

/** Writes JSON as Go does: keys sorted, sets as lists, `<`, `>` and `&` escaped. */
export function writeJson(value: Value): string {
  switch (value.kind) {
    case 'null':
      return 'null';
    case 'boolean':
      return String(value.value);
    case 'number':
      return value.text;
    case 'string':
      return jsonText(value.value);
    case 'array':
    case 'set':
      return `[${value.items.map(writeJson).join(',')}]`;
    case 'object':
      return `{${jsonEntries(value.entries)
        .map(([key, item]) => `${jsonText(key)}:${writeJson(item)}`)
        .join(',')}}`;
  }
}

/** An object's entries as JSON has them: a key that is no text becomes its JSON. */
export function jsonEntries(entries: readonly Entry[]): readonly (readonly [key: string, value: Value])[] {
  return entries
    .map(([key, value]) => [key.kind === 'string' ? key.value : writeJson(key), value] as const)
    .toSorted(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

const escaped: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** A string as JSON, escaped as Go escapes it. */
export function jsonText(value: string): string {
  return JSON.stringify(value.toWellFormed()).replaceAll(/[<>&\u2028\u2029]/g, (character) => escaped[character] ?? '');
}
