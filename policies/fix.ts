/** What a rule would have changed, done to the text: as little of it as can be. */

import { parseDocuments, type Document } from './document.ts';
import type { Edit, Fix, Path, Range } from './finding.ts';
import { isList, isObject, type JsonObject, sameJson, valueAt } from './json.ts';
import type { Json } from './mesh.ts';
import { plainValue } from './schema.ts';
import { applySplices, lineBreak, type Splice } from './splice.ts';

/**
 * A file's text after a fix; null where it can't be written so that the documents come out as the fix means, and nothing
 * else has changed.
 */
export function fixText(file: string, text: string, fix: Fix): string | null {
  return fix.edits.reduce<string | null>((now, edit) => now && editText(file, now, fix.document, edit), text);
}

function editText(file: string, text: string, index: number, edit: Edit): string | null {
  const before = parseDocuments(file, text);
  const document = before.documents.find((each) => each.index === index);
  if (document === undefined || text.startsWith('\uFEFF')) return null;
  const expected = edited(document.value, edit.path, edit);
  const splice = expected === undefined ? null : spliceOf(text, document, edit);
  if (splice === null) return null;
  const next = applySplices(text, [splice]);
  const after = parseDocuments(file, next);
  const same =
    after.findings.length === before.findings.length &&
    after.documents.length === before.documents.length &&
    after.documents.every((each, i) => {
      const old = before.documents[i];
      return sameJson(each.value, old === document ? expected : old?.value);
    });
  return same ? next : null;
}

/** The value as it is meant to be; undefined where the edit has no place in it. */
function edited(value: Json, path: Path, edit: Edit): Json | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return edit.op === 'set' ? edit.value : undefined;
  if (isList(value)) return typeof step === 'number' ? editedList(value, step, rest, edit) : undefined;
  return isObject(value) && typeof step === 'string' ? editedObject(value, step, rest, edit) : undefined;
}

function editedList(value: readonly Json[], step: number, rest: Path, edit: Edit): Json | undefined {
  if (step >= value.length) return undefined;
  if (rest.length === 0 && edit.op === 'remove') return value.toSpliced(step, 1);
  const next = edited(value[step] ?? null, rest, edit);
  return next === undefined ? undefined : value.with(step, next);
}

function editedObject(value: JsonObject, step: string, rest: Path, edit: Edit): Json | undefined {
  const isThere = Object.hasOwn(value, step);
  if (!isThere && edit.op !== 'set') return undefined;
  if (rest.length === 0 && edit.op !== 'set') return withoutOrRenamed(value, step, edit);
  const next = edited(isThere ? (value[step] ?? null) : {}, rest, edit);
  return next === undefined ? undefined : { ...value, [step]: next };
}

function withoutOrRenamed(value: JsonObject, step: string, edit: Exclude<Edit, { op: 'set' }>): Json | undefined {
  const entries = Object.entries(value);
  if (edit.op === 'remove') return Object.fromEntries(entries.filter(([key]) => key !== step));
  if (Object.hasOwn(value, edit.name)) return undefined;
  return Object.fromEntries(entries.map(([key, entry]) => [key === step ? edit.name : key, entry]));
}

function spliceOf(text: string, document: Document, edit: Edit): Splice | null {
  const offsets = offsetsOf(text);
  const span = (path: Path, part: 'key' | 'value' = 'value'): Span => offsets(document.rangeOf(path, part));
  switch (edit.op) {
    case 'set':
      return setSplice(text, document.value, edit.path, edit.value, span);
    case 'remove':
      return removeSplice(document.value, edit.path, span);
    case 'rename': {
      const { start, end } = span(edit.path, 'key');
      return { start, end, text: inline(edit.name) };
    }
  }
}

interface Span {
  readonly start: number;
  readonly end: number;
}

type SpanOf = (path: Path, part?: 'key' | 'value') => Span;

function offsetsOf(text: string): (range: Range) => Span {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const offset = (line: number, column: number): number => (starts[line - 1] ?? text.length) + column - 1;
  return ({ line, column, endLine, endColumn }) => ({ start: offset(line, column), end: offset(endLine, endColumn) });
}

function setSplice(text: string, root: Json, path: Path, value: Json, span: SpanOf): Splice | null {
  const depth = path.findIndex((step, i) => !has(valueAt(root, path.slice(0, i)), step));
  if (depth < 0) return { ...span(path), text: inline(value) };
  const parent = path.slice(0, depth);
  const [step, ...below] = path.slice(depth);
  const owner = valueAt(root, parent);
  const [first] = isObject(owner) ? Object.keys(owner) : [];
  if (first === undefined || typeof step !== 'string') return null;
  const nested = below.reduceRight<Json>((inner, key) => ({ [String(key)]: inner }), value);
  const { start } = span([...parent, first], 'key');
  const entry = `${inline(step)}: ${inline(nested)}`;
  if (text[span(parent).start] === '{') return { start, end: start, text: `${entry}, ` };
  const indent = ' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1));
  return { start, end: start, text: `${entry}${lineBreak(text)}${indent}` };
}

/** With what parts it from its neighbour; the last one of all leaves an empty list or object. */
function removeSplice(root: Json, path: Path, span: SpanOf): Splice | null {
  const parent = path.slice(0, -1);
  const owner = valueAt(root, parent);
  const steps: readonly (string | number)[] = isList(owner)
    ? [...owner.keys()]
    : isObject(owner)
      ? Object.keys(owner)
      : [];
  const place = steps.findIndex((step) => step === path.at(-1));
  if (place < 0) return null;
  const part = isList(owner) ? 'value' : 'key';
  const startOf = (i: number): number => span([...parent, steps[i] ?? 0], part).start;
  const endOf = (i: number): number => span([...parent, steps[i] ?? 0]).end;
  if (steps.length === 1) return { ...span(parent), text: isList(owner) ? '[]' : '{}' };
  if (place + 1 < steps.length) return { start: startOf(place), end: startOf(place + 1), text: '' };
  return { start: endOf(place - 1), end: endOf(place), text: '' };
}

function has(owner: Json | undefined, step: string | number): boolean {
  if (isList(owner)) return typeof step === 'number' && step < owner.length;
  return isObject(owner) && Object.hasOwn(owner, step);
}

/** In one line, as it may stand in flow and in block alike. */
function inline(value: Json): string {
  if (typeof value === 'string') {
    return /^[A-Za-z][\w./-]*$/.test(value) && plainValue(value) === value ? value : JSON.stringify(value);
  }
  if (isList(value)) return `[${value.map(inline).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, entry]) => `${inline(key)}: ${inline(entry)}`)
    .join(', ')}}`;
}
