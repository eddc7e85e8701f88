import { resolve } from 'node:path';
import { hasErrors, uniqueFindings, type Finding } from '../../policies/finding.ts';
import { rulesInput } from '../../policies/input.ts';
import { createLoader, type Loaded } from '../../policies/load.ts';
import type { PolicyFiles } from '../git/tree-reader.ts';
import { readWorkFolder } from '../git/work-folder.ts';
import type { RulesPort } from '../reconcile/ports.ts';
import { verdictFindings } from '../reconcile/verdict-findings.ts';
import { renderFindings } from '../render/findings.ts';
import { isSet, type Call, type Command, type ExitCode } from './command.ts';
import { openRules } from './rules-engine.ts';

export const lint: Command = {
  name: 'lint',
  summary: 'judge a work tree, without any network',
  help: `usage: sluice lint [DIR] [--json]

Reads the policies below DIR (here), and says what is wrong with them: formats, references, and every rule, the
repository's own included. Exit code 1 where anything is an error. In the root of a repository it reads what a commit
of everything would have: what Git ignores is left out.
`,
  options: {},
  words: [0, 1],
  run: runLint,
};

async function runLint(call: Call): Promise<ExitCode> {
  const dir = resolve(call.io.cwd, call.words[0] ?? '.');
  const rules = openRules(call);
  try {
    // The worker starts on a core of its own while the files are read here.
    const [read] = await Promise.all([readPolicies(dir, call.signal), rules.warm(call.signal)]);
    return await judge(read, rules, call);
  } finally {
    await rules.close();
  }
}

interface ReadPolicies {
  readonly tree: PolicyFiles;
  readonly loaded: Loaded;
}

async function readPolicies(dir: string, signal: AbortSignal): Promise<ReadPolicies> {
  const tree = await readWorkFolder(dir, signal);
  return { tree, loaded: createLoader()(tree.files, { intent: true }) };
}

async function judge({ tree, loaded }: ReadPolicies, rules: RulesPort, call: Call): Promise<ExitCode> {
  const rego = new Map(
    [...tree.files].filter(([path]) => path.endsWith('.rego')).map(([path, file]) => [path, file.text]),
  );
  const { documents, mesh, config } = loaded;
  const change = { author: { name: '', email: '' }, signer: null, base: null, head: '' };
  const input = rulesInput({ documents, mesh, live: mesh, previous: null, change, config, inFlight: [] });
  const verdict = await rules.judge(input, rego, call.signal);
  const findings = [...tree.findings, ...(await formatFindings(loaded)), ...verdictFindings(verdict, loaded)];
  const unique = uniqueFindings(findings);
  const texts = new Map([...tree.files].map(([path, file]) => [path, file.text]));
  const checked = { files: tree.files.size, documents: loaded.documents.length };
  call.io.out(renderFindings({ findings: unique, texts, checked, json: isSet(call, 'json'), colour: call.io.colour }));
  return hasErrors(unique) ? 1 : 0;
}

/** The translator is a hundred modules, and has something to say about access alone: they are loaded where there is any. */
async function formatFindings(loaded: Loaded): Promise<readonly Finding[]> {
  if (loaded.mesh.access.length === 0) return loaded.findings;
  const { loadedFindings } = await import('../reconcile/loaded-findings.ts');
  return loadedFindings(loaded);
}
