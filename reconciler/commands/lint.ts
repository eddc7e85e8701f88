import { resolve } from 'node:path';
import { readWorkFolder } from '../git/work-folder.ts';
import { formatNames } from '../render/formats/formats.ts';
import { fails, isJudged, reportOf } from '../render/formats/report.ts';
import { checkPolicies, readTree, type ReadPolicies } from './check-policies.ts';
import { UsageError, type Call, type Command, type ExitCode } from './command.ts';
import { failLevelOf, outputsOf, writeReport } from './report-output.ts';
import { openRules } from './rules-engine.ts';

export const lint: Command = {
  name: 'lint',
  summary: 'judge a work tree, without any network',
  help: `usage: sluice lint [DIR] [OPTIONS]

Reads the policies below DIR (here), and says what is wrong with them: formats, references, and every rule, the
repository's own included. In the root of a repository it reads what a commit of everything would have: what Git
ignores is left out.

Exit code 0: clean. 1: a finding fails the check. 2: something could not be read, or there was nothing to check.
4: the rules are broken.

  --format NAME[=FILE]   ${formatNames.join(', ')}; several at once, to files or here
  --fail-level SEVERITY  error, warning or info: what fails the check from there on (error)
`,
  json: 'the same as --format json',
  options: { format: { type: 'string', multiple: true }, 'fail-level': { type: 'string' } },
  words: [0, 1],
  run: runLint,
};

async function runLint(call: Call): Promise<ExitCode> {
  const dir = resolve(call.io.cwd, call.words[0] ?? '.');
  const outputs = outputsOf(call);
  const failLevel = failLevelOf(call);
  const rules = openRules(call);
  try {
    // The worker starts on a core of its own while the files are read here.
    const [read] = await Promise.all([readPolicies(dir, call.signal), rules.warm(call.signal)]);
    const found = await checkPolicies(read, rules, call.signal);
    if (found.findings.length === 0 && found.checked.documents === 0) {
      throw new UsageError(`there is nothing to check below ${dir}: no *.yaml, *.yml or *.json with a document in it`);
    }
    const report = reportOf({ ...found, failLevel });
    await writeReport(report, outputs, call);
    if (!isJudged(report.findings)) return 4;
    return report.findings.some(({ severity }) => fails(severity, failLevel)) ? 1 : 0;
  } finally {
    await rules.close();
  }
}

async function readPolicies(dir: string, signal: AbortSignal): Promise<ReadPolicies> {
  return readTree(await readWorkFolder(dir, signal));
}
