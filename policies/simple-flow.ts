/** Values that `simple-yaml.ts` finds in one line: flow collections, quoted texts, and plain ones inside of them. */

import type { JsonObject } from './json.ts';
import type { Json } from './mesh.ts';
import { plainValue } from './schema.ts';

/** What is read; undefined where it takes the parser of the whole language. */
export type Read<T extends Json = Json> = T | undefined;

/** Deeper values are left to the other parser, which has the word about what is too deep. */
export const maxDepth = 32;

/** Where reading stands in a text; whoever reads a value moves it behind that. */
interface Cursor {
  readonly text: string;
  at: number;
}

const blanks = / */y;
const flowKey = /([A-Za-z_][\w./-]{0,200}): +/y;
/** Without escapes. */
const quotedText = /"([^"\\]*)"|'([^']*)'/y;
/** A blank or a colon in it stands before a word. */
const flowPlain = /(?:[\w/.~+]|-(?=[\w.]))(?:[\w/.~+=@%()*-]|[: ](?=[\w/.]))*/y;

/** Reads a text that is one value from end to end. */
export function readFlow(text: string, depth: number): Read {
  const cursor = { text, at: 0 };
  const value = readValue(cursor, depth);
  return cursor.at === text.length ? value : undefined;
}

/** Whether a map may get this key: once, and none that means null or more than itself. */
export function isNewKey(map: JsonObject, key: string): boolean {
  return !Object.hasOwn(map, key) && key !== '__proto__' && plainValue(key) !== null;
}

function readValue(cursor: Cursor, depth: number): Read {
  if (depth > maxDepth) return undefined;
  const first = cursor.text[cursor.at];
  if (first === '{') return readMap(cursor, depth);
  if (first === '[') return readList(cursor, depth);
  if (first === '"' || first === "'") {
    const [, double, single] = take(quotedText, cursor) ?? [];
    return double ?? single;
  }
  const [plain] = take(flowPlain, cursor) ?? [];
  return plain === undefined ? undefined : plainValue(plain);
}

function readMap(cursor: Cursor, depth: number): Read<JsonObject> {
  const map: Record<string, Json> = {};
  const isRead = readItems(cursor, '}', () => {
    const [, key] = take(flowKey, cursor) ?? [];
    if (key === undefined || !isNewKey(map, key)) return false;
    const value = readValue(cursor, depth + 1);
    if (value === undefined) return false;
    map[key] = value;
    return true;
  });
  return isRead ? map : undefined;
}

function readList(cursor: Cursor, depth: number): Read<readonly Json[]> {
  const list: Json[] = [];
  const isRead = readItems(cursor, ']', () => {
    const value = readValue(cursor, depth + 1);
    if (value === undefined) return false;
    list.push(value);
    return true;
  });
  return isRead ? list : undefined;
}

/** Reads from the opening bracket to the closing one, with commas between items and none after the last. */
function readItems(cursor: Cursor, close: string, readItem: () => boolean): boolean {
  cursor.at += 1;
  take(blanks, cursor);
  if (cursor.text[cursor.at] === close) {
    cursor.at += 1;
    return true;
  }
  for (;;) {
    if (!readItem()) return false;
    take(blanks, cursor);
    const next = cursor.text[cursor.at];
    cursor.at += 1;
    if (next === close) return true;
    if (next !== ',') return false;
    take(blanks, cursor);
  }
}

function take(pattern: RegExp, cursor: Cursor): RegExpExecArray | null {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text);
  if (found) cursor.at = pattern.lastIndex;
  return found;
}
