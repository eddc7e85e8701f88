import { formatNames } from '../render/formats/formats.ts';
import { causedFindings } from '../render/formats/caused.ts';
import { fails, isJudged, reportOf, type Found } from '../render/formats/report.ts';
import { printable } from '../render/printable.ts';
import { plural } from '../render/quantity.ts';
import type { PolicyFiles } from '../git/tree-reader.ts';
import type { RulesPort } from '../reconcile/ports.ts';
import { checkPolicies, readTree } from './check-policies.ts';
import { machineClock } from './clock.ts';
import { isSet, textFlag, UsageError, type Call, type Command, type ExitCode } from './command.ts';
import { fixFiles } from './fix-files.ts';
import { openRoot, readRevision, readSources, rootOf } from './lint-source.ts';
import { failLevelOf, outputsOf, writeReport } from './report-output.ts';
import { openRules } from './rules-engine.ts';

export const lint: Command = {
  name: 'lint',
  summary: 'judge policies, without any network',
  help: `usage: sluice lint [PATH…|-] [OPTIONS]

Reads the policies of each PATH (here), and says what is wrong with them: formats, references, and every rule, the
repository's own included. A folder is read whole; in the root of a repository as a commit of everything would have it:
what Git ignores is left out. - is the standard input.

With --base only what the change causes is told, in whatever file: findings that the commit from which both come has
not. Settings, waivers and rules are those of REF, so that a change can't loosen what judges it.

Exit code 0: clean. 1: a finding fails the check. 2: something could not be read, or there was nothing to check.
4: the rules are broken.

  --base REF             tell what the change since REF causes; PATH is the root of a repository
  --ref REF              read that commit of the repository, and no checkout
  --fix                  mend what can be mended by itself, in the files; what is left is told
  --format NAME[=FILE]   ${formatNames.join(', ')}; several at once, to files or here
  --fail-level SEVERITY  error, warning or info: what fails the check from there on (error)
`,
  json: 'the same as --format json',
  options: {
    base: { type: 'string' },
    ref: { type: 'string' },
    fix: { type: 'boolean' },
    format: { type: 'string', multiple: true },
    'fail-level': { type: 'string' },
  },
  words: [0, 10_000],
  run: runLint,
};

async function runLint(call: Call): Promise<ExitCode> {
  const outputs = outputsOf(call);
  const failLevel = failLevelOf(call);
  const rules = openRules(call);
  try {
    // The worker starts on a core of its own while the files are read here.
    const [sources] = await Promise.all([readAll(call), rules.warm(call.signal)]);
    const found = isSet(call, 'fix')
      ? await checkAndFix(call, sources, rules)
      : await check(sources, rules, call.signal);
    if (found.findings.length === 0 && found.checked.documents === 0) {
      throw new UsageError('there is nothing to check: no *.yaml, *.yml or *.json with a document in it');
    }
    const report = reportOf({ ...found, failLevel });
    await writeReport(report, outputs, call);
    if (!isJudged(report.findings)) return 4;
    return report.findings.some(({ severity }) => fails(severity, failLevel)) ? 1 : 0;
  } finally {
    await rules.close();
  }
}

/** What is mended may show what else can be; so often at most. */
const maxFixes = 5;

/** What is found after all that can be mended was. */
async function checkAndFix(call: Call, sources: Sources, rules: RulesPort): Promise<Found> {
  const root = await rootOf(call);
  if (textFlag(call, 'ref') !== undefined || root === null) {
    throw new UsageError('--fix mends files: name no commit and not the standard input');
  }
  let [now, found] = [sources, await check(sources, rules, call.signal)];
  for (let round = 0; round < maxFixes; round++) {
    const fixed = await fixFiles(root, found.findings, found.texts);
    if (fixed.files.length === 0) break;
    call.io.err(`mended ${plural(fixed.findings, 'finding')} in ${fixed.files.map(printable).join(', ')}\n`);
    now = { ...now, judged: await readSources(call) };
    found = await check(now, rules, call.signal);
  }
  return found;
}

interface Sources {
  readonly judged: PolicyFiles;
  /** Null: all of it is told. */
  readonly change: Change | null;
}

interface Change {
  /** What was accepted: its settings, waivers and rules judge. */
  readonly accepted: PolicyFiles;
  /** What the change began from. */
  readonly before: PolicyFiles;
}

async function readAll(call: Call): Promise<Sources> {
  const base = textFlag(call, 'base');
  const ref = textFlag(call, 'ref');
  if (base === undefined && ref === undefined) return { judged: await readSources(call), change: null };
  const repository = await openRoot(call, base === undefined ? '--ref' : '--base');
  try {
    const head = await repository.resolve(ref ?? 'HEAD');
    const judged = ref === undefined ? await readSources(call) : await readRevision(repository, head);
    if (base === undefined) return { judged, change: null };
    const accepted = await repository.resolve(base);
    const before = (await repository.mergeBase(accepted, head)) ?? accepted;
    const [acceptedFiles, beforeFiles] = [await readRevision(repository, accepted), await readRevision(repository, before)];
    return { judged, change: { accepted: acceptedFiles, before: beforeFiles } };
  } finally {
    await repository.close();
  }
}

async function check({ judged, change }: Sources, rules: RulesPort, signal: AbortSignal): Promise<Found> {
  const nowMs = machineClock.now();
  const own = { rules, accepted: null, before: null, nowMs };
  if (change === null) return await checkPolicies(readTree(judged), own, signal);
  const accepted = readTree(change.accepted);
  const before = readTree(change.before);
  const after = await checkPolicies(readTree(judged), { rules, accepted, before, nowMs }, signal);
  const known = await checkPolicies(before, { rules, accepted, before: null, nowMs }, signal);
  return { ...after, findings: causedFindings(after, known) };
}
