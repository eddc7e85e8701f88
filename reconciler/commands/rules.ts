import { readRulePages } from '../opa/rule-pages.ts';
import { formatRules } from '../render/format-rules.ts';
import { ruleList, rulePageText } from '../render/rule-page.ts';
import { isSet, UsageError, type Call, type Command, type ExitCode } from './command.ts';

const pullOptions = {
  ref: { type: 'string' },
  path: { type: 'string' },
  to: { type: 'string' },
  signers: { type: 'string' },
  unsigned: { type: 'boolean' },
} as const;

export const rules: Command = {
  name: 'rules',
  summary: 'say what is checked, what a rule means, or pull rules',
  help: `usage: sluice rules [NAME] [--json]
       sluice rules pull URL|DIR [OPTIONS]

Lists every rule with its severity, or says what one of them means, how to mend what it finds, how to set it otherwise,
and how to waive it for one object.

pull copies the *.rego files (tests, too) of another Git repository into a folder of this one, with an origin.yaml that says
which commit they are of. What an earlier pull put there and is gone now is removed. Commit all of it: from then on lint and
the gate tell rules that are not what was pulled (rules-changed), and never ask the network.

  --ref REF        a branch, a tag or a commit (what its HEAD names)
  --path FOLDER    the folder of that repository that has the rules (all of it)
  --to FOLDER      the folder of this repository that they go into (rules/ and the last part of URL or DIR)
  --signers FILE   whose signature the commit must have: lines of git's gpg.ssh.allowedSignersFile; else nothing
                   is written, and the exit code is 1
  --unsigned       take rules without a look at signatures, though those before were signed
  A token for http(s) is read from SLUICE_RULES_TOKEN, a user name from SLUICE_RULES_USER.
`,
  json: 'the result as one JSON document; of pull, what was pulled',
  options: pullOptions,
  words: [0, 2],
  run: runRules,
};

async function runRules(call: Call): Promise<ExitCode> {
  const [name, source] = call.words;
  // Only a pull needs Git.
  if (name === 'pull') return await (await import('./rules-pull.ts')).runPull(call);
  if (source !== undefined) throw new UsageError('one name at a time; sluice rules lists them all');
  const flag = Object.keys(pullOptions).find((each) => call.flags[each] !== undefined);
  if (flag !== undefined) throw new UsageError(`--${flag} goes with sluice rules pull`);
  const pages = [...(await readRulePages()), ...formatRules];
  const page = pages.find((each) => each.name === name);
  if (name !== undefined && page === undefined) {
    throw new UsageError(`there is no rule ${JSON.stringify(name)}; sluice rules lists them all`);
  }
  const text = page === undefined ? ruleList(pages) : rulePageText(page);
  call.io.out(isSet(call, 'json') ? `${JSON.stringify(page ?? pages, null, 2)}\n` : text);
  return 0;
}
