/**
 * Small repositories in, what Sluice makes of them out. A case is `policies/<name>.in.yaml` or a folder; `vitest -u`
 * writes the outcome anew, to be read in the diff.
 */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { printDocument } from '../../policies/document.ts';
import { type Finding, hasErrors } from '../../policies/finding.ts';
import { isList, isObject } from '../../policies/json.ts';
import { createLoader, type Files, type Loaded } from '../../policies/load.ts';
import type { Json } from '../../policies/mesh.ts';

const here = import.meta.dirname;

function filesOf(path: string): Files {
  const names = statSync(path).isDirectory() ? readdirSync(path) : [''];
  return new Map(
    names.toSorted().map((name) => {
      const text = readFileSync(join(path, name), 'utf8');
      const oid = createHash('sha1').update(text).digest('hex');
      return [name === '' ? 'in.yaml' : name, { oid, text }] as const;
    }),
  );
}

function findingLine({ severity, rule, file, range, message, remedy }: Finding): string {
  const place = range ? `${range.line}:${range.column}-${range.endLine}:${range.endColumn}` : '-';
  return `${file ?? '-'}:${place} ${severity} ${rule}: ${message}${remedy === '' ? '' : ` | ${remedy}`}`;
}

/** Sources as one text; what was written, and what is empty, left out. */
function brief(value: Json): Json {
  if (isList(value)) return value.map(brief);
  if (!isObject(value)) return value;
  const entries = Object.entries(value)
    .filter(([key, entry]) => key !== 'item' && !(isList(entry) && entry.length === 0))
    .map(([key, entry]): [string, Json] => [key, key === 'source' ? place(entry) : brief(entry)]);
  return Object.fromEntries(entries);
}

function place(source: Json): Json {
  if (!isObject(source) || !isList(source['path'])) return source;
  return `${JSON.stringify(source['file'])} ${JSON.stringify(source['document'])} ${JSON.stringify(source['path'])}`;
}

function outcome({ mesh, findings }: Loaded): string {
  // A mesh is JSON in all but its types' names.
  const { config, ...rest } = mesh as unknown as { readonly [key: string]: Json };
  const settings = JSON.stringify(config) === '{"undefinedSubset":"host","rules":{}}' ? {} : { config: config ?? null };
  return printDocument(brief({ findings: findings.map(findingLine), ...rest, ...settings }));
}

function cases(folder: string): readonly (readonly [string, string])[] {
  const names = readdirSync(join(here, folder)).filter((name) => !name.endsWith('.out.yaml'));
  return names.toSorted().map((name) => [name.replace('.in.yaml', ''), join(here, folder, name)] as const);
}

describe('a repository becomes this mesh, with these findings', () => {
  test.each(cases('policies'))('%s', async (name, path) => {
    await expect(outcome(createLoader()(filesOf(path)))).toMatchFileSnapshot(join(here, 'policies', `${name}.out.yaml`));
  });
});

describe("the user's own manifests, as they are", () => {
  test.each(cases('seed'))('%s is accepted without a word', async (name, path) => {
    const loaded = createLoader()(filesOf(path));
    expect(hasErrors(loaded.findings)).toBe(false);
    await expect(outcome(loaded)).toMatchFileSnapshot(join(here, 'seed', `${name}.out.yaml`));
  });
});
