import { randomBytes } from 'node:crypto';
import { link, mkdir, readdir, rename, rmdir, stat, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { codeOf } from './git-error.ts';
import { writeDurably } from './loose-object.ts';
import { readRef } from './ref-files.ts';

/** `locked`: somebody else's lock stays. `impossible`: a branch of another name is in the way. */
export type RefUpdate =
  | { readonly kind: 'updated' }
  | { readonly kind: 'moved'; readonly actual: string | null }
  | { readonly kind: 'locked'; readonly reason: string }
  | { readonly kind: 'impossible'; readonly reason: string };

export interface RefChange {
  readonly ref: string;
  readonly oid: string;
  /** Null: there must be none yet. */
  readonly expected: string | null;
}

const recordPrefix = 'sluice-lock-';
const abandonedMs = 60_000;

/**
 * Moves `ref` from `expected` (null: creates it) to `oid`, as git does: `<ref>.lock` made exclusively, the value compared under it,
 * then renamed into place.
 *
 * The lock is a hard link of a record in the git directory that names its process. So a lock that a killed Sluice left is known
 * as such and taken away; git's own locks never are.
 */
export async function updateRef(
  gitdir: string,
  { ref, oid, expected }: RefChange,
  lockMs: number,
  clock: { now(): number },
): Promise<RefUpdate> {
  const lock = join(gitdir, `${ref}.lock`);
  const record = join(gitdir, `${recordPrefix}${hostname()}-${process.pid}-${randomBytes(6).toString('hex')}`);
  await writeDurably(record, `${oid}\n`);
  heldHere.add(record);
  try {
    const problem = await takeLock(gitdir, lock, record, lockMs, clock);
    if (problem !== null) return await giveUp(gitdir, ref, expected, problem);
    const actual = await readRef(gitdir, ref);
    if (actual !== expected) {
      await unlink(lock);
      return { kind: 'moved', actual };
    }
    return await putInPlace(lock, join(gitdir, ref));
  } finally {
    heldHere.delete(record);
    await unlink(record).catch(() => undefined);
  }
}

/** Removes the records that killed processes left behind without a lock. */
export async function sweepRecords(gitdir: string, clock: { now(): number }): Promise<void> {
  for (const name of await readdir(gitdir)) {
    if (!name.startsWith(recordPrefix)) continue;
    const path = join(gitdir, name);
    const own = await inodeOf(path);
    if (own?.links === 1 && isAbandoned(path, name, clock.now() - own.modifiedMs)) {
      await unlink(path).catch(() => undefined);
    }
  }
}

/** Records of this very process: another one of our process id is left over from before a restart. */
const heldHere = new Set<string>();

/** Null when the lock is ours; else why it is not. */
async function takeLock(
  gitdir: string,
  lock: string,
  record: string,
  lockMs: number,
  clock: { now(): number },
): Promise<Extract<RefUpdate, { reason: string }> | null> {
  const until = performance.now() + lockMs;
  for (;;) {
    try {
      await mkdir(dirname(lock), { recursive: true });
      await link(record, lock);
      return null;
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ENOTDIR') return shorterName;
      if (code !== 'EEXIST' && code !== 'ENOENT') throw error;
    }
    if (await isDirectory(dirname(lock))) await breakAbandoned(gitdir, lock, clock.now());
    else return shorterName;
    if (performance.now() > until) {
      return { kind: 'locked', reason: `${lock} is held by another process; remove it if none is running` };
    }
    await delay(10);
  }
}

const shorterName = {
  kind: 'impossible',
  reason: 'a branch is in the way whose name is the beginning of this one',
} as const;

async function giveUp(gitdir: string, ref: string, expected: string | null, problem: RefUpdate): Promise<RefUpdate> {
  const actual = await readRef(gitdir, ref);
  return actual === expected ? problem : { kind: 'moved', actual };
}

async function putInPlace(lock: string, path: string): Promise<RefUpdate> {
  try {
    // An empty folder of that name is what deleted branches leave behind.
    await rmdir(path).catch(() => undefined);
    await rename(lock, path);
    return { kind: 'updated' };
  } catch (error) {
    await unlink(lock).catch(() => undefined);
    if (codeOf(error) === 'EISDIR' || codeOf(error) === 'ENOTEMPTY') {
      return { kind: 'impossible', reason: 'a branch is in the way whose name begins with this one' };
    }
    throw error;
  }
}

/** Removes a lock whose record says that its process is gone. Of several that try, the one that takes the record away does it. */
async function breakAbandoned(gitdir: string, lock: string, now: number): Promise<void> {
  const held = await inodeOf(lock);
  if (held === null) return;
  for (const name of await readdir(gitdir)) {
    if (!name.startsWith(recordPrefix)) continue;
    const path = join(gitdir, name);
    const own = await inodeOf(path);
    if (own === null || own.inode !== held.inode || !isAbandoned(path, name, now - own.modifiedMs)) continue;
    const claimed = join(gitdir, `${recordPrefix}claimed-${randomBytes(6).toString('hex')}`);
    try {
      await rename(path, claimed);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return;
      throw error;
    }
    await unlink(lock).catch(() => undefined);
    await unlink(claimed).catch(() => undefined);
    return;
  }
}

function isAbandoned(path: string, name: string, ageMs: number): boolean {
  if (heldHere.has(path)) return false;
  const match = /^(.+)-([0-9]+)-[0-9a-f]{12}$/.exec(name.slice(recordPrefix.length));
  // A lock is held for milliseconds. On another machine, or under a process id that is in use again, only age tells.
  const isOld = ageMs > abandonedMs;
  if (!match || match[1] !== hostname()) return isOld;
  const pid = Number(match[2]);
  return pid === process.pid || !isRunning(pid) || isOld;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

async function inodeOf(path: string): Promise<{ inode: number; links: number; modifiedMs: number } | null> {
  try {
    const { ino, nlink, mtimeMs } = await stat(path);
    return { inode: ino, links: nlink, modifiedMs: mtimeMs };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return false;
    throw error;
  }
}
