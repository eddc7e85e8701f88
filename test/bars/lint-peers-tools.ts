/** Sluice and `istioctl analyze`, as what is asked about a repository. */

import { analyzeFiles } from '../bench/istioctl.ts';
import { treeOf, type LintJudge } from '../support/lint-judge.ts';
import { listIn, run, severityOf, textOf } from './lint-peers-output.ts';
import type { Repository, Said, Tool } from './lint-peers.ts';
import { keyOf } from './lint-recall.ts';

/** Without the notes on what Sluice itself does not do with a field or a kind: they speak of no fault. */
export function sluiceTool(judge: LintJudge): Tool {
  const notes = new Set(['not-enforced', 'not-translated']);
  return toolOf('Sluice', async ({ texts }) =>
    (await judge.findingsOf(treeOf(texts)))
      .filter(({ rule, severity }) => severity !== 'info' || !notes.has(rule))
      .map((finding) => ({ ...finding, words: keyOf(finding), at: finding.range })),
  );
}

/** `istioctl analyze` of files alone, with all that it says. */
export function istioctlTool(program: string): Tool {
  // Its log would stand before its list.
  const command = [...analyzeFiles, '--output', 'json', '--log_target', 'stderr', '.'];
  return toolOf('istioctl', async ({ folder }) => {
    const output = await run(program, command, folder);
    return [...listIn(output).map(messageOf), ...unread(output.err)];
  });
}

function messageOf(message: object): Said {
  const [, file = null, line = ''] = /^(.+):(\d+)$/.exec(textOf(message, 'reference')) ?? [];
  const words = ['code', 'origin', 'message'].map((key) => textOf(message, key)).join(' ');
  return { words, severity: severityOf(textOf(message, 'level')), file, at: line === '' ? null : Number(line) };
}

/** Objects that it can't read are told of beside its messages, without a line. */
function unread(err: string): readonly Said[] {
  return [...err.matchAll(/^\t\* (error processing (.+)\[\d+\]: .+)$/gm)].map(([, words = '', file = '']) => ({
    words,
    severity: 'error',
    file,
    at: null,
  }));
}

/** One that is asked about one repository after the other. */
function toolOf(name: string, askOne: (repository: Repository) => Promise<readonly Said[]>): Tool {
  return {
    name,
    ask: async (repositories) => {
      const said: (readonly Said[])[] = [];
      for (const repository of repositories) said.push(await askOne(repository));
      return said;
    },
  };
}
