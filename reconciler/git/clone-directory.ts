import { mkdir, readdir, readFile, rename, rm, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';

import { codeOf } from './git-error.ts';
import { replaceFile } from './local-head.ts';

/** isomorphic-git wants a refspec, though every fetch names its one branch. */
const config = `[core]
\trepositoryformatversion = 0
\tbare = true
[remote "origin"]
\tfetch = +refs/heads/*:refs/remotes/origin/*
`;
const remoteFile = 'sluice-remote';
const looseAgeMs = 7 * 24 * 3_600_000;

/**
 * Makes `gitdir` a bare repository that clones `url`. A clone is disposable: whatever is half there, or of another remote, is
 * thrown away.
 */
export async function prepareClone(gitdir: string, url: string): Promise<void> {
  await mkdir(gitdir, { recursive: true });
  const other = await readIfThere(join(gitdir, remoteFile));
  if (other !== `${url}\n`) {
    await rm(join(gitdir, 'refs'), { recursive: true, force: true });
    await emptyClone(gitdir);
  }
  await rm(freshPath(gitdir), { recursive: true, force: true });
  await layOut(gitdir);
  await removeHalfPacks(join(gitdir, 'objects', 'pack'));
  await replaceFile(join(gitdir, remoteFile), `${url}\n`);
}

/** Takes away all that was fetched or written, but not the local live head's name. */
export async function emptyClone(gitdir: string): Promise<void> {
  // `shallow` goes last: without it a history that is cut off would pass for a whole one.
  for (const part of ['refs/heads', 'refs/remotes', 'packed-refs', 'objects', 'shallow']) {
    await rm(join(gitdir, part), { recursive: true, force: true });
  }
  await layOut(gitdir);
}

/** An empty repository inside `gitdir`, to clone into while the old one is still read. */
export async function freshClone(gitdir: string): Promise<string> {
  const fresh = freshPath(gitdir);
  await rm(fresh, { recursive: true, force: true });
  await layOut(fresh);
  return fresh;
}

/**
 * Puts the fresh clone's packs in place of the old ones. Loose objects stay while they are young: commits that could not be
 * pushed yet are among them. Killed in between it leaves a clone without packs, which the next fetch fills.
 */
export async function adoptFresh(gitdir: string, now: number): Promise<void> {
  const fresh = freshPath(gitdir);
  const old = join(fresh, 'old-pack');
  await rename(join(gitdir, 'objects', 'pack'), old);
  await rename(join(fresh, 'objects', 'pack'), join(gitdir, 'objects', 'pack'));
  const shallow = await readIfThere(join(fresh, 'shallow'));
  if (shallow === null) await rm(join(gitdir, 'shallow'), { force: true });
  else await replaceFile(join(gitdir, 'shallow'), shallow);
  await rm(fresh, { recursive: true, force: true });
  await removeOldLoose(join(gitdir, 'objects'), now);
}

async function layOut(gitdir: string): Promise<void> {
  await mkdir(join(gitdir, 'objects', 'pack'), { recursive: true });
  await mkdir(join(gitdir, 'refs', 'heads'), { recursive: true });
  await replaceFile(join(gitdir, 'config'), config);
  await replaceFile(join(gitdir, 'HEAD'), 'ref: refs/heads/main\n');
}

/** A kill during a fetch leaves a pack without index. */
async function removeHalfPacks(packDir: string): Promise<void> {
  const names = new Set(await readdir(packDir));
  for (const name of names) {
    const stem = name.replace(/\.(?:pack|idx)$/, '');
    if (!names.has(`${stem}.idx`) || !names.has(`${stem}.pack`)) await unlink(join(packDir, name));
  }
}

async function removeOldLoose(objectsDir: string, now: number): Promise<void> {
  for (const folder of await readdir(objectsDir)) {
    if (!/^[0-9a-f]{2}$/.test(folder)) continue;
    for (const name of await readdir(join(objectsDir, folder))) {
      const path = join(objectsDir, folder, name);
      const { mtimeMs } = await stat(path);
      if (now - mtimeMs > looseAgeMs) await unlink(path);
    }
  }
}

function freshPath(gitdir: string): string {
  return join(gitdir, 'sluice-fresh');
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}
