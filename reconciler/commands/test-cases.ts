/** Policies whose comments say what is to be found in them: cases of a repository's rules, in folders named `.cases`. */

import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../../policies/finding.ts';
import { isPolicyFile } from '../../policies/policy-file.ts';
import { defaultLimits } from '../git/limits.ts';
import type { PolicyFiles } from '../git/tree-reader.ts';
import type { OwnTest } from '../opa/own-tests.ts';
import type { RulesPort } from '../reconcile/ports.ts';
import { checkPolicies, readTree } from './check-policies.ts';

export interface Case {
  readonly file: string;
  readonly text: string;
}

/** A folder that begins with a dot has no policies, so cases are neither judged nor served. */
const caseFolder = '.cases';

/** Those below a folder, sorted; what is too large to be a policy is no case. */
export async function readCases(dir: string, signal: AbortSignal): Promise<readonly Case[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && isPolicyFile(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
    .filter((file) => file.split('/').includes(caseFolder) && !file.startsWith('node_modules/'))
    .toSorted();
  const cases: Case[] = [];
  for (const file of files) {
    const path = join(dir, file);
    if ((await stat(path)).size > defaultLimits.maxFileBytes) continue;
    cases.push({ file, text: await readFile(path, { encoding: 'utf8', signal }) });
  }
  return cases;
}

/** Each case is a repository of its own, judged by the rules and settings of `tree`. */
export async function runCases(
  cases: readonly Case[],
  tree: PolicyFiles,
  rules: RulesPort,
  signal: AbortSignal,
): Promise<readonly OwnTest[]> {
  const data = new Set(readTree(tree).loaded.dataFiles);
  const judging = [...tree.files].filter(
    ([path]) => path === 'sluice.yaml' || path.endsWith('.rego') || data.has(path),
  );
  const ran: OwnTest[] = [];
  for (const { file, text } of cases) {
    // Where it is no case: a file in such a folder is no policy.
    const path = file.replaceAll(`${caseFolder}/`, 'cases/');
    const read = readTree({ files: new Map([...judging, [path, { oid: text, text }]]), findings: [] });
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
