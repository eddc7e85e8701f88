/** conftest with the rules that ship, by a policy that hands them what it has read. */

import { cp } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { listAt, listIn, run, severityOf, textOf } from './lint-peers-output.ts';
import type { Repository, Said, Tool } from './lint-peers.ts';

/** The policy goes into the folder. */
export async function conftestTool(program: string, folder: string): Promise<Tool> {
  const policy = join(folder, 'policy');
  // It would read their tests as well each time, which takes as long again.
  const filter = (path: string): boolean => !path.endsWith('_test.rego');
  await cp(resolve(import.meta.dirname, '../../rego'), policy, { recursive: true, filter });
  await cp(resolve(import.meta.dirname, 'conftest.rego'), join(policy, 'conftest.rego'));
  return {
    name: 'conftest',
    ask: async (repositories) => {
      const said = await askOf(program, policy, repositories);
      return repositories.map((repository) => said.filter((each) => each.repository === nameOf(repository)));
    },
  };
}

interface SaidThere extends Said {
  readonly repository: string;
}

async function askOf(
  program: string,
  policy: string,
  repositories: readonly Repository[],
): Promise<readonly SaidThere[]> {
  const [first] = repositories;
  if (first === undefined) return [];
  const command = ['test', '--combine', '-o', 'json', '--policy', policy, ...repositories.map(nameOf)];
  const output = await run(program, command, dirname(first.folder));
  const [, refusal, path] = /^Error: running test: (parse configurations: .+), path: (.+)$/m.exec(output.err) ?? [];
  if (refusal === undefined || path === undefined) {
    return listIn(output)
      .flatMap((each) => [...listAt(each, 'failures'), ...listAt(each, 'warnings')])
      .map(saidBy);
  }
  // A file that it can't read is all that it speaks of.
  const refused: SaidThere = { words: refusal, severity: 'error', at: null, ...placeOf(path) };
  const others = repositories.filter((repository) => nameOf(repository) !== refused.repository);
  if (others.length === repositories.length) throw new Error(output.err);
  return [refused, ...(await askOf(program, policy, others))];
}

function saidBy(result: object): SaidThere {
  const details: object = Object(Reflect.get(result, 'metadata'));
  const place = placeOf(textOf(details, 'file'));
  const words = `${textOf(result, 'msg')} (${place.file})`;
  return { words, severity: severityOf(textOf(details, 'severity')), at: null, ...place };
}

/** Its paths begin with the folders that it was asked about. */
function placeOf(path: string): { readonly repository: string; readonly file: string } {
  const slash = path.indexOf('/');
  return { repository: path.slice(0, slash), file: path.slice(slash + 1) };
}

function nameOf({ folder }: Repository): string {
  return basename(folder);
}
