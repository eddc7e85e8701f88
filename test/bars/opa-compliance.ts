/** Runs OPA's compliance cases: compiled by opa with all its builtins, judged by this host. */

import { createHash, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { compare, equal } from '../../reconciler/opa/builtins/compare.ts';
import { jsonEntries, object } from '../../reconciler/opa/builtins/json.ts';
import { parse } from '../../reconciler/opa/builtins/parse.ts';
import { print } from '../../reconciler/opa/builtins/print.ts';
import { text, type Value } from '../../reconciler/opa/builtins/value.ts';
import { policyOf } from '../../reconciler/opa/bundle.ts';
import { runOpa } from '../../reconciler/opa/child.ts';
import { instantiate } from '../../reconciler/opa/module.ts';
import { webAssembly } from '../../reconciler/opa/webassembly.ts';
import { type OpaCase, readOpaCases } from './opa-cases.ts';

/** Absent on purpose: what they answer is not decided by what is judged. */
const effects: ReadonlySet<string> = new Set([
  'crypto.x509.parse_and_verify_certificates',
  'http.send',
  'net.lookup_ip_addr',
  'opa.runtime',
  'providers.aws.sign_req',
  'rand.intn',
  'time.now_ns',
  'trace',
  'uuid.rfc4122',
]);

export type Outcome =
  | { readonly kind: 'passed' }
  /** OPA reports an error of a builtin where WASM has undefined. */
  | { readonly kind: 'strict' }
  /** The case asks for the network, the clock, chance or the environment. */
  | { readonly kind: 'effect'; readonly why: string }
  | { readonly kind: 'failed'; readonly why: string; readonly detail: string };

export interface Compliance {
  readonly outcomes: readonly { readonly note: string; readonly outcome: Outcome }[];
}

const cache = resolve(import.meta.dirname, '../../.cache/compliance');
/** opa is a process of its own each time. */
const atOnce = 2;
const memoryMb = 64;

export async function measureCompliance(opa: string, signal: AbortSignal): Promise<Compliance> {
  const cases = await readOpaCases();
  const binary = await stat(opa);
  await mkdir(cache, { recursive: true });
  const outcomes: { note: string; outcome: Outcome }[] = [];
  const turns = cases.entries();
  const worker = async (): Promise<void> => {
    for (const [index, each] of turns) {
      const outcome = await run(each, { opa, version: `${binary.size} ${binary.mtimeMs}`, signal });
      outcomes[index] = { note: each.note, outcome };
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return { outcomes };
}

interface Deps {
  readonly opa: string;
  readonly version: string;
  readonly signal: AbortSignal;
}

async function run(each: OpaCase, deps: Deps): Promise<Outcome> {
  if (each.strictError) return { kind: 'strict' };
  const wasm = await compiled(each, deps);
  // A function of the suite's own, which waits.
  if (typeof wasm === 'string' && wasm.includes('test.sleep')) return { kind: 'effect', why: 'test.sleep' };
  if (typeof wasm === 'string') return { kind: 'failed', why: 'opa does not compile it', detail: wasm };
  try {
    const data = bytesOf(each.data ?? '{}');
    const policy = await instantiate(await webAssembly.compile(new Uint8Array(wasm)), memoryMb, data);
    const effect = policy.unserved.find((name) => effects.has(name));
    if (effect !== undefined) return { kind: 'effect', why: effect };
    const [missing] = policy.unserved;
    if (missing !== undefined) return { kind: 'failed', why: `no ${missing}`, detail: '' };
    return judge(each, policy.evaluate(each.input === null ? null : bytesOf(print(parse(each.input)))));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const effect = /asks for (?:the clock|chance)/.exec(message);
    if (effect !== null) return { kind: 'effect', why: message };
    const conflict = each.wantErrorCode === 'eval_conflict_error' && message.includes('conflict');
    return conflict ? { kind: 'passed' } : { kind: 'failed', why: 'throws', detail: message };
  }
}

function judge(each: OpaCase, answer: unknown): Outcome {
  if (each.want === null) {
    return { kind: 'failed', why: 'no error', detail: `wanted ${each.wantErrorCode}, got ${JSON.stringify(answer)}` };
  }
  const result: unknown = Array.isArray(answer) ? Reflect.get(Object(answer[0]), 'result') : undefined;
  const found = (Array.isArray(result) ? result : []).map((row) => plain(parse(String(row)), each.sortBindings));
  const wanted = each.want.map((row) =>
    plain({ kind: 'object', entries: Object.entries(row).map(([name, value]) => [text(name), value] as const) }, false),
  );
  if (equal(asSet(found), asSet(wanted))) return { kind: 'passed' };
  return {
    kind: 'failed',
    why: 'another answer',
    detail: `wanted ${print(asSet(wanted))}, got ${print(asSet(found))}`,
  };
}

function asSet(rows: readonly Value[]): Value {
  const sorted = rows.toSorted(compare);
  return { kind: 'set', items: sorted.filter((row, i) => i === 0 || !equal(row, sorted[i - 1] ?? row)) };
}

/** As OPA compares: through JSON, so sets are sorted lists and keys are texts. */
function plain(value: Value, sortBindings: boolean): Value {
  const json = jsonOf(value);
  if (!sortBindings || json.kind !== 'object') return json;
  const entries = json.entries.map(
    ([name, item]) => [name, item.kind === 'array' ? { ...item, items: item.items.toSorted(compare) } : item] as const,
  );
  return { kind: 'object', entries };
}

function jsonOf(value: Value): Value {
  switch (value.kind) {
    case 'array':
    case 'set':
      return { kind: 'array', items: value.items.map(jsonOf) };
    case 'object':
      return object(jsonEntries(value.entries).map(([key, item]) => [text(key), jsonOf(item)] as const));
    case 'null':
    case 'boolean':
    case 'number':
    case 'string':
      return value;
  }
}

/** The module's bytes, or what opa complains of. */
async function compiled(each: OpaCase, { opa, version, signal }: Deps): Promise<Uint8Array | string> {
  const asked = questionOf(each);
  const key = createHash('sha256')
    .update(JSON.stringify([version, each.modules, asked]))
    .digest('hex');
  const kept = join(cache, `${key}.wasm`);
  const known = await readFile(kept).catch(() => null);
  if (known !== null) return known;
  const folder = await mkdtemp(join(tmpdir(), 'sluice-case-'));
  try {
    const files = [...each.modules, asked].map((source, index) => ({ name: `${index}.rego`, source }));
    for (const { name, source } of files) await writeFile(join(folder, name), source);
    const args = ['build', '--target', 'wasm', '--entrypoint', 'compliance/rows', ...files.map(({ name }) => name)];
    const built = await runOpa(opa, args, folder, signal);
    if (!built.ok) return built.message;
    const wasm = policyOf(await readFile(join(folder, 'bundle.tar.gz')));
    // Cases that ask the same run beside each other: none may read the half of a file.
    const aside = `${kept}.${randomUUID()}`;
    await writeFile(aside, wasm);
    await rename(aside, kept);
    return wasm;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * A query is asked as a rule of its own, which collects the bindings that the case names; as texts in Rego's notation,
 * for JSON would lose sets.
 */
function questionOf({ query: asked, modules, data, want }: OpaCase): string {
  // All of it would hold the question, too.
  const query = asked === 'data = x' ? `${wholeData(modules, data)} = x` : asked;
  const names = Object.keys(want?.[0] ?? {});
  const row = `{${names.map((name) => `${JSON.stringify(name)}: ${name}`).join(', ')}}`;
  return `package compliance\n\nrows contains sprintf("%v", [${row}]) if {\n\t${query}\n}\n`;
}

function wholeData(modules: readonly string[], data: string | null): string {
  const packages = modules.map((source) => /^package (\w+)/m.exec(source)?.[1] ?? '');
  const roots = [...new Set([...packages, ...Object.keys(JSON.parse(data ?? '{}'))])];
  return `{${roots.map((name) => `${JSON.stringify(name)}: data.${name}`).join(', ')}}`;
}

function bytesOf(json: string): ArrayBuffer {
  return new TextEncoder().encode(json).buffer;
}
