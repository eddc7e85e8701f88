import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { codeOf, GitError } from './git-error.ts';
import { isOid } from './object.ts';

/** What `ref` (a full name) points to, in a loose file or in `packed-refs`; null where there is none, or can't be. */
export async function readRef(gitdir: string, ref: string): Promise<string | null> {
  if (!isRefName(ref)) return null;
  let name = ref;
  for (let depth = 0; depth < 5; depth += 1) {
    const text = await readIfThere(join(gitdir, name));
    if (text === null) return (await readPackedRefs(gitdir)).get(name) ?? null;
    const value = text.trimEnd();
    if (isOid(value)) return value;
    const target = /^ref: (refs\/[^\s]+)$/.exec(value)?.[1];
    if (target === undefined || !isRefName(target)) {
      throw new GitError('corrupt', `${name} of ${gitdir} holds no commit id`);
    }
    name = target;
  }
  throw new GitError('corrupt', `${ref} of ${gitdir} points to itself`);
}

/** All references below `prefix` (which ends in a slash), sorted. */
export async function listRefs(gitdir: string, prefix: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const [name, oid] of await readPackedRefs(gitdir)) if (name.startsWith(prefix)) found.set(name, oid);
  for (const name of await looseNames(gitdir, prefix)) {
    const oid = await readRef(gitdir, name);
    if (oid !== null) found.set(name, oid);
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The rules of git-check-ref-format that matter for a path on disk. */
export function isRefName(name: string): boolean {
  const parts = name.split('/');
  return (
    parts.length > 1 &&
    // oxlint-disable-next-line no-control-regex -- control characters are what it refuses
    !/[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{/.test(name) &&
    parts.every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock') && !part.endsWith('.'))
  );
}

async function readPackedRefs(gitdir: string): Promise<Map<string, string>> {
  const refs = new Map<string, string>();
  const text = (await readIfThere(join(gitdir, 'packed-refs'))) ?? '';
  for (const line of text.split('\n')) {
    const match = /^([0-9a-f]{40}) (refs\/\S+)$/.exec(line);
    if (match) refs.set(match[2] ?? '', match[1] ?? '');
  }
  return refs;
}

async function looseNames(gitdir: string, prefix: string): Promise<string[]> {
  let entries;
  try {
    entries = await readdir(join(gitdir, prefix), { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
  const names: string[] = [];
  for (const entry of entries) {
    const name = prefix + entry.name;
    if (entry.isDirectory()) names.push(...(await looseNames(gitdir, `${name}/`)));
    else if (entry.isFile() && isRefName(name)) names.push(name);
  }
  return names;
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    // A folder: `refs/heads/a` is gone, and `refs/heads/a/b` is there.
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(codeOf(error))) return null;
    throw error;
  }
}
