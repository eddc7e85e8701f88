import { type FileHandle, open } from 'node:fs/promises';

import { BoundedCache } from './bounded-cache.ts';
import { applyDelta, deltaResultSize } from './delta.ts';
import { GitError } from './git-error.ts';
import type { Found } from './loose-object.ts';
import type { GitObject } from './object.ts';
import { type EntryContent, inflateEntry, type PackEntry, readEntry } from './pack-entry.ts';
import { type PackIndex, readPackIndex } from './pack-index.ts';

/** Chains above this are an attack: git itself makes 50, or 250 when told to try hard. */
export const maxDeltaDepth = 4096;

/** What is read at once: entries are small, and what is asked for next lies near. Windows overlap by half. */
const windowBytes = 128 << 10;
const mostWindowBytes = 16 << 20;

/** One pack on disk, open for reading. */
export class PackFile {
  readonly index: PackIndex;
  readonly #file: FileHandle;
  readonly #packBytes: number;
  readonly #windows = new BoundedCache<Buffer>(mostWindowBytes);
  /** Bases of deltas, by offset: neighbours share them. */
  readonly #bases = new Map<number, GitObject>();
  #baseBytes = 0;

  private constructor(index: PackIndex, file: FileHandle, packBytes: number) {
    this.index = index;
    this.#file = file;
    this.#packBytes = packBytes;
  }

  /** Opens `<path>.pack` with `<path>.idx`. */
  static async open(path: string): Promise<PackFile> {
    const index = await readPackIndex(`${path}.idx`);
    const file = await open(`${path}.pack`);
    const { size } = await file.stat();
    return new PackFile(index, file, size);
  }

  /** Reads an object if it is at most `maxBytes`; no byte of a larger one is inflated. */
  async read(oid: string, maxBytes: number, readBase: (oid: string) => Promise<GitObject>): Promise<Found> {
    const start = this.index.offsetOf(oid);
    if (start === null) return { kind: 'missing' };
    let at = start;
    const deltas: Buffer[] = [];
    while (deltas.length <= maxDeltaDepth) {
      const part = this.#bases.get(at) ?? (await this.#readPart(oid, at, maxBytes, deltas.length === 0));
      if ('kind' in part && part.kind === 'too-large') return part;
      if (!('kind' in part)) return this.#assembled(start, part, deltas, maxBytes);
      deltas.push(part.delta);
      if (part.base.kind === 'oid-delta') return assemble(await readBase(part.base.base), deltas, maxBytes);
      if (part.base.distance <= 0 || part.base.distance > at) throw new GitError('corrupt', `object ${oid} is damaged`);
      at -= part.base.distance;
    }
    throw new GitError('limit', `object ${oid} is a chain of too many deltas`);
  }

  /** What came out of deltas is what the next ones begin with. */
  #assembled(start: number, base: GitObject, deltas: readonly Buffer[], maxBytes: number): Found {
    const found = assemble(base, deltas, maxBytes);
    if (found.kind === 'object' && deltas.length > 0) this.#remember(start, found.object);
    return found;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  /** The entry at `offset`: an object, or a delta and where its base is. `isWanted`: it makes the object itself, and no base of it. */
  async #readPart(oid: string, offset: number, maxBytes: number, isWanted: boolean): Promise<Part> {
    const { bytes, entry } = await this.#entry(offset, maxBytes);
    const { content, size } = entry;
    const most = isWanted ? maxBytes : baseLimit(maxBytes);
    if (content.kind === 'whole') {
      if (size > most) return tooLarge(oid, size, isWanted);
      const object = { type: content.type, bytes: inflateEntry(bytes, entry, oid) };
      this.#remember(offset, object);
      return object;
    }
    if (size > baseLimit(maxBytes)) return tooLarge(oid, size, false);
    const delta = inflateEntry(bytes, entry, oid);
    const resultSize = deltaResultSize(delta);
    return resultSize > most ? tooLarge(oid, resultSize, isWanted) : { kind: 'delta', delta, base: content };
  }

  async #entry(offset: number, maxBytes: number): Promise<{ bytes: Buffer; entry: PackEntry }> {
    const end = this.index.endOf(offset, this.#packBytes);
    // What is larger than this can't be an object that the caller wants: its head is enough.
    const length = Math.min(end - offset, baseLimit(maxBytes) + 4096);
    if (length <= 0 || end > this.#packBytes) throw new GitError('corrupt', 'a pack is cut off');
    const bytes = await this.#bytes(offset, length);
    return { bytes, entry: readEntry(bytes) };
  }

  async #bytes(offset: number, length: number): Promise<Buffer> {
    const half = windowBytes / 2;
    if (length > half) return this.#readExactly(offset, length);
    const from = Math.floor(offset / half) * half;
    const key = String(from);
    const window =
      this.#windows.get(key) ?? (await this.#readExactly(from, Math.min(windowBytes, this.#packBytes - from)));
    this.#windows.set(key, window, window.length);
    return window.subarray(offset - from, offset - from + length);
  }

  async #readExactly(offset: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(length);
    const { bytesRead } = await this.#file.read(bytes, 0, length, offset);
    if (bytesRead !== length) throw new GitError('corrupt', 'a pack is cut off');
    return bytes;
  }

  #remember(offset: number, object: GitObject): void {
    if (object.bytes.length > 1 << 18 || this.#bases.has(offset)) return;
    this.#bases.set(offset, object);
    this.#baseBytes += object.bytes.length;
    for (const [oldest, { bytes }] of this.#bases) {
      if (this.#baseBytes <= 16 << 20) return;
      this.#bases.delete(oldest);
      this.#baseBytes -= bytes.length;
    }
  }
}

type Part =
  | GitObject
  | { readonly kind: 'delta'; readonly delta: Buffer; readonly base: Exclude<EntryContent, { kind: 'whole' }> }
  | Extract<Found, { kind: 'too-large' }>;

function tooLarge(oid: string, size: number, isWanted: boolean): Part {
  if (isWanted) return { kind: 'too-large', size };
  throw new GitError('limit', `object ${oid} is a difference to something of ${size} bytes, too large to be read`);
}

/** A small object may be a delta of a larger one. */
function baseLimit(maxBytes: number): number {
  return Math.max(maxBytes, 32 << 20);
}

function assemble(base: GitObject, deltas: readonly Buffer[], maxBytes: number): Found {
  let { bytes } = base;
  for (const delta of deltas.toReversed()) bytes = applyDelta(bytes, delta);
  if (bytes.length > maxBytes) return { kind: 'too-large', size: bytes.length };
  return { kind: 'object', object: { type: base.type, bytes } };
}
