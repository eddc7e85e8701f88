/** What is asked of a source that `sluice.yaml` names: queries, paths, and pointers into answers. */

import { type At, type Decoder, below, freeText, malformed, text } from '../decode.ts';
import type { Asked } from '../evidence.ts';

/** What is filled in for the side that is asked about. */
const sideVariables: readonly string[] = ['clusters', 'side'];
const variables: readonly string[] = ['clusters', 'side', 'namespace', 'name'];
const longest = 4096;

export const promQuery: Decoder<string> = (value, at) => {
  const read = freeText(value, at);
  if (read === undefined) return undefined;
  if (read.trim() === '' || read.length > longest) {
    return malformed(at, `Expected a query of 1 to ${longest} characters, found ${read.length}`);
  }
  return knownVariables(read, at);
};

/** A path with its query: `/quality?side=$side`. */
export const webPath: Decoder<string> = (value, at) => {
  const read = text(value, at);
  if (read === undefined) return undefined;
  // Neither another host (`//host`), nor a way out of the source's own path.
  const plain = /^\/(?!\/)[^\s\\#]*$/.test(read) && !/(?:^|\/)(?:\.|%2e){1,2}(?:[/?]|$)/i.test(read);
  if (plain && read.length <= longest) return knownVariables(read, at);
  return malformed(
    at,
    'Expected a path of the source',
    'Begin it with one "/"; leave out blanks, "#", "\\" and ".." in it.',
  );
};

/** A JSON pointer (RFC 6901): `/data/good`; empty: the whole answer. */
export const jsonPointer: Decoder<string> = (value, at) => {
  const read = text(value, at);
  if (read === undefined || (read.length <= 1024 && /^(?:\/(?:[^~/]|~[01])*)*$/.test(read))) return read;
  return malformed(at, 'Expected a JSON pointer', 'Write it like /data/good.');
};

function knownVariables(read: string, at: At): string | undefined {
  const unknown = variablesOf(read).find((name) => !variables.includes(name));
  if (unknown === undefined) return read;
  const known = variables.map((name) => `$${name}`).join(', ');
  return malformed(at, `There is no variable $${unknown.slice(0, 60)}`, `Known: ${known}.`);
}

function variablesOf(read: string): readonly string[] {
  return [...read.matchAll(/\$([A-Za-z_]+)/g)].flatMap(([, name]) => (name === undefined ? [] : [name]));
}

export interface AskedFields {
  readonly good: string | undefined;
  readonly total: string | undefined;
  readonly value: string | undefined;
}

/** Either `good` and `total`, or `value`. */
export function askedOf({ good, total, value }: AskedFields, at: At): Asked | undefined {
  if (value !== undefined && good === undefined && total === undefined) return { kind: 'value', value };
  if (value === undefined && good !== undefined && total !== undefined) return { kind: 'counts', good, total };
  return malformed(at, 'Expected either good and total, or value', 'Counts are judged by max, a value by its range.');
}

/** Counts of canary and stable that are asked for alike would be the same counts; a `shared` text may tell the sides apart. */
export function tellsSides(texts: Readonly<Record<string, string>>, at: At, shared = ''): boolean {
  if (namesSide(shared)) return true;
  const alike = Object.entries(texts).filter(([, written]) => !namesSide(written));
  for (const [field] of alike) {
    const message = 'This asks the same of canary and stable';
    malformed(below(at, field), message, 'Name the side that is meant by $clusters or $side.');
  }
  return alike.length === 0;
}

function namesSide(written: string): boolean {
  return variablesOf(written).some((name) => sideVariables.includes(name));
}
