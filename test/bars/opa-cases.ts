/** OPA's own compliance cases, read from its Go module. */

import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { writeJson } from '../../reconciler/opa/builtins/json.ts';
import type { Entry, Value } from '../../reconciler/opa/builtins/value.ts';

export interface OpaCase {
  readonly note: string;
  readonly query: string;
  readonly modules: readonly string[];
  /** JSON, or null for none. */
  readonly data: string | null;
  /** JSON or a Rego term, or null for none. */
  readonly input: string | null;
  /** The bindings that are wanted, or null where an error is. */
  readonly want: readonly Readonly<Record<string, Value>>[] | null;
  readonly wantErrorCode: string | null;
  readonly sortBindings: boolean;
  readonly strictError: boolean;
}

const opaModule = 'github.com/open-policy-agent/opa@v1.22.2';

/** The v1 cases, in the order of their files. */
export async function readOpaCases(): Promise<readonly OpaCase[]> {
  const { stdout } = await promisify(execFile)('go', ['mod', 'download', '-json', opaModule]);
  const described: unknown = JSON.parse(stdout);
  const folder = join(String(Reflect.get(Object(described), 'Dir')), 'v1/test/cases/testdata/v1');
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.yaml')).toSorted();
  const cases: OpaCase[] = [];
  for (const file of files) cases.push(...casesOf(await readFile(join(folder, file), 'utf8'), file));
  return cases;
}

function casesOf(text: string, file: string): readonly OpaCase[] {
  const document = parseDocument(text, { intAsBigInt: true });
  const [trouble] = document.errors;
  if (trouble !== undefined) throw new Error(`${file}: ${trouble.message}`);
  const list = member(valueOf(document.contents), 'cases');
  if (list?.kind !== 'array') throw new Error(`${file} holds no cases`);
  return list.items.map(caseOf);
}

function caseOf(value: Value): OpaCase {
  const modules = member(value, 'modules');
  const want = member(value, 'want_result');
  const data = member(value, 'data');
  const input = member(value, 'input');
  const term = textOf(member(value, 'input_term'));
  return {
    note: textOf(member(value, 'note')) ?? '',
    query: textOf(member(value, 'query')) ?? '',
    modules: modules?.kind === 'array' ? modules.items.map((each) => textOf(each) ?? '') : [],
    data: data === null ? null : writeJson(data),
    input: term ?? (input === null ? null : writeJson(input)),
    want: want?.kind === 'array' ? want.items.map(bindingsOf) : null,
    wantErrorCode: textOf(member(value, 'want_error_code')),
    sortBindings: isTrue(member(value, 'sort_bindings')),
    strictError: isTrue(member(value, 'strict_error')),
  };
}

function bindingsOf(row: Value): Readonly<Record<string, Value>> {
  if (row.kind !== 'object') return {};
  return Object.fromEntries(row.entries.map(([name, value]) => [textOf(name) ?? '', value]));
}

/** A YAML node, with numbers as they were written. */
function valueOf(node: unknown): Value {
  if (isMap(node)) {
    const entries = node.items.map(({ key, value }): Entry => [keyOf(key), valueOf(value)]);
    return { kind: 'object', entries };
  }
  if (isSeq(node)) return { kind: 'array', items: node.items.map(valueOf) };
  if (!isScalar(node)) return { kind: 'null' };
  const { value, source = '' } = node;
  if (typeof value === 'string') return { kind: 'string', value };
  if (typeof value === 'boolean') return { kind: 'boolean', value };
  if (typeof value === 'bigint') return { kind: 'number', text: String(value) };
  if (typeof value !== 'number') return { kind: 'null' };
  return { kind: 'number', text: /^-?\d[\d.eE+-]*$/.test(source) ? source : String(value) };
}

/** JSON has keys of text only, and so has what OPA reads. */
function keyOf(node: unknown): Value {
  const key = valueOf(node);
  return key.kind === 'string' ? key : { kind: 'string', value: isScalar(node) ? (node.source ?? '') : '' };
}

function member(value: Value | null, name: string): Value | null {
  if (value?.kind !== 'object') return null;
  return value.entries.find(([key]) => key.kind === 'string' && key.value === name)?.[1] ?? null;
}

function textOf(value: Value | null): string | null {
  return value?.kind === 'string' ? value.value : null;
}

function isTrue(value: Value | null): boolean {
  return value?.kind === 'boolean' && value.value;
}
