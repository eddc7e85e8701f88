/** Holds the host's builtins against `opa eval`, on calls made at random. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare, equal } from '../../reconciler/opa/builtins/compare.ts';
import { jsonEntries, readJson } from '../../reconciler/opa/builtins/json.ts';
import { print } from '../../reconciler/opa/builtins/print.ts';
import { hostedNames, loadBuiltins } from '../../reconciler/opa/builtins/table.ts';
import { parse } from '../../reconciler/opa/builtins/parse.ts';
import { field, text, type Value } from '../../reconciler/opa/builtins/value.ts';
import { runOpa } from '../../reconciler/opa/child.ts';
import { seeded } from '../support/seeded.ts';
import { readOpaCases } from './opa-cases.ts';
import { certificates } from '../support/calls/certificates.ts';
import { type Call, generatedCalls } from '../support/calls/generated.ts';

export interface Agreement {
  readonly calls: number;
  readonly agreed: number;
  /** Calls that end opa itself. */
  readonly crashed: readonly string[];
  /** Calls of which the host says aloud that it does not serve them. */
  readonly refused: readonly { readonly call: string; readonly why: string }[];
  readonly differences: readonly { readonly call: string; readonly theirs: string; readonly ours: string }[];
  /** Builtins that no call was made of. */
  readonly uncalled: readonly string[];
}

const hosted = await loadBuiltins(hostedNames);
const chunk = 500;
const undefinedText = 'undefined';

export async function measureAgreement(
  opa: string,
  count: number,
  seed: number,
  signal: AbortSignal,
): Promise<Agreement> {
  const calls = generatedCalls(count, seeded(seed), [...certificates, ...certificatesOf(await readOpaCases())]);
  const folder = await mkdtemp(join(tmpdir(), 'sluice-calls-'));
  try {
    const crashed: string[] = [];
    const refused: { call: string; why: string }[] = [];
    const differences: { call: string; theirs: string; ours: string }[] = [];
    for (let at = 0; at < calls.length; at += chunk) {
      const part = calls.slice(at, at + chunk);
      const theirs = await evaluated(opa, folder, part, signal);
      for (const [i, call] of part.entries()) {
        const theirAnswer = theirs[i] ?? null;
        if (theirAnswer === 'crashed') {
          crashed.push(shownCall(call));
          continue;
        }
        const ours = answerOf(call);
        const shown = shownCall(call);
        if (typeof ours === 'string') refused.push({ call: shown, why: ours });
        else if (!isSame(call.name, theirAnswer, ours) && !(await isOneOfSeveral(opa, folder, call, ours, signal))) {
          differences.push({ call: shown, theirs: written(theirAnswer), ours: written(ours) });
        }
      }
    }
    const called = new Set(calls.map(({ name }) => name));
    return {
      calls: calls.length,
      agreed: calls.length - crashed.length - refused.length - differences.length,
      crashed,
      refused,
      differences,
      uncalled: [...hostedNames].filter((name) => !called.has(name)),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What opa answers, null for undefined; calls that it ends at are found by halves. */
async function evaluated(
  opa: string,
  folder: string,
  calls: readonly Call[],
  signal: AbortSignal,
): Promise<readonly (Value | null | 'crashed')[]> {
  const rules = calls.map((call, i) => `all["${i}"] := [x] if x := ${shownCall(call)}`);
  await writeFile(join(folder, 'calls.rego'), `package calls\n\n${rules.join('\n\n')}\n`);
  const ran = await runOpa(opa, ['eval', '-f', 'raw', '-d', 'calls.rego', 'data.calls'], folder, signal);
  if (!ran.ok) {
    if (!ran.message.includes('goroutine')) throw new Error(ran.message);
    if (calls.length === 1) return ['crashed'];
    const middle = calls.length >> 1;
    const halves = [calls.slice(0, middle), calls.slice(middle)];
    const answers: (Value | null | 'crashed')[] = [];
    for (const half of halves) answers.push(...(await evaluated(opa, folder, half, signal)));
    return answers;
  }
  const all = field(readJson(ran.stdout) ?? { kind: 'null' }, 'all');
  return calls.map((_, i) => {
    const found = all === null ? null : field(all, String(i));
    return found === null ? null : only(found);
  });
}

/** Of a schema with several faults OPA tells one, and not always the same. */
async function isOneOfSeveral(
  opa: string,
  folder: string,
  call: Call,
  ours: Value | null,
  signal: AbortSignal,
): Promise<boolean> {
  if (call.name !== 'json.verify_schema') return false;
  const answers = await evaluated(
    opa,
    folder,
    Array.from({ length: 30 }, () => call),
    signal,
  );
  return answers.some((answer) => answer !== 'crashed' && isSame(call.name, answer, ours));
}

function shownCall({ name, operands }: Call): string {
  return `${name}(${operands.map(print).join(', ')})`;
}

function only(value: Value): Value {
  return (value.kind === 'array' ? value.items[0] : undefined) ?? { kind: 'null' };
}

/** The host's answer as JSON; a text when it refuses aloud. */
function answerOf({ name, operands }: Call): Value | null | string {
  const builtin = hosted.get(name);
  if (builtin === undefined) return 'not served';
  try {
    // Over the wire members come sorted, and once.
    const answer = builtin(...operands.map((operand) => wired(parse(print(operand)))));
    return answer === null ? null : jsonOf(parse(print(answer)));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function wired(value: Value): Value {
  switch (value.kind) {
    case 'array':
      return { kind: 'array', items: value.items.map(wired) };
    case 'set':
      return { kind: 'set', items: distinct(value.items.map(wired)) };
    case 'object':
      return { kind: 'object', entries: value.entries.map(([key, item]) => [wired(key), wired(item)] as const) };
    case 'null':
    case 'boolean':
    case 'number':
    case 'string':
      return value;
  }
}

function jsonOf(value: Value): Value {
  switch (value.kind) {
    case 'array':
      return { kind: 'array', items: value.items.map(jsonOf) };
    case 'set':
      return { kind: 'array', items: distinct(value.items).map(jsonOf) };
    case 'object':
      return {
        kind: 'object',
        entries: jsonEntries(value.entries).map(([key, item]) => [text(key), jsonOf(item)] as const),
      };
    case 'null':
    case 'boolean':
    case 'number':
    case 'string':
      return value;
  }
}

function distinct(items: readonly Value[]): readonly Value[] {
  return items.toSorted(compare).filter((item, i, all) => i === 0 || !equal(item, all[i - 1] ?? item));
}

function isSame(name: string, theirs: Value | null, ours: Value | null): boolean {
  if (theirs === null || ours === null) return theirs === ours;
  return name === 'json.match_schema' ? equal(unordered(theirs), unordered(ours)) : equal(theirs, ours);
}

/** OPA tells of a document's problems in any order. */
function unordered(value: Value): Value {
  if (value.kind !== 'array') return value;
  const items = value.items.map((item) =>
    item.kind === 'array' ? { ...item, items: item.items.toSorted(compare) } : item,
  );
  return { ...value, items };
}

function written(value: Value | null): string {
  return value === null ? undefinedText : print(value).slice(0, 400);
}

/** Certificates and requests that OPA's own cases are about. */
function certificatesOf(cases: Awaited<ReturnType<typeof readOpaCases>>): readonly string[] {
  const modules = cases.filter(({ note }) => note.includes('x509')).flatMap(({ modules: sources }) => sources);
  const found = modules.flatMap((source) => [...source.matchAll(/"((?:-----BEGIN|[A-Za-z0-9+/]{200})[^"]*)"/g)]);
  return found.map((match) => String(JSON.parse(`"${match[1]}"`)));
}
