import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { constants, deflateSync, inflateSync } from 'node:zlib';

import { codeOf, GitError } from './git-error.ts';
import { type GitObject, isObjectType, type ObjectType } from './object.ts';

/** What was found under an id: the object, its size where that is above what was asked for, or nothing. */
export type Found =
  | { readonly kind: 'object'; readonly object: GitObject }
  | { readonly kind: 'too-large'; readonly size: number }
  | { readonly kind: 'missing' };

/** Reads `objects/ab/cdef…`, and inflates it only if its header states at most `maxBytes`. */
export async function readLoose(objectsDir: string, oid: string, maxBytes: number): Promise<Found> {
  const path = loosePath(objectsDir, oid);
  const deflated = await readBounded(path, maxBytes);
  if (deflated === null) return { kind: 'missing' };
  const head = inflateHead(deflated, oid);
  if (head.size > maxBytes) return { kind: 'too-large', size: head.size };
  const whole = inflateExactly(deflated, head.length + head.size, oid);
  return { kind: 'object', object: { type: head.type, bytes: whole.subarray(head.length) } };
}

/** Writes a loose object as git does: a temporary file beside it, made durable, then renamed. */
export async function writeLoose(objectsDir: string, oid: string, object: GitObject): Promise<void> {
  const path = loosePath(objectsDir, oid);
  const header = Buffer.from(`${object.type} ${object.bytes.length}\0`);
  // `git prune` clears away and `git fsck` passes over files of this name.
  const temporary = join(dirname(path), `tmp_obj_${randomBytes(6).toString('hex')}`);
  await makeFolder(dirname(path));
  try {
    await writeDurably(temporary, deflateSync(Buffer.concat([header, object.bytes])), 0o444);
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}

/** Makes this one folder: one above it that is missing is a repository that went away. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

/** Creates `path` (it must not exist) and returns when its bytes are on disk. */
export async function writeDurably(path: string, bytes: Uint8Array | string, mode = 0o644): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

export function loosePath(objectsDir: string, oid: string): string {
  return join(objectsDir, oid.slice(0, 2), oid.slice(2));
}

async function readBounded(path: string, maxBytes: number): Promise<Buffer | null> {
  try {
    const { size } = await stat(path);
    // Bytes that don't compress grow by a little. The header is read even of a file that is larger.
    if (size <= maxBytes + (maxBytes >> 8) + 1024) return await readFile(path);
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null;
    throw error;
  }
}

function inflateHead(deflated: Buffer, oid: string): { type: ObjectType; size: number; length: number } {
  let start: Buffer;
  try {
    // 256 bytes hold any header, and inflate to 260 kB at the most.
    start = inflateSync(deflated.subarray(0, 256), { finishFlush: constants.Z_SYNC_FLUSH });
  } catch (cause) {
    throw new GitError('corrupt', `object ${oid} is damaged`, { cause });
  }
  const end = start.indexOf(0);
  const match = end > 0 && end < 32 ? /^([a-z]+) (0|[1-9][0-9]{0,14})$/.exec(start.toString('latin1', 0, end)) : null;
  const type = match?.[1] ?? '';
  if (!match || !isObjectType(type)) throw new GitError('corrupt', `object ${oid} has no valid header`);
  return { type, size: Number(match[2]), length: end + 1 };
}

const mostAtOnce = 1 << 20;

/**
 * For zlib, of what is to come out at `length` bytes: room for just that. Its own 16 kB stay with each object that is kept,
 * however small.
 */
export function outputOf(length: number): { readonly maxOutputLength: number; readonly chunkSize: number } {
  return { maxOutputLength: Math.max(length, 1), chunkSize: Math.min(Math.max(length + 1, 64), mostAtOnce) };
}

/** Inflates `deflated`, which must come out at exactly `length` bytes; never makes more than that. */
export function inflateExactly(deflated: Buffer, length: number, what: string): Buffer {
  let bytes: Buffer;
  try {
    bytes = inflateSync(deflated, outputOf(length));
  } catch (cause) {
    throw new GitError('corrupt', `object ${what} is damaged`, { cause });
  }
  if (bytes.length !== length) throw new GitError('corrupt', `object ${what} is not as long as it says`);
  return bytes;
}
