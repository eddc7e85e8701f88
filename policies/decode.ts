/** Combinators that read a JSON value as a type, telling the author of each thing that is wrong, with its place. */

import type { Edit, Path, Severity } from './finding.ts';
import { describe, isList, isObject } from './json.ts';
import type { Json, Labels } from './mesh.ts';
import { nearest } from './nearest.ts';

export interface Problem {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly remedy: string;
  /** From the object's root. */
  readonly path: Path;
  readonly part?: 'key' | 'value';
  /** What would mend it; paths from the object's root. */
  readonly fix?: readonly Edit[];
}

/** Where a decoder stands, and to whom it reports. */
export interface At {
  readonly path: Path;
  /** Severity of a field that is not known here. */
  readonly unknown: Severity;
  /** Reports about the key here, not about its value. */
  readonly part?: 'key';
  readonly report: (problem: Problem) => void;
}

/** Undefined means that it did not read, and that the reason was reported. */
export type Decoder<T> = (value: Json, at: At) => T | undefined;

interface Required<T> {
  readonly required: Decoder<T>;
}

export type Shape = Readonly<Record<string, Decoder<unknown> | Required<unknown>>>;

export type Decoded<S extends Shape> = {
  readonly [K in keyof S]: S[K] extends Required<infer T> ? T : S[K] extends Decoder<infer T> ? T | undefined : never;
};

export function below(at: At, step: string | number): At {
  return { ...at, path: [...at.path, step] };
}

/** Reports a malformed value; gives undefined, so that a decoder can return it. */
export function malformed(at: At, message: string, remedy = ''): undefined {
  const { path, part = 'value' } = at;
  at.report({ rule: 'malformed-object', severity: 'error', message, remedy, path, part });
  return undefined;
}

/** The same, where it is plain what was meant. */
function mistaken(at: At, message: string, meant: Json): undefined {
  const { path, part = 'value' } = at;
  const remedy = `Write ${JSON.stringify(meant)}.`;
  const fix = [{ op: 'set', path, value: meant }] as const;
  at.report({ rule: 'malformed-object', severity: 'error', message, remedy, path, part, fix });
  return undefined;
}

/** A field that must be there. */
export function required<T>(decoder: Decoder<T>): Required<T> {
  return { required: decoder };
}

/** An object with these fields; null is the same as absent, and others are reported as `unsupported-field`. */
export function record<S extends Shape>(shape: S): Decoder<Decoded<S>> {
  const fields = Object.entries(shape);
  return (value, at) => {
    if (!isObject(value)) return malformed(at, `Expected an object, found ${describe(value)}`);
    reportUnsupported(Object.keys(value), at, shape);
    const result: Record<string, unknown> = {};
    let whole = true;
    for (const [key, field] of fields) {
      const present = value[key] ?? undefined;
      const needed = 'required' in field;
      const read = present === undefined ? undefined : (needed ? field.required : field)(present, below(at, key));
      result[key] = read;
      if (!needed || read !== undefined) continue;
      whole = false;
      if (present === undefined)
        malformed(at, `The field ${JSON.stringify(key)} is missing`, `Add ${JSON.stringify(key)}.`);
    }
    // The loop above has filled each field of the shape by the decoder that the shape names.
    return whole ? (result as Decoded<S>) : undefined;
  };
}

/** More of one object say nothing new, and each costs a search for its place. */
const mostUnsupported = 20;

function reportUnsupported(keys: readonly string[], at: At, shape: Shape): void {
  const unknown = keys.filter((key) => !Object.hasOwn(shape, key));
  for (const key of unknown.slice(0, mostUnsupported)) unsupported(below(at, key), key, shape);
  if (unknown.length <= mostUnsupported) return;
  const message = `${unknown.length - mostUnsupported} more fields here are not supported, and have no effect`;
  at.report({ rule: 'unsupported-field', severity: at.unknown, message, remedy: 'Remove them.', path: at.path });
}

function unsupported(at: At, key: string, shape: Shape): void {
  const meant = nearest(key, Object.keys(shape));
  const known = `Known here: ${Object.keys(shape).join(', ')}.`;
  at.report({
    rule: 'unsupported-field',
    severity: at.unknown,
    message: `The field ${JSON.stringify(key)} is not supported, and has no effect`,
    remedy: meant === null ? `Remove it. ${known}` : `Write ${meant}, or remove it. ${known}`,
    path: at.path,
    part: 'key',
    ...(meant === null ? {} : { fix: [{ op: 'rename', path: at.path, name: meant }] }),
  });
}

/** Below it, fields that are not known have this severity. */
export function unknownAs<T>(severity: Severity, decoder: Decoder<T>): Decoder<T> {
  return (value, at) => decoder(value, { ...at, unknown: severity });
}

/** A field that says nothing to a proxy. */
export const ignored: Decoder<true> = () => true;

/** A list; items that do not read are left out, after they were reported. */
export function list<T>(item: Decoder<T>, least = 0): Decoder<readonly T[]> {
  return (value, at) => {
    if (!isList(value)) {
      const message = `Expected a list, found ${describe(value)}`;
      return typeof value === 'string' ? mistaken(at, message, [value]) : malformed(at, message);
    }
    if (value.length < least) return malformed(at, 'The list is empty', 'Add an item, or remove the field.');
    return value.map((entry, index) => item(entry, below(at, index))).filter((entry) => entry !== undefined);
  };
}

/** Any text that UTF-8 can hold. */
export const freeText: Decoder<string> = (value, at) => {
  if (typeof value !== 'string') return malformed(at, `Expected text, found ${describe(value)}`, 'Put it in quotes.');
  return value.isWellFormed()
    ? value
    : malformed(at, 'The text has half of a surrogate pair', 'Write the whole character.');
};

/** A text of one line: nothing else fits into a header, a name or a log. */
export const text: Decoder<string> = (value, at) => {
  const read = freeText(value, at);
  if (read === undefined || !hasControl(read)) return read;
  return malformed(at, 'The text has line breaks or other control characters', 'Write it in one line.');
};

function hasControl(value: string): boolean {
  return value.split('').some((unit) => (unit < ' ' && unit !== '\t') || unit === '\u007F');
}

export const filledText: Decoder<string> = (value, at) =>
  value === '' ? malformed(at, 'The text is empty') : text(value, at);

export const flag: Decoder<boolean> = (value, at) => {
  if (typeof value === 'boolean') return value;
  const message = `Expected true or false, found ${describe(value)}`;
  return value === 'true' || value === 'false' ? mistaken(at, message, value === 'true') : malformed(at, message);
};

/** A whole number between the two, both included. */
export function integer(least: number, most: number): Decoder<number> {
  const isOne = (value: Json): value is number =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
  return (value, at) => {
    if (isOne(value)) return value;
    const message = `Expected a whole number from ${least} to ${most}, found ${describe(value)}`;
    const meant = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : null;
    return isOne(meant) ? mistaken(at, message, meant) : malformed(at, message);
  };
}

export const port: Decoder<number> = integer(1, 65_535);

export function oneOf<const T extends string>(...choices: readonly T[]): Decoder<T> {
  return (value, at) => {
    const read = choices.find((choice) => choice === value);
    if (read !== undefined) return read;
    const message = `Expected one of ${choices.join(', ')}, found ${describe(value)}`;
    const meant = typeof value === 'string' ? nearest(value, choices) : null;
    return meant === null ? malformed(at, message) : mistaken(at, message, meant);
  };
}

/** An object from text to text. */
export const labels: Decoder<Labels> = (value, at) => {
  if (!isObject(value)) return malformed(at, `Expected an object, found ${describe(value)}`);
  const entries = Object.entries(value).map(([key, entry]) => [key, text(entry, below(at, key))] as const);
  return Object.fromEntries(entries.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
};

/** The fields that are there: `undefined` is no value in a mesh. */
export function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  // Only entries whose value is undefined go.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

/** A name of ours that goes into keys and commit trailers: lower-case letters, digits and `-`. */
export const simpleName: Decoder<string> = (value, at) =>
  typeof value === 'string' && /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(value)
    ? value
    : malformed(at, `Expected a name, found ${describe(value)}`, 'Use lower-case letters, digits and "-".');

export interface Placed<T> {
  readonly value: T;
  /** From the object's root. */
  readonly path: Path;
}

/** Keeps the place beside what was read. */
export function placed<T>(decoder: Decoder<T>): Decoder<Placed<T>> {
  return (value, at) => {
    const read = decoder(value, at);
    return read === undefined ? undefined : { value: read, path: at.path };
  };
}

/** The fields that every object has, round the ones of its kind. */
export function envelope<S extends Shape>(shape: S): Decoder<Decoded<S>> {
  return record({ apiVersion: ignored, kind: ignored, metadata: ignored, status: ignored, ...shape });
}
