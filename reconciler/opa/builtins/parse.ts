import { compare } from './compare.ts';
import type { Entry, Value } from './value.ts';

const numberPattern = /-?[0-9.]+(?:[eE][+-]?[0-9]+)?/y;
const stringPattern = /"(?:[^"\\]|\\.)*"/y;

/**
 * Reads what `opa_value_dump` writes: JSON, plus sets and keys of any kind, their members in no order.
 * Here they are in Rego's. Throws on anything else: that is a bug.
 */
export function parse(dump: string): Value {
  const [value, end] = parseAt(dump, skip(dump, 0));
  if (skip(dump, end) !== dump.length) throw unexpected(dump, end);
  return value;
}

type Parsed = readonly [value: Value, end: number];

function parseAt(dump: string, at: number): Parsed {
  const first: string = dump.charAt(at);
  switch (first) {
    case 'n':
      return [{ kind: 'null' }, word(dump, at, 'null')];
    case 't':
      return [{ kind: 'boolean', value: true }, word(dump, at, 'true')];
    case 'f':
      return [{ kind: 'boolean', value: false }, word(dump, at, 'false')];
    case 's':
      return [{ kind: 'set', items: [] }, word(dump, at, 'set()')];
    case '"': {
      const quoted = match(stringPattern, dump, at);
      const value: unknown = JSON.parse(quoted);
      return [{ kind: 'string', value: String(value) }, at + quoted.length];
    }
    case '[': {
      const [items, end] = list(dump, at + 1, ']');
      return [{ kind: 'array', items }, end];
    }
    case '{':
      return braces(dump, at);
    default: {
      const digits = match(numberPattern, dump, at);
      return [{ kind: 'number', text: digits.startsWith('.') ? `0${digits}` : digits }, at + digits.length];
    }
  }
}

function list(dump: string, start: number, close: string): readonly [items: Value[], end: number] {
  const items: Value[] = [];
  let at = skip(dump, start);
  while (dump[at] !== close) {
    const [item, end] = parseAt(dump, at);
    items.push(item);
    at = skip(dump, end);
    if (dump[at] === ',') at = skip(dump, at + 1);
    else if (dump[at] !== close) throw unexpected(dump, at);
  }
  return [items, at + 1];
}

/** An object or a set: what follows the first element tells. `{}` is the empty object. */
function braces(dump: string, start: number): Parsed {
  let at = skip(dump, start + 1);
  if (dump[at] === '}') return [{ kind: 'object', entries: [] }, at + 1];
  const [, afterFirst] = parseAt(dump, at);
  if (dump[skip(dump, afterFirst)] !== ':') {
    const [items, end] = list(dump, at, '}');
    return [{ kind: 'set', items: items.toSorted(compare) }, end];
  }
  const entries: Entry[] = [];
  while (dump[at] !== '}') {
    const [key, afterKey] = parseAt(dump, at);
    const colon = skip(dump, afterKey);
    if (dump[colon] !== ':') throw unexpected(dump, colon);
    const [value, afterValue] = parseAt(dump, skip(dump, colon + 1));
    entries.push([key, value]);
    at = skip(dump, afterValue);
    if (dump[at] === ',') at = skip(dump, at + 1);
    else if (dump[at] !== '}') throw unexpected(dump, at);
  }
  return [{ kind: 'object', entries: entries.toSorted(([a], [b]) => compare(a, b)) }, at + 1];
}

function skip(dump: string, start: number): number {
  let at = start;
  while (dump[at] === ' ' || dump[at] === '\n') at += 1;
  return at;
}

function word(dump: string, at: number, expected: string): number {
  if (!dump.startsWith(expected, at)) throw unexpected(dump, at);
  return at + expected.length;
}

function match(pattern: RegExp, dump: string, at: number): string {
  pattern.lastIndex = at;
  const found = pattern.exec(dump);
  if (found === null) throw unexpected(dump, at);
  return found[0];
}

function unexpected(dump: string, at: number): Error {
  return new Error(`a value that is not Rego's at ${at}: ${dump.slice(at, at + 40)}`);
}
