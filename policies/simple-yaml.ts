/**
 * The YAML that people write most, read line by line, many times as fast as the whole language: block maps and lists,
 * and flow collections, quoted and plain texts of one line; ASCII only. Whatever may be more than that is left to the
 * parser of the whole language, which gives the same value for all that is read here.
 */

import type { JsonObject } from './json.ts';
import type { Json } from './mesh.ts';
import { plainValue } from './schema.ts';
import { isNewKey, maxDepth, type Read, readFlow } from './simple-flow.ts';

interface Line {
  readonly indent: number;
  /** Without indentation, comment and blanks at its end; never empty. */
  readonly text: string;
}

/** Where reading stands; whoever reads a value moves it behind that. */
interface Cursor {
  readonly lines: Line[];
  at: number;
}

/** Quoted or not, it is the same key; a quoted one may look like a boolean. */
const blockKey = /^(?:"([\w./-]{1,200})"|([A-Za-z_][\w./-]{0,200})):(?: +(.*))?$/;
const blockItem = /^-(?: +(.*))?$/;
/** A blank or a colon in it stands before a word; a hash behind a blank would be a comment, which was cut off. */
const blockPlain = /^(?:[\w/.~+]|-(?=[\w.]))(?:[\w/.~+=@%(),*#-]|[: ](?=[\w/.]))*$/;

/** The value of a document's text; undefined where that takes the parser of the whole language. */
export function readSimpleYaml(text: string): Read {
  const lines = linesOf(text);
  if (lines === null || lines.length === 0) return undefined;
  const cursor: Cursor = { lines, at: 0 };
  const value = readBlock(cursor, 0, 0);
  return cursor.at === lines.length ? value : undefined;
}

/** The lines that hold anything; null where one of them is not simple. */
function linesOf(text: string): Line[] | null {
  if (!/^[\x20-\x7e\n]*$/.test(text)) return null;
  const lines: Line[] = [];
  for (const whole of text.split('\n')) {
    const trimmed = whole.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    // In quotes it is no comment; but a quote that is cut has no end, and is not simple either.
    const hash = trimmed.indexOf(' #');
    const written = hash === -1 ? trimmed : trimmed.slice(0, hash).trimEnd();
    lines.push({ indent: whole.length - whole.trimStart().length, text: written });
  }
  return lines;
}

/** A map or a list whose keys or dashes stand at `indent`. */
function readBlock(cursor: Cursor, indent: number, depth: number): Read {
  if (depth > maxDepth) return undefined;
  const isList = blockItem.test(cursor.lines[cursor.at]?.text ?? '');
  return isList ? readList(cursor, indent, depth) : readMap(cursor, indent, depth);
}

function readMap(cursor: Cursor, indent: number, depth: number): Read<JsonObject> {
  const map: Record<string, Json> = {};
  for (let line = cursor.lines[cursor.at]; line && line.indent >= indent; line = cursor.lines[cursor.at]) {
    const [, quoted, plain, rest] = blockKey.exec(line.text) ?? [];
    const key = quoted ?? plain;
    if (line.indent > indent || key === undefined || !isNewKey(map, key)) return undefined;
    cursor.at += 1;
    const value = rest === undefined ? readBelow(cursor, indent, depth, true) : readInline(rest, depth + 1);
    if (value === undefined) return undefined;
    map[key] = value;
  }
  return map;
}

function readList(cursor: Cursor, indent: number, depth: number): Read<readonly Json[]> {
  const list: Json[] = [];
  for (let line = cursor.lines[cursor.at]; line && line.indent >= indent; line = cursor.lines[cursor.at]) {
    const item = blockItem.exec(line.text);
    // A list may stand as deep as the key above it; then the next key ends it.
    if (!item && line.indent === indent) return list;
    if (!item || line.indent > indent) return undefined;
    const value = readItem(cursor, line, item[1], depth);
    if (value === undefined) return undefined;
    list.push(value);
  }
  return list;
}

function readItem(cursor: Cursor, { indent, text }: Line, rest: string | undefined, depth: number): Read {
  if (rest !== undefined && blockKey.test(rest)) {
    // The map's first key stands behind the dash, the others below it.
    const inner = indent + text.length - rest.length;
    cursor.lines[cursor.at] = { indent: inner, text: rest };
    return depth < maxDepth ? readMap(cursor, inner, depth + 1) : undefined;
  }
  cursor.at += 1;
  return rest === undefined ? readBelow(cursor, indent, depth, false) : readInline(rest, depth + 1);
}

/** What stands below a key or a dash that has nothing behind it. */
function readBelow(cursor: Cursor, indent: number, depth: number, isKey: boolean): Read {
  const next = cursor.lines[cursor.at];
  if (!next || next.indent < indent) return null;
  if (next.indent > indent) return readBlock(cursor, next.indent, depth + 1);
  return isKey && blockItem.test(next.text) ? readBlock(cursor, indent, depth + 1) : null;
}

/** A value of one line. */
function readInline(text: string, depth: number): Read {
  return blockPlain.test(text) ? plainValue(text) : readFlow(text, depth);
}
