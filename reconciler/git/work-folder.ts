/** Reads a folder as it lies there like the tree that a commit of it would have: by the same reader, so it is judged alike. */

import type { Dirent } from 'node:fs';
import { access, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { codeOf, GitError } from './git-error.ts';
import { defaultLimits } from './limits.ts';
import type { Found } from './loose-object.ts';
import { isRepository } from './repository-format.ts';
import { type PolicyFiles, TreeReader } from './tree-reader.ts';
import { type GitView, openGitView } from './untracked.ts';

interface WorkEntry {
  readonly mode: string;
  readonly name: Buffer;
  readonly path: string;
}

/**
 * The policy files below `dir`. In the root of a work tree what Git ignores is left out, since no commit has it. The ids
 * of its files tell them apart, and say nothing of their bytes. Throws where the folder itself can't be read.
 */
export async function readWorkFolder(dir: string, signal: AbortSignal): Promise<PolicyFiles> {
  await checkFolder(dir);
  const view = await openGitView(dir);
  const paths: string[] = [];
  const idOf = (path: string): string => (paths.push(path) - 1).toString(16).padStart(40, '0');
  const pathOf = (id: string): string => join(dir, paths[Number.parseInt(id, 16)] ?? '');
  const read = async (id: string): Promise<Buffer> => {
    signal.throwIfAborted();
    const folder = paths[Number.parseInt(id, 16)] ?? '';
    const entries = await entriesOf(dir, folder, view);
    return treeBytes(entries, (entry) => idOf(entry.path));
  };
  const find = async (id: string, maxBytes: number): Promise<Found> => {
    const { size } = await stat(pathOf(id));
    if (size > maxBytes) return { kind: 'too-large', size };
    return { kind: 'object', object: { type: 'blob', bytes: await readFile(pathOf(id)) } };
  };
  return await new TreeReader({ read, find }, defaultLimits).read(idOf(''));
}

/** Throws GitError where there is no folder, or none that people write policies in. */
async function checkFolder(dir: string): Promise<void> {
  const found = await stat(dir).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null;
    throw error;
  });
  if (found?.isDirectory() !== true) throw new GitError('not-found', `${dir} is no folder`);
  if (await isRepository(dir)) {
    throw new GitError('unsupported', `${dir} is a git directory and no work tree; sluice plan reads its commits`);
  }
}

async function entriesOf(dir: string, folder: string, view: GitView): Promise<readonly WorkEntry[]> {
  const entries: WorkEntry[] = [];
  for (const entry of await readdir(join(dir, folder), { withFileTypes: true, encoding: 'buffer' })) {
    const name = entry.name.toString('utf8');
    if (name === '.git') continue;
    const path = folder === '' ? name : `${folder}/${name}`;
    const mode = await modeOf(entry, join(dir, path), view.isSubmodule(path));
    if (mode === null || (await view.isLeftOut(path, entry.isDirectory()))) continue;
    entries.push({ mode, name: entry.name, path });
  }
  return entries;
}

/** As a commit would have it; null for what Git doesn't take, such as a socket. */
async function modeOf(entry: Dirent<Buffer>, path: string, isSubmodule: boolean): Promise<string | null> {
  if (entry.isSymbolicLink()) return '120000';
  if (entry.isFile()) return '100644';
  if (!entry.isDirectory()) return null;
  return isSubmodule || (await isThere(join(path, '.git'))) ? '160000' : '40000';
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    // A name that is not UTF-8 is not found by its text, and reported by its bytes.
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return false;
    throw error;
  }
}

/** A tree's bytes, in git's order: a folder sorts as if its name ended in a slash. */
function treeBytes(entries: readonly WorkEntry[], idOf: (entry: WorkEntry) => string): Buffer {
  const keyed = entries.map((entry) => ({
    entry,
    key: entry.mode === '40000' ? Buffer.concat([entry.name, Buffer.from('/')]) : entry.name,
  }));
  keyed.sort((a, b) => Buffer.compare(a.key, b.key));
  return Buffer.concat(
    keyed.flatMap(({ entry }) => [
      Buffer.from(`${entry.mode} `),
      entry.name,
      Buffer.from([0]),
      Buffer.from(idOf(entry), 'hex'),
    ]),
  );
}
