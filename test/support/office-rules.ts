/** A library of rules in a repository of its own, on a real server, beside an empty mesh repository. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rules } from '../../reconciler/commands/rules.ts';
import { called } from './called.ts';
import { temporaryFolder, TestGit } from './git-repository.ts';
import { startGitServer, type GitServer } from './git-server.ts';
import { service, writeFiles } from './lint-folder.ts';
import type { Ended } from './sluice-process.ts';

export const cart = 'package office.cart\n\ndeny contains "no" if input.change.author.name == "x"\n';
export const names = 'package office.names\n\nis_name(text) if text != ""\n';
export const tested = 'package office.cart_test\n\ntest_it if true\n';

export const library: Readonly<Record<string, string>> = {
  'README.md': 'rules of the office\n',
  'rules/cart.rego': cart,
  'rules/cart_test.rego': tested,
  'rules/lib/names.rego': names,
  'rules/data.yaml': 'kind: [\n',
  'other/other.rego': 'package other\n\ndeny contains "no" if false\n',
  '.github/hidden.rego': 'package hidden\n',
};

export interface Office {
  /** The folder that has all of it. */
  readonly path: string;
  readonly git: TestGit;
  /** The commit with the library, on main. */
  readonly first: string;
  readonly url: string;
  readonly server: GitServer;
  /** The mesh repository's folder. */
  readonly mesh: string;
  /** `sluice rules pull` in the mesh repository. */
  pull(...words: readonly string[]): Promise<Ended>;
  /** A file of `rules/office`. */
  pulled(path: string): Promise<string>;
  close(): Promise<void>;
}

export async function openOffice(): Promise<Office> {
  const { path, remove } = await temporaryFolder();
  const git = await TestGit.initBare(join(path, 'office.git'));
  const first = await git.commit(library, { ref: 'refs/heads/main' });
  const mesh = join(path, 'mesh');
  await TestGit.init(mesh);
  await writeFiles(mesh, { 'service.yaml': service });
  const server = await startGitServer({ root: path });
  return {
    path,
    git,
    first,
    url: server.url('office.git'),
    server,
    mesh,
    pull: (...words) => called(rules, mesh, ['pull', ...words]),
    pulled: (file) => readFile(join(mesh, 'rules/office', file), 'utf8'),
    close: async () => {
      await server.close();
      await remove();
    },
  };
}
