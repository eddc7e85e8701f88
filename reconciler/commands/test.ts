import { createLoader } from '../../policies/load.ts';
import { ownRules } from '../../policies/own-data.ts';
import type { PolicyFiles } from '../git/tree-reader.ts';
import { runOwnTests, type Coverage, type OwnTest } from '../opa/own-tests.ts';
import { sentenceOf } from '../render/formats/report.ts';
import { printable } from '../render/printable.ts';
import { plural } from '../render/quantity.ts';
import { findOpa } from '../setup/binaries.ts';
import { isSet, textFlag, UsageError, type Call, type Command, type ExitCode } from './command.ts';
import { readSources, rootOf } from './lint-source.ts';
import { openRules } from './rules-engine.ts';
import { readCases, runCases, type Case } from './test-cases.ts';

export const testCommand: Command = {
  name: 'test',
  summary: "run the tests of a repository's own rules",
  help: `usage: sluice test [DIR] [--threshold PERCENT] [--json]

Runs the tests of the repository's own rules (*_test.rego), and says which lines of the rules no test has run. Policies in
folders named .cases are judged as well: a comment "# expect: own/office" says that the rule finds something in its line,
and nothing else may be found. It needs the opa binary: on PATH, or named by OPA_BIN.

Exit code 0: all passed. 1: a test failed, or less is covered than is asked for. 2: there was no test to run.
4: the rules are broken.

  --threshold PERCENT  how much of the rules' lines must be covered (0)
`,
  options: { threshold: { type: 'string' } },
  words: [0, 1],
  run: runTests,
};

async function runTests(call: Call): Promise<ExitCode> {
  const threshold = thresholdOf(call);
  const opa = findOpa();
  if (opa === null) throw new UsageError('there is no opa: put it on PATH, or name it in OPA_BIN');
  const tree = await readSources(call);
  const { dataFiles, findings } = createLoader()(tree.files);
  const wrong = findings.find(({ rule, file }) => rule === 'own-data' || (file !== null && dataFiles.includes(file)));
  if (wrong !== undefined) {
    throw new UsageError(printable(`${wrong.file}:${wrong.range?.line ?? 1}: ${sentenceOf(wrong)}`));
  }
  const rego = ownRules(tree.files, dataFiles);
  const root = await rootOf(call);
  const cases = root === null ? [] : await readCases(root, call.signal);
  if (cases.length === 0 && ![...rego.keys()].some((path) => path.endsWith('_test.rego'))) {
    throw new UsageError('there is no test to run: no *_test.rego, and no case in a folder .cases');
  }
  const run = await runOwnTests(rego, opa, call.signal);
  if (run.kind === 'failed') {
    call.io.err(`${run.message.split('\n').map(printable).join('\n')}\n`);
    return 4;
  }
  const tests = [...run.tests, ...(await casesOf(call, cases, tree, rego))];
  if (tests.length === 0) throw new UsageError('there is no test to run: no rule is named test_…');
  const percent = percentOf(run.coverage);
  const { coverage } = run;
  call.io.out(
    isSet(call, 'json')
      ? `${JSON.stringify({ tests, coverage, percent }, null, 2)}\n`
      : textOf(tests, coverage, percent),
  );
  return tests.some(({ outcome }) => outcome === 'failed') || percent < threshold ? 1 : 0;
}

async function casesOf(
  call: Call,
  cases: readonly Case[],
  tree: PolicyFiles,
  own: ReadonlyMap<string, string>,
): Promise<readonly OwnTest[]> {
  if (cases.length === 0) return [];
  const rules = openRules(call);
  try {
    return await runCases(cases, tree, own, rules, call.signal);
  } finally {
    await rules.close();
  }
}

function thresholdOf(call: Call): number {
  const text = textFlag(call, 'threshold') ?? '0';
  const percent = Number(text.replace(/%$/, ''));
  if (text === '' || !(percent >= 0 && percent <= 100)) throw new UsageError(`--threshold ${text}: from 0 to 100`);
  return percent;
}

/** Rules without a line that can be run are covered. */
function percentOf(coverage: readonly Coverage[]): number {
  const lines = coverage.reduce((sum, each) => sum + each.lines, 0);
  const covered = coverage.reduce((sum, each) => sum + each.covered, 0);
  return lines === 0 ? 100 : Math.floor((1000 * covered) / lines) / 10;
}

function textOf(tests: readonly OwnTest[], coverage: readonly Coverage[], percent: number): string {
  const failed = tests.filter(({ outcome }) => outcome === 'failed');
  const lines = [
    ...failed.map(
      ({ file, name, reason }) =>
        `${printable(file)}: ${printable(name)} failed${reason === '' ? '' : `: ${printable(reason)}`}`,
    ),
    ...coverage.flatMap(({ file, notCovered }) =>
      notCovered.length === 0 ? [] : [`${printable(file)}: no test runs line ${spansOf(notCovered)}`],
    ),
    `${plural(tests.length, 'test')}, ${failed.length} failed, ${percent} % of the rules covered`,
  ];
  return `${lines.join('\n')}\n`;
}

/** `3, 5–8` */
function spansOf(lines: readonly number[]): string {
  const spans: { from: number; to: number }[] = [];
  for (const line of lines) {
    const last = spans.at(-1);
    if (last !== undefined && line <= last.to + 1) last.to = line;
    else spans.push({ from: line, to: line });
  }
  return spans.map(({ from, to }) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
}
