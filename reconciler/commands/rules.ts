import { readWorkFolder } from '../git/work-folder.ts';
import { ruleList, rulePageText } from '../render/rule-page.ts';
import { isSet, UsageError, type Call, type Command, type ExitCode } from './command.ts';
import { readPages } from './rule-pages.ts';

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
  help: `usage: sluice rules [NAME…] [--json]
       sluice rules pull URL|DIR [OPTIONS]

Lists every rule with its severity, or says what those named mean, how to mend what they find, how to set them otherwise,
and how to waive them for one object. A name that begins with own/ is that of a rule in the folder here.

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
  words: [0, 100],
  run: runRules,
};

async function runRules(call: Call): Promise<ExitCode> {
  const { words, io } = call;
  // Only a pull needs Git.
  if (words[0] === 'pull') return await (await import('./rules-pull.ts')).runPull(call);
  const flag = Object.keys(pullOptions).find((each) => call.flags[each] !== undefined);
  if (flag !== undefined) throw new UsageError(`--${flag} goes with sluice rules pull`);
  const pages = await readPages(words.some((name) => name.startsWith('own/')) ? await textsHere(call) : new Map());
  const asked = words.map((name) => {
    const page = pages.get(name);
    if (page === undefined) throw unknown(name);
    return page;
  });
  if (isSet(call, 'json')) {
    const [only] = asked;
    const value = asked.length === 0 ? [...pages.values()] : asked.length === 1 ? only : asked;
    io.out(`${JSON.stringify(value, null, 2)}\n`);
  } else {
    io.out(asked.length === 0 ? ruleList([...pages.values()]) : asked.map(rulePageText).join('\n\n'));
  }
  return 0;
}

function unknown(name: string): UsageError {
  const where = name.startsWith('own/') ? ' in the folder here' : '';
  return new UsageError(`there is no rule ${JSON.stringify(name)}${where}; sluice rules lists all that ship`);
}

async function textsHere({ io, signal }: Call): Promise<ReadonlyMap<string, string>> {
  const { files } = await readWorkFolder(io.cwd, signal);
  return new Map([...files].map(([path, { text }]) => [path, text]));
}
