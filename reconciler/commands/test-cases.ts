/** Policies whose comments say what is to be found in them: cases of a repository's rules, in folders named `.cases`. */

import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../../policies/finding.ts';
import { createLoader } from '../../policies/load.ts';
import { isPolicyFile } from '../../policies/policy-file.ts';
import { configFile } from '../../policies/sluice/data-files.ts';
import { defaultLimits } from '../git/limits.ts';
import type { PolicyFiles } from '../git/tree-reader.ts';
import type { OwnTest } from '../opa/own-tests.ts';
import type { RulesPort } from '../reconcile/ports.ts';
import { checkPolicies } from './check-policies.ts';

export interface Case {
  readonly file: string;
  readonly text: string;
}

/** A folder that begins with a dot has no policies, so cases are neither judged nor served. */
const caseFolder = '.cases';

/** Those below a folder, sorted; what is too large to be a policy is no case. */
export async function readCases(dir: string, signal: AbortSignal): Promise<readonly Case[]> {
  const files = (await filesBelow(dir))
    .filter((file) => isPolicyFile(file.slice(file.lastIndexOf('/') + 1)) && file.split('/').includes(caseFolder))
    .toSorted();
  const cases: Case[] = [];
  for (const file of files) {
    const path = join(dir, file);
    if ((await stat(path)).size > defaultLimits.maxFileBytes) continue;
    cases.push({ file, text: await readFile(path, { encoding: 'utf8', signal }) });
  }
  return cases;
}

/** What Git keeps for itself and what was installed may be a hundred times the rest. */
const passedOver = ['.git', 'node_modules'];

async function filesBelow(dir: string): Promise<readonly string[]> {
  const top = (await readdir(dir, { withFileTypes: true })).filter(({ name }) => !passedOver.includes(name));
  const below = top.filter((entry) => entry.isDirectory()).map(({ name }) => join(dir, name));
  const inner = await Promise.all(below.map((folder) => readdir(folder, { recursive: true, withFileTypes: true })));
  const files = [...top, ...inner.flat()].filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1));
}

/** Each case is a repository of its own, with the settings of `tree` and its rules with their data (path → text). */
export async function runCases(
  cases: readonly Case[],
  { files }: PolicyFiles,
  own: ReadonlyMap<string, string>,
  rules: RulesPort,
  signal: AbortSignal,
): Promise<readonly OwnTest[]> {
  const judging = [...files].filter(([path]) => path === configFile || own.has(path));
  const load = createLoader();
  const ran: OwnTest[] = [];
  for (const { file, text } of cases) {
    // Where it is no case: a file in such a folder is no policy.
    const path = file.replaceAll(`${caseFolder}/`, 'cases/');
    const tree: PolicyFiles = { files: new Map([...judging, [path, { oid: text, text }]]), findings: [] };
    const read = { tree, loaded: load(tree.files, { intent: true }) };
    const judges = { rules, accepted: null, before: null, nowMs: 0 };
    const { findings } = await checkPolicies(read, judges, signal);
    const faults = differences(
      expectedIn(text),
      findings.filter((finding) => finding.file === path || finding.rule === 'no-verdict'),
    );
    ran.push({ file, name: 'case', outcome: faults.length === 0 ? 'passed' : 'failed', reason: faults.join('; ') });
  }
  return ran;
}

interface Expected {
  readonly line: number;
  readonly rule: string;
}

function expectedIn(text: string): readonly Expected[] {
  return text.split('\n').flatMap((line, place) => {
    const [, named = ''] = /#\s*expect:\s*(\S.*?)\s*$/.exec(line) ?? [];
    return named === '' ? [] : named.split(/\s*,\s*/).map((rule) => ({ line: place + 1, rule }));
  });
}

/** Of the repository's own rules, and of others that the case speaks of. */
function differences(expected: readonly Expected[], findings: readonly Finding[]): readonly string[] {
  const asked = new Set(expected.map(({ rule }) => rule));
  const found = findings
    .filter(({ rule }) => rule.startsWith('own/') || rule === 'no-verdict' || asked.has(rule))
    .map(({ rule, range, message }) => ({ rule, line: range?.line ?? 0, message }));
  const isSame = (a: Expected, b: Expected): boolean => a.line === b.line && a.rule === b.rule;
  return [
    ...expected
      .filter((each) => !found.some((other) => isSame(each, other)))
      .map(({ line, rule }) => `line ${line}: ${rule} was expected, and did not find anything`),
    ...found
      .filter((each) => !expected.some((other) => isSame(each, other)))
      .map(({ line, rule, message }) => `line ${line}: ${rule} was not expected: ${message}`),
  ];
}
