import { readWorkFolder } from '../git/work-folder.ts';
import { ruleList, rulePageText } from '../render/rule-page.ts';
import { isSet, UsageError, type Call, type Command, type ExitCode } from './command.ts';
import { readPages } from './rule-pages.ts';

export const rules: Command = {
  name: 'rules',
  summary: 'say what is checked, and what a rule means',
  help: `usage: sluice rules [NAME…] [--json]

Lists every rule with its severity, or says what those named mean, how to mend what they find, how to set them otherwise,
and how to waive them for one object. A name that begins with own/ is that of a rule in the folder here.
`,
  options: {},
  words: [0, 100],
  run: runRules,
};

async function runRules(call: Call): Promise<ExitCode> {
  const { words, io } = call;
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
