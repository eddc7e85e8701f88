import { resolve } from 'node:path';
import { compareFindings, hasErrors } from '../../policies/finding.ts';
import { createLoader } from '../../policies/load.ts';
import { readWorkFolder } from '../git/work-folder.ts';
import { findingsText } from '../render/findings.ts';
import { expandTranslation } from '../xds/translate/expand.ts';
import { translate } from '../xds/translate/translation.ts';
import type { Call, Command, ExitCode } from './command.ts';
import { nodeHelp, readNodeFile } from './node-file.ts';

export const translateCommand: Command = {
  name: 'translate',
  summary: 'print the resources that a node would get',
  help: `usage: sluice translate DIR --node FILE

Prints, as JSON, the clusters, endpoints, listeners and routes that this node would get from the policies below DIR,
with typed extensions spelled out. No network. Where the policies have errors, they are printed instead.

${nodeHelp}`,
  options: { node: { type: 'string' } },
  words: [1, 1],
  run: runTranslate,
};

async function runTranslate(call: Call): Promise<ExitCode> {
  const node = await readNodeFile(call);
  const tree = await readWorkFolder(resolve(call.io.cwd, call.words[0] ?? '.'), call.signal);
  const loaded = createLoader()(tree.files, { intent: true });
  const errors = [...tree.findings, ...loaded.findings].filter((finding) => hasErrors([finding])).sort(compareFindings);
  if (errors.length > 0) {
    const texts = new Map([...tree.files].map(([path, file]) => [path, file.text]));
    call.io.err(findingsText(errors, texts, { colour: false }));
    return 1;
  }
  call.io.out(`${JSON.stringify(expandTranslation(translate(loaded.mesh, node)), null, 2)}\n`);
  return 0;
}
