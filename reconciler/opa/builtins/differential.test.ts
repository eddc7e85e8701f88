import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { certificates } from '../../../test/support/calls/certificates.ts';
import { type Call, generatedCalls } from '../../../test/support/calls/generated.ts';
import { seeded } from '../../../test/support/seeded.ts';
import { findOpa } from '../../setup/binaries.ts';
import { policyOf } from '../bundle.ts';
import { runOpa } from '../child.ts';
import { instantiate } from '../module.ts';
import { webAssembly } from '../webassembly.ts';
import { calls as listed } from './calls.ts';
import { print } from './print.ts';
import { hostedNames, loadBuiltins } from './table.ts';

const opa = findOpa();
const hosted = await loadBuiltins(hostedNames);

/** What is refused aloud would end the judgement of all. */
const generated = generatedCalls(1_500, seeded(1), certificates).filter(isAnswered);
const calls = [...listed, ...generated.map(({ name, operands }) => `${name}(${operands.map(print).join(', ')})`)];

function isAnswered({ name, operands }: Call): boolean {
  // OPA tells of several problems in any order, and a set within something is written in any.
  if (name === 'json.match_schema' || name === 'json.patch') return false;
  try {
    hosted.get(name)?.(...operands);
    return true;
  } catch {
    return false;
  }
}

const ofSets = /^(?:net\.cidr_(?:expand|merge|contains_matches)|graph\.reachable_paths)\(/;

/**
 * Each call becomes an entry of `all`, so that an undefined one is simply not there.
 * A set becomes a list, for JSON has it in any order.
 */
function moduleOf(expressions: readonly string[]): string {
  const entries = expressions.map((expression, i) => {
    return `all[${i}] := [${ofSets.test(expression) ? 'sort(x)' : 'x'}] if x := ${expression}`;
  });
  return `package calls\n\n${entries.join('\n\n')}\n`;
}

function resultOf(answer: unknown, ...path: readonly (string | number)[]): Readonly<Record<string, unknown>> {
  let value: unknown = answer;
  for (const key of path) value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  if (typeof value !== 'object' || value === null)
    throw new Error(`no result: ${JSON.stringify(answer).slice(0, 500)}`);
  return Object.fromEntries(Object.entries(value));
}

describe.skipIf(opa === null)('builtins answer like opa (left out where there is no opa)', () => {
  let folder = '';
  let theirs: Readonly<Record<string, unknown>> = {};
  let ours: Readonly<Record<string, unknown>> = {};

  beforeAll(async () => {
    const binary = opa ?? '';
    const { signal } = new AbortController();
    folder = await mkdtemp(join(tmpdir(), 'sluice-calls-'));
    await writeFile(join(folder, 'calls.rego'), moduleOf(calls));
    const evaluated = await runOpa(
      binary,
      ['eval', '-f', 'json', '-d', 'calls.rego', 'data.calls.all'],
      folder,
      signal,
    );
    if (!evaluated.ok) throw new Error(evaluated.message);
    theirs = resultOf(JSON.parse(evaluated.stdout), 'result', 0, 'expressions', 0, 'value');
    const args = ['build', '-t', 'wasm', '-e', 'calls/all', '-o', 'bundle.tar.gz', 'calls.rego'];
    const built = await runOpa(binary, args, folder, signal);
    if (!built.ok) throw new Error(built.message);
    const module = await webAssembly.compile(policyOf(await readFile(join(folder, 'bundle.tar.gz'))));
    const input = new TextEncoder().encode('{}').buffer;
    ours = resultOf((await instantiate(module, 256)).evaluate(input), 0, 'result');
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  test('the table is large, and most calls have an answer', () => {
    expect(calls.length).toBeGreaterThan(2_000);
    expect(Object.keys(theirs).length).toBeGreaterThan(calls.length * 0.7);
  });

  test('every builtin of the host is in the table', () => {
    const missing = [...hostedNames].filter((name) => !calls.some((call) => call.startsWith(`${name}(`)));
    expect(missing).toEqual([]);
  });

  test('every call', () => {
    const differences = calls.flatMap((call, i) => {
      const expected = theirs[i] ?? 'undefined';
      const actual = ours[i] ?? 'undefined';
      return isDeepStrictEqual(actual, expected) ? [] : [{ call, expected, actual }];
    });
    expect(differences).toEqual([]);
  });
});
