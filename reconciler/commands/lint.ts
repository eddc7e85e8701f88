import { printable } from '../render/printable.ts';
import { plural } from '../render/quantity.ts';
import { formatNames } from '../render/formats/formats.ts';
import { fails, isJudged, reportOf } from '../render/formats/report.ts';
import type { PolicyFiles } from '../git/tree-reader.ts';
import { findEnvoy } from '../setup/binaries.ts';
import type { JudgedPolicies } from './check-policies.ts';
import { machineClock } from './clock.ts';
import { isSet, textFlag, UsageError, type Call, type Command, type ExitCode } from './command.ts';
import type { Commits, DecisionLog } from './decision-log.ts';
import { keyOf, lintCacheDir, readKept, writeKept } from './lint-cache.ts';
import type { Checked, Sources } from './lint-check.ts';
import { openRoot, readRevision, readSources, rootOf } from './lint-source.ts';
import { failLevelOf, outputsOf, writeReport } from './report-output.ts';

export const lint: Command = {
  name: 'lint',
  summary: 'judge policies, without any network',
  help: `usage: sluice lint [PATH…|-] [OPTIONS]

Reads the policies of each PATH (here), and says what is wrong with them: formats, references, and every rule, the
repository's own included. A folder is read whole; in the root of a repository as a commit of everything would have it:
what Git ignores is left out. - is the standard input.

With --base only what the change causes is told, in whatever file: findings that the commit from which both come has
not. Settings, waivers and rules are those of REF, so that a change can't loosen what judges it.

Without a sluice.yaml the files are taken for those of another mesh: what Sluice itself does not enforce is a note then.

Exit code 0: clean. 1: a finding fails the check. 2: something could not be read, or there was nothing to check.
4: the rules are broken.

  --base REF             tell what the change since REF causes; PATH is the root of a repository
  --ref REF              read that commit of the repository, and no checkout
  --fix                  mend what can be mended by itself, in the files; what is left is told
  --envoy                let a real Envoy (on PATH, or ENVOY_BIN) validate what is translated as well
  --no-cache             check anew what was found before in the very same files by the same rules
  --decisions FILE       append the decision to a log, as one JSON line without messages and values
  --format NAME[=FILE]   ${formatNames.join(', ')}; several at once, to files or here
  --fail-level SEVERITY  error, warning or info: what fails the check from there on (error)
`,
  json: 'the same as --format json',
  options: {
    base: { type: 'string' },
    ref: { type: 'string' },
    fix: { type: 'boolean' },
    'no-cache': { type: 'boolean' },
    envoy: { type: 'boolean' },
    decisions: { type: 'string' },
    format: { type: 'string', multiple: true },
    'fail-level': { type: 'string' },
  },
  words: [0, 10_000],
  run: runLint,
};

async function runLint(call: Call): Promise<ExitCode> {
  const name = textFlag(call, 'decisions');
  // What few ask for is loaded for them alone: from the cache a check takes no longer than to load the program.
  const log = name === undefined ? null : await (await import('./decision-log.ts')).openDecisionLog(name, call);
  try {
    return await lintOnce(call, log);
  } finally {
    await log?.close();
  }
}

async function lintOnce(call: Call, log: DecisionLog | null): Promise<ExitCode> {
  const startedAt = machineClock.monotonic();
  const outputs = outputsOf(call);
  const failLevel = failLevelOf(call);
  const root = isSet(call, 'fix') ? await rootToFix(call) : null;
  const { sources, commits } = await readAll(call);
  const found = root === null ? await checkOnce(call, sources) : await checkAndFix(call, root, sources);
  if (found.findings.length === 0 && found.checked.documents === 0) {
    throw new UsageError('there is nothing to check: no *.yaml, *.yml or *.json with a document in it');
  }
  const report = reportOf({ ...found, failLevel });
  await writeReport(report, outputs, call);
  await log?.record(report, found, { ...commits, startedAt });
  if (!isJudged(report.findings)) return 4;
  return report.findings.some(({ severity }) => fails(severity, failLevel)) ? 1 : 0;
}

/** What was found before in the very same files is told again: an answer of the cache is that of a check, byte for byte. */
async function checkOnce(call: Call, sources: Sources): Promise<JudgedPolicies> {
  if (isSet(call, 'no-cache') || isSet(call, 'envoy')) return await checkNow(call, sources);
  const { judged, change } = sources;
  const dir = lintCacheDir(call);
  const key = await keyOf([judged, change?.accepted ?? null, change?.before ?? null]);
  const kept = await readKept(dir, key, machineClock.now());
  if (kept !== null) return { ...kept, texts: textsOf(judged) };
  const { texts, ...checked } = await checkNow(call, sources);
  // What went wrong may go well the next time.
  if (isJudged(checked.findings)) await writeKept(dir, key, checked);
  return { ...checked, texts };
}

function textsOf({ files }: PolicyFiles): ReadonlyMap<string, string> {
  return new Map([...files].map(([path, { text }]) => [path, text]));
}

/** All that judges is loaded here, and not before. */
async function checkNow(call: Call, sources: Sources): Promise<Checked> {
  const { openRules } = await import('./rules-engine.ts');
  const { lintLimits } = await import('../opa/limits.ts');
  const rules = openRules(call, lintLimits);
  try {
    // Workers start on a core of their own, and rules are compiled, while the policies are read here.
    const { judged, change } = sources;
    const asked = change === null ? [judged] : [judged, change.accepted];
    const warm = asked.map((tree) => rules.warm(textsOf(tree), call.signal));
    const { check } = await import('./lint-check.ts');
    const [found] = await Promise.all([
      check(sources, { rules, nowMs: machineClock.now(), envoy: envoyFor(call) }, call.signal),
      ...warm,
    ]);
    return found;
  } finally {
    await rules.close();
  }
}

function envoyFor(call: Call): string | null {
  if (!isSet(call, 'envoy')) return null;
  const envoy = findEnvoy();
  if (envoy === null) throw new UsageError('--envoy: there is no envoy on PATH; name one in ENVOY_BIN');
  return envoy;
}

/** What is mended may show what else can be; so often at most. */
const maxFixes = 5;

async function rootToFix(call: Call): Promise<string> {
  const root = await rootOf(call);
  if (textFlag(call, 'ref') !== undefined || root === null) {
    throw new UsageError('--fix mends files: name no commit and not the standard input');
  }
  return root;
}

/** What is found after all that can be mended was. */
async function checkAndFix(call: Call, root: string, sources: Sources): Promise<JudgedPolicies> {
  const { fixFiles } = await import('./fix-files.ts');
  let found = await checkNow(call, sources);
  for (let round = 0; round < maxFixes; round++) {
    const fixed = await fixFiles(root, found.findings, found.texts);
    if (fixed.files.length === 0) break;
    call.io.err(`mended ${plural(fixed.findings, 'finding')} in ${fixed.files.map(printable).join(', ')}\n`);
    found = await checkNow(call, { ...sources, judged: await readSources(call) });
  }
  return found;
}

interface Read {
  readonly sources: Sources;
  readonly commits: Commits;
}

async function readAll(call: Call): Promise<Read> {
  const base = textFlag(call, 'base');
  const ref = textFlag(call, 'ref');
  if (base === undefined && ref === undefined) {
    return { sources: { judged: await readSources(call), change: null }, commits: { base: null, head: null } };
  }
  const repository = await openRoot(call, base === undefined ? '--ref' : '--base');
  try {
    const head = await repository.resolve(ref ?? 'HEAD');
    const judged = ref === undefined ? await readSources(call) : await readRevision(repository, head);
    if (base === undefined) return { sources: { judged, change: null }, commits: { base: null, head } };
    const accepted = await repository.resolve(base);
    const before = (await repository.mergeBase(accepted, head)) ?? accepted;
    // A tree that was read already is given again.
    const trees = [await readRevision(repository, accepted), await readRevision(repository, before)] as const;
    return {
      sources: { judged, change: { accepted: trees[0], before: trees[1] } },
      commits: { base: accepted, head },
    };
  } finally {
    await repository.close();
  }
}
