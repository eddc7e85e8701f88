import { resolve } from 'node:path';
import { hasErrors, uniqueFindings } from '../../policies/finding.ts';
import { createLoader } from '../../policies/load.ts';
import { readWorkFolder } from '../git/work-folder.ts';
import { loadedFindings } from '../reconcile/loaded-findings.ts';
import { reportOf } from '../render/formats/report.ts';
import { expandTranslation } from '../xds/translate/expand.ts';
import { translate } from '../xds/translate/translation.ts';
import { type Call, type Command, type ExitCode } from './command.ts';
import { outputsOf, writeReport } from './report-output.ts';
import { nodeHelp, readNodeFile } from './node-file.ts';

export const translateCommand: Command = {
  name: 'translate',
  summary: 'print the resources that a node would get',
  help: `usage: sluice translate DIR --node FILE

Prints, as JSON, the clusters, endpoints, listeners and routes that this node would get from the policies below DIR,
with typed extensions spelled out. No network. Where the policies have errors (in their formats, or in what a proxy
can't do), they are printed instead, as sluice lint does; the rules are not asked.

${nodeHelp}`,
  json: 'what is wrong as one JSON document; the resources are JSON anyway',
  options: { node: { type: 'string' } },
  words: [1, 1],
  run: runTranslate,
};

async function runTranslate(call: Call): Promise<ExitCode> {
  const node = await readNodeFile(call);
  const tree = await readWorkFolder(resolve(call.io.cwd, call.words[0] ?? '.'), call.signal);
  const loaded = createLoader()(tree.files, { intent: true });
  const findings = uniqueFindings([...tree.findings, ...loadedFindings(loaded)]);
  if (hasErrors(findings)) {
    const texts = new Map([...tree.files].map(([path, file]) => [path, file.text]));
    const checked = { files: tree.files.size, documents: loaded.documents.length };
    await writeReport(reportOf({ findings, texts, checked }), outputsOf(call), call);
    return 1;
  }
  call.io.out(`${JSON.stringify(expandTranslation(translate(loaded.mesh, node)), null, 2)}\n`);
  return 0;
}
