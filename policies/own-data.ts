/** The data of a repository's own rules: some of its files, joined at the root. */

import { parseDocuments, type ParsedFile } from './document.ts';
import { compareText, type Finding } from './finding.ts';
import { describe, isObject, type JsonObject, sameJson } from './json.ts';
import type { Json } from './mesh.ts';
import type { PolicyObject } from './object.ts';
import { findingAt } from './read.ts';
import { dataFilesOf } from './sluice/data-files.ts';

/** Of all files together, in UTF-8. */
const maxBytes = 1_000_000;

/** The package of all that ships. */
const ours = 'sluice';

interface Said {
  readonly file: string;
  readonly value: JsonObject;
}

/** What is wrong with the files that a Config names, each at its place in the Config. `files` are those that are there. */
export function dataFindings(
  config: PolicyObject,
  files: ReadonlyMap<string, { readonly text: string; readonly parsed: ParsedFile }>,
): readonly Finding[] {
  const findings: Finding[] = [];
  const taken: Said[] = [];
  let bytes = 0;
  for (const { value: file, path } of dataFilesOf(config)) {
    const found = files.get(file);
    bytes += found === undefined ? 0 : Buffer.byteLength(found.text);
    const problem =
      bytes > maxBytes
        ? { message: `With ${file} the data has more than ${maxBytes} bytes in all`, remedy: 'Keep less of it here.' }
        : problemOf(file, found?.parsed, taken);
    if (problem !== null) findings.push(findingAt(config, { rule: 'own-data', severity: 'error', path, ...problem }));
    if (bytes > maxBytes) break;
  }
  return findings;
}

interface Fault {
  readonly message: string;
  readonly remedy: string;
}

/** Null where the file can be taken, beside those that were taken before; then it is one of them. */
function problemOf(file: string, parsed: ParsedFile | undefined, taken: Said[]): Fault | null {
  if (parsed === undefined) {
    return { message: `There is no ${file} that could be read`, remedy: 'Add the file, or take it off the list.' };
  }
  // The reader has said what it could not read, and where.
  if (parsed.findings.length > 0) return null;
  const [first, ...more] = parsed.documents;
  if (first === undefined || more.length > 0) {
    const found = first === undefined ? 'none' : parsed.documents.length;
    const remedy = first === undefined ? 'Write an object, {} at the least.' : 'Make a file of each.';
    return { message: `Expected one document in ${file}, found ${found}`, remedy };
  }
  if (!isObject(first.value)) {
    const message = `Expected an object in ${file}, found ${describe(first.value)}`;
    return { message, remedy: 'Put it below a key.' };
  }
  if (Object.hasOwn(first.value, ours)) {
    const message = `${file} has the key "${ours}", which is that of the rules that ship`;
    return { message, remedy: 'Use another name.' };
  }
  for (const before of taken) {
    const at = differenceOf(before.value, first.value);
    if (at === null) continue;
    const message = `${file} says ${at.join('.')} otherwise than ${before.file}`;
    return { message, remedy: 'Keep one of them.' };
  }
  taken.push({ file, value: first.value });
  return null;
}

/** The path that two objects say differently; null: they can be joined. */
function differenceOf(a: JsonObject, b: JsonObject): readonly string[] | null {
  for (const [key, there] of Object.entries(a)) {
    const here = Object.hasOwn(b, key) ? b[key] : undefined;
    if (here === undefined || sameJson(there, here)) continue;
    if (!isObject(there) || !isObject(here)) return [key];
    const below = differenceOf(there, here);
    if (below !== null) return [key, ...below];
  }
  return null;
}

/**
 * What judges by a repository's own word: its rules, and beside rules the files of their data; path → text. They go together
 * wherever they go, so that what is true of the rules of a change is true of their data.
 */
export function ownRules(
  files: ReadonlyMap<string, { readonly text: string }>,
  dataFiles: readonly string[],
): ReadonlyMap<string, string> {
  const rules = [...files].filter(([path]) => path.endsWith('.rego'));
  if (rules.length === 0) return new Map();
  const data = [...files].filter(([path]) => dataFiles.includes(path));
  return new Map([...rules, ...data].map(([path, { text }]) => [path, text]));
}

/** The data of what `ownRules` gave, joined; null where there is none. A file that can't be read was a finding before. */
export function dataOf(rego: ReadonlyMap<string, string>): JsonObject | null {
  const files = [...rego].filter(([path]) => !path.endsWith('.rego')).toSorted(([a], [b]) => compareText(a, b));
  if (files.length === 0) return null;
  const { [ours]: _, ...data } = files
    .map(
      ([path, text]) =>
        (path.endsWith('.json') ? parsedJson(text) : null) ?? parseDocuments(path, text).documents[0]?.value,
    )
    .filter(isObject)
    .reduce(joinedOf, {});
  return data;
}

/** Ten times as fast, and the loader has seen that it is sound. */
function parsedJson(text: string): Json {
  try {
    return JSON.parse(text) as Json; // what JSON.parse gives is JSON
  } catch {
    return null;
  }
}

function joinedOf(a: JsonObject, b: JsonObject): JsonObject {
  const added = Object.entries(b).map(([key, here]): readonly [string, Json] => {
    const there = Object.hasOwn(a, key) ? a[key] : undefined;
    return [key, isObject(there) && isObject(here) ? joinedOf(there, here) : here];
  });
  // What two files say of one path is the same: anything else was refused.
  return { ...a, ...Object.fromEntries(added) };
}
