/**
 * Prints what `simple-yaml.ts` reads fastest: block maps and lists of numbers and of texts that need no quotes. Byte for
 * byte what the printer of the whole language makes of it; whatever may be more than that is left to that one.
 */

import { isList, isObject, type JsonObject } from './json.ts';
import type { Json } from './mesh.ts';
import { plainValue } from './schema.ts';

/** A blank, a colon or a hash in it stands before a word, and the hash not behind a blank. */
const plainText = /^[A-Za-z0-9/.](?:[\w/.~+=@%()-]|[: ](?=[\w/.])|(?<=[\w/.])#(?=[\w/.]))*$/;
const plainKey = /^[A-Za-z_][\w./-]*$/;

/** The text of a map; null where it takes the printer of the whole language. */
export function printSimple(value: Json): string | null {
  const lines: string[] = [];
  return isObject(value) && Object.keys(value).length > 0 && printMap(value, '', '', lines) ? lines.join('') : null;
}

/** `lead` stands before the first key: the dash of the list that the map is in. */
function printMap(map: JsonObject, indent: string, lead: string, lines: string[]): boolean {
  let start = lead === '' ? indent : lead;
  for (const [key, value] of Object.entries(map)) {
    if (!plainKey.test(key)) return false;
    const written = plainValue(key) === key ? key : `"${key}"`;
    if (!printField(`${start}${written}:`, value, indent, lines)) return false;
    start = indent;
  }
  return true;
}

function printField(start: string, value: Json, indent: string, lines: string[]): boolean {
  const inline = inlineText(value);
  if (inline !== null) {
    lines.push(`${start} ${inline}\n`);
    return true;
  }
  lines.push(`${start}\n`);
  if (isList(value)) return value.every((item) => printItem(item, `${indent}  `, lines));
  return isObject(value) && printMap(value, `${indent}  `, '', lines);
}

function printItem(item: Json, indent: string, lines: string[]): boolean {
  const inline = inlineText(item);
  if (inline !== null) {
    lines.push(`${indent}- ${inline}\n`);
    return true;
  }
  return isObject(item) && printMap(item, `${indent}  `, `${indent}- `, lines);
}

/** What stands behind a key or a dash; null for what stands below it, and for what is not simple. */
function inlineText(value: Json): string | null {
  if (typeof value === 'number') return isPlainNumber(value) ? String(value) : null;
  if (typeof value === 'boolean' || value === null) return String(value);
  if (typeof value === 'string') {
    if (value === '') return '""';
    return plainText.test(value) && plainValue(value) === value ? value : null;
  }
  if (isList(value)) return value.length === 0 ? '[]' : null;
  return Object.keys(value).length === 0 ? '{}' : null;
}

/** One that is read back as it is. */
function isPlainNumber(value: number): boolean {
  return (Number.isSafeInteger(value) || !Number.isInteger(value)) && Number.isFinite(value) && !Object.is(value, -0);
}
