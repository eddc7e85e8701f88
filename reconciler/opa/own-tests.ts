/** A repository's own tests of its own rules, run by opa, with what they cover. */

import { dataOf } from '../../policies/own-data.ts';
import { runOpa } from './child.ts';
import { inFolder, writeAll } from './folder.ts';
import { readSources } from './sources.ts';
import { items, member, parsedAnswer } from './syntax-tree.ts';

export interface OwnTest {
  readonly file: string;
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Why it could not be run; empty where it ran. */
  readonly reason: string;
}

export interface Coverage {
  readonly file: string;
  /** Lines that can be run, and those that were. */
  readonly lines: number;
  readonly covered: number;
  /** Lines that no test ran. */
  readonly notCovered: readonly number[];
}

export type TestRun =
  | { readonly kind: 'run'; readonly tests: readonly OwnTest[]; readonly coverage: readonly Coverage[] }
  /** What opa complained about. */
  | { readonly kind: 'failed'; readonly message: string };

/** Tests (`*_test.rego`) see the repository's rules, their data and Sluice's library, as the rules do. */
export async function runOwnTests(
  rego: ReadonlyMap<string, string>,
  opa: string,
  signal: AbortSignal,
): Promise<TestRun> {
  const library = [...(await readSources())].filter(([path]) => path.startsWith('rego/lib/'));
  const own = [...rego].filter(([path]) => path.endsWith('.rego'));
  const data = dataOf(rego);
  const files = new Map([
    ...library,
    ...own.map(([path, text]) => [`own/${path}`, text] as const),
    ...(data === null ? [] : [['data.json', JSON.stringify(data)] as const]),
  ]);
  return inFolder(async (folder) => {
    await writeAll(folder, files);
    const ran = await runOpa(opa, ['test', '--format', 'json', ...files.keys()], folder, signal);
    // Where a test fails opa fails as well, and says the same.
    const tests = testsIn(ran.ok ? ran.stdout : ran.message);
    if (tests === null) return { kind: 'failed', message: ran.ok ? 'opa gave no answer' : ran.message };
    const covered = await runOpa(opa, ['test', '--coverage', '--format', 'json', ...files.keys()], folder, signal);
    return { kind: 'run', tests, coverage: coverageIn(covered.ok ? covered.stdout : covered.message) };
  });
}

function testsIn(answer: string): readonly OwnTest[] | null {
  const list = parsedAnswer(answer);
  if (!Array.isArray(list)) return null;
  return list.map((each: unknown): OwnTest => {
    const reason = member(each, 'error');
    const failed = member(each, 'fail') === true || reason !== undefined;
    return {
      file: ownPath(member(member(each, 'location'), 'file')),
      name: String(member(each, 'name')),
      outcome: failed ? 'failed' : member(each, 'skip') === true ? 'skipped' : 'passed',
      reason: reason === undefined ? '' : JSON.stringify(member(reason, 'message') ?? reason),
    };
  });
}

/** Of the rules alone: that a test ran says nothing. */
function coverageIn(answer: string): readonly Coverage[] {
  const files = member(parsedAnswer(answer), 'files');
  if (typeof files !== 'object' || files === null) return [];
  return Object.entries(files).flatMap(([path, file]: readonly [string, unknown]) => {
    if (!path.startsWith('own/') || path.endsWith('_test.rego')) return [];
    const notCovered = linesOf(member(file, 'not_covered'));
    const covered = linesOf(member(file, 'covered')).length;
    return [{ file: ownPath(path), lines: covered + notCovered.length, covered, notCovered }];
  });
}

function linesOf(ranges: unknown): readonly number[] {
  return items(ranges).flatMap((range) => {
    const from = Number(member(member(range, 'start'), 'row'));
    const to = Number(member(member(range, 'end'), 'row'));
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
  });
}

function ownPath(path: unknown): string {
  return String(path).replace(/^own\//, '');
}
