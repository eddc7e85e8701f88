/** What Git makes of the paths of a work tree: which a commit of all of it would leave out, and which are submodules. */

import * as fs from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { codeOf, GitError } from './git-error.ts';
import { trackedPaths } from './index-file.ts';
import { locateRepository, type RepositoryPaths } from './repository-format.ts';

export interface GitView {
  /** True for what is neither tracked nor would be added. */
  isLeftOut(path: string, isFolder: boolean): Promise<boolean>;
  isSubmodule(path: string): boolean;
}

const nothing: GitView = { isLeftOut: () => Promise.resolve(false), isSubmodule: () => false };

/** Of a folder that is no repository's root, or whose index can't be read, all of it counts. */
export async function openGitView(dir: string): Promise<GitView> {
  const paths = await locate(dir);
  const tracked = paths === null ? null : await readTracked(join(paths.headDir, 'index'));
  if (paths === null || tracked === null) return nothing;
  const known = withFolders(tracked.keys());
  const ignores = createIgnores(dir, paths.gitdir);
  return {
    // What is tracked is in the next commit, whatever .gitignore says of it.
    isLeftOut: async (path, isFolder) => !known.has(path) && (await ignores(isFolder ? `${path}/` : path)),
    isSubmodule: (path) => tracked.get(path) === '160000',
  };
}

async function locate(dir: string): Promise<RepositoryPaths | null> {
  try {
    return await locateRepository(join(dir, '.git'));
  } catch (error) {
    if (error instanceof GitError) return null;
    throw error;
  }
}

async function readTracked(path: string): Promise<ReadonlyMap<string, string> | null> {
  try {
    return trackedPaths(await readFile(path));
  } catch (error) {
    // Nothing was ever added.
    if (codeOf(error) === 'ENOENT') return new Map();
    throw error;
  }
}

function withFolders(paths: Iterable<string>): ReadonlySet<string> {
  const all = new Set<string>();
  for (const path of paths) {
    all.add(path);
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const folder = path.slice(0, at);
      if (all.has(folder)) break;
      all.add(folder);
    }
  }
  return all;
}

/** Loaded when first asked: a checkout holds nothing untracked, and the library is large. */
function createIgnores(dir: string, gitdir: string): (path: string) => Promise<boolean> {
  // The library reads each .gitignore again for each path; all that it reads here is text.
  const texts = new Map<string, Promise<string>>();
  const cached = (path: string): Promise<string> => {
    const text = texts.get(path) ?? fs.promises.readFile(path, 'utf8');
    texts.set(path, text);
    return text;
  };
  const promises = { ...fs.promises, readFile: cached };
  return async (filepath) => {
    const { isIgnored } = await import('isomorphic-git');
    return await isIgnored({ fs: { promises }, dir, gitdir, filepath });
  };
}
