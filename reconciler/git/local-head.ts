import { randomBytes } from 'node:crypto';
import { mkdir, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { writeDurably } from './loose-object.ts';
import { readRef } from './ref-files.ts';

/** The live head that this clone last knew, pushed or not. The name is a branch's, so that git counts its commits as reachable. */
export function localLiveRef(cluster: string): string {
  return `refs/sluice/local/${cluster}`;
}

export async function readLocalHead(gitdir: string, cluster: string): Promise<string | null> {
  return await readRef(gitdir, localLiveRef(cluster));
}

/** Replaces it in one step: a reader, or a restart, sees the old or the new one. */
export async function writeLocalHead(gitdir: string, cluster: string, oid: string): Promise<void> {
  await replaceFile(join(gitdir, localLiveRef(cluster)), `${oid}\n`);
}

/** Writes a file beside `path`, durably, and renames it into place. */
export async function replaceFile(path: string, bytes: Uint8Array | string): Promise<void> {
  const temporary = join(dirname(path), `tmp_${randomBytes(6).toString('hex')}.lock`);
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeDurably(temporary, bytes);
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}
