/** Every field that a published schema has, in a small object of its own: what our readers say of it. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Document } from '../../policies/document.ts';
import type { Finding, Path } from '../../policies/finding.ts';
import { isList, isObject, type JsonObject } from '../../policies/json.ts';
import { kindOf } from '../../policies/kinds.ts';
import type { Json } from '../../policies/mesh.ts';
import { objectsOf } from '../../policies/object.ts';
import { readObject } from '../../policies/read.ts';

/** A kind at a version, with its schema. */
export interface Published {
  readonly group: string;
  readonly kind: string;
  readonly version: string;
  readonly schema: JsonObject;
}

/** The CustomResourceDefinitions in the YAML files below a folder. */
export async function publishedKinds(folder: string): Promise<readonly Published[]> {
  const names = await readdir(folder, { recursive: true });
  const files = names.filter((name) => /\.ya?ml$/.test(name) && !/testdata|charts\/.*templates/.test(name));
  const found: Published[] = [];
  for (const name of files.toSorted()) {
    const text = await readFile(join(folder, name), 'utf8');
    if (!text.includes('CustomResourceDefinition') || text.includes('{{')) continue;
    for (const value of valuesIn(text)) found.push(...kindsOf(value));
  }
  return found;
}

function valuesIn(text: string): readonly Json[] {
  const documents = parseAllDocuments(text);
  // What the library gives of a document is JSON, but for what no schema has.
  return Array.isArray(documents) ? documents.map((document) => document.toJS() as Json) : [];
}

function kindsOf(value: Json): readonly Published[] {
  const spec = isObject(value) && value['kind'] === 'CustomResourceDefinition' ? value['spec'] : undefined;
  const names = isObject(spec) ? spec['names'] : undefined;
  const versions = isObject(spec) ? spec['versions'] : undefined;
  if (!isObject(spec) || !isObject(names) || !isList(versions)) return [];
  return versions.flatMap((version) => {
    if (!isObject(version) || version['served'] === false) return [];
    const schema = isObject(version['schema']) ? version['schema']['openAPIV3Schema'] : undefined;
    if (!isObject(schema)) return [];
    const [group, kind, name] = [spec['group'], names['kind'], version['name']];
    if (typeof group !== 'string' || typeof kind !== 'string' || typeof name !== 'string') return [];
    return [{ group, kind, version: name, schema }];
  });
}

export interface Asked {
  readonly path: Path;
  /** What was said against the field itself. */
  readonly said: readonly Finding[];
}

/** Asks about each field below `spec`; null where the kind is not read here. */
export function askAbout({ group, kind, version, schema }: Published): readonly Asked[] | null {
  const known = kindOf(group, kind);
  if (known === null || !known.versions.includes(version)) return null;
  const spec = isObject(schema['properties']) ? schema['properties']['spec'] : undefined;
  if (!isObject(spec)) return [];
  return pathsOf(spec, ['spec'], 0).map(({ path, value }) => {
    const body = { apiVersion: `${group}/${version}`, kind, metadata: { name: 'x' }, spec: value };
    return { path, said: against(body, path) };
  });
}

interface Sample {
  readonly path: Path;
  /** A whole spec that has something at the path, and what must be there on the way to it. */
  readonly value: Json;
}

const deepest = 9;

function pathsOf(schema: JsonObject, path: Path, depth: number): readonly Sample[] {
  if (depth > deepest) return [];
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const own = Object.entries(properties).flatMap(([name, below]) => {
    if (!isObject(below)) return [];
    const wrap = (value: Json): Json => ({ ...requiredOf(schema, name), [name]: value });
    const here = { path: [...path, name], value: wrap(sampleOf(below)) };
    const deeper = pathsOf(below, [...path, name], depth + 1).map((each) => ({ ...each, value: wrap(each.value) }));
    return [here, ...deeper];
  });
  const items = isObject(schema['items']) ? pathsOf(schema['items'], [...path, 0], depth + 1) : [];
  return [...own, ...items.map((each) => ({ ...each, value: [each.value] }))];
}

function requiredOf(schema: JsonObject, but: string): JsonObject {
  const required = isList(schema['required']) ? schema['required'] : [];
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const entries = required.flatMap((name) => {
    const below = typeof name === 'string' && name !== but ? properties[name] : undefined;
    return typeof name === 'string' && isObject(below) ? [[name, sampleOf(below)] as const] : [];
  });
  return Object.fromEntries(entries);
}

/** The least value that the schema takes. */
function sampleOf(schema: JsonObject): Json {
  const { type, format, minimum, pattern } = schema;
  if (isList(schema['enum'])) return schema['enum'].find((each) => each !== '') ?? '';
  if (schema['x-kubernetes-int-or-string'] === true) return 1;
  switch (typeof type === 'string' ? type : '') {
    case 'object':
      return requiredOf(schema, '');
    case 'array':
      return isObject(schema['items']) ? [sampleOf(schema['items'])] : [];
    case 'integer':
    case 'number':
      return typeof minimum === 'number' ? Math.max(1, minimum) : 1;
    case 'boolean':
      return true;
    default:
      return textFor(typeof format === 'string' ? format : '', typeof pattern === 'string' ? pattern : '');
  }
}

function textFor(format: string, pattern: string): string {
  if (format === 'date-time') return '2026-01-01T00:00:00Z';
  return /ms\|s\|m\|h|\[0-9\]\{1,5\}\(h/.test(pattern) ? '10s' : 'x';
}

/** What is said of a field that is not known, or whose type is another, on the way to it. */
function against(body: JsonObject, path: Path): readonly Finding[] {
  const document: Document = {
    file: 'x.yaml',
    index: 0,
    value: body,
    // The path itself is the place: one line for each of its steps.
    rangeOf: (at) => ({ line: isPrefix(at, path) ? at.length : 0, column: 1, endLine: 1, endColumn: 1 }),
  };
  const [object] = objectsOf(document).objects;
  if (object === undefined) throw new Error('the object was not read');
  return readObject(object).findings.filter(({ rule, range, message }) => {
    if (range === null || range.line === 0) return false;
    // The sample's number is of the type, and may be out of range.
    if (message.endsWith('found the number 1')) return false;
    return (
      rule === 'unsupported-field' || /^Expected (?:an object|a list|text|true or false|a whole number)/.test(message)
    );
  });
}

function isPrefix(at: Path, path: Path): boolean {
  return at.length > 1 && at.length <= path.length && at.every((step, i) => step === path[i]);
}
