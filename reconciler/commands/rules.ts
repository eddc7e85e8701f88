import { readRulePages } from '../opa/rule-pages.ts';
import { formatRules } from '../render/format-rules.ts';
import { ruleList, rulePageText } from '../render/rule-page.ts';
import { isSet, UsageError, type Call, type Command, type ExitCode } from './command.ts';

export const rules: Command = {
  name: 'rules',
  summary: 'say what is checked, and what a rule means',
  help: `usage: sluice rules [NAME] [--json]

Lists every rule with its severity, or says what one of them means, how to mend what it finds, how to set it otherwise,
and how to waive it for one object.
`,
  options: {},
  words: [0, 1],
  run: runRules,
};

async function runRules(call: Call): Promise<ExitCode> {
  const pages = [...(await readRulePages()), ...formatRules];
  const [name] = call.words;
  const page = pages.find((each) => each.name === name);
  if (name !== undefined && page === undefined) {
    throw new UsageError(`there is no rule ${JSON.stringify(name)}; sluice rules lists them all`);
  }
  const text = page === undefined ? ruleList(pages) : rulePageText(page);
  call.io.out(isSet(call, 'json') ? `${JSON.stringify(page ?? pages, null, 2)}\n` : text);
  return 0;
}
