import * as fs from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';

import { add, commit, currentBranch, init } from 'isomorphic-git';

import type { Identity } from './commit-text.ts';
import { codeOf, GitError } from './git-error.ts';
import { readRef } from './ref-files.ts';
import { updateRef } from './ref-lock.ts';

/**
 * Makes `dir` a git repository on branch `main` and commits all that is in it (but what `.gitignore` names), so that `git status` is clean.
 * Needs no git binary. `at` is ms since the epoch. Throws GitError `exists` where there is a repository already.
 */
export async function commitWorkTree(dir: string, message: string, identity: Identity, at: number): Promise<string> {
  if (await exists(join(dir, '.git'))) throw new GitError('exists', `${dir} is a git repository already`);
  await init({ fs, dir, defaultBranch: 'main' });
  return await commitChanges(dir, message, identity, at);
}

/**
 * Commits what was added or changed in a work tree that nobody else writes at the same time; a Sluice that reads it meanwhile sees the branch
 * before or after. `at` is ms since the epoch. Throws GitError `exists` where the branch moved.
 */
export async function commitChanges(dir: string, message: string, identity: Identity, at: number): Promise<string> {
  await add({ fs, dir, filepath: '.' });
  const person = { ...identity, timestamp: Math.floor(at / 1000), timezoneOffset: 0 };
  const gitdir = join(dir, '.git');
  const ref = (await currentBranch({ fs, dir, fullname: true })) ?? 'refs/heads/main';
  const expected = await readRef(gitdir, ref);
  // isomorphic-git would write the branch in place, where a reader can find it empty.
  const parent = expected === null ? [] : [expected];
  const oid = await commit({ fs, dir, message, parent, author: person, committer: person, noUpdateBranch: true });
  const update = await updateRef(gitdir, { ref, oid, expected }, 1000, { now: () => at });
  if (update.kind !== 'updated') throw new GitError('exists', `${ref} of ${dir} could not be moved: ${update.kind}`);
  return oid;
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}
