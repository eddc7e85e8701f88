import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { codeOf, GitError } from './git-error.ts';
import { type Found, readLoose, writeLoose } from './loose-object.ts';
import { emptyTreeOid, type GitObject, objectId, type ObjectType } from './object.ts';
import { PackFile } from './pack-file.ts';

const maxBaseBytes = 32 << 20;

/**
 * The objects of one repository: loose, packed and borrowed ones (`objects/info/alternates`).
 * Each is checked against its id when it is read, and its size is known before it is inflated.
 */
export class ObjectStore {
  readonly #dirs: readonly string[];
  readonly #packs = new Map<string, PackFile>();
  #listing: Promise<void> | null = null;

  private constructor(dirs: readonly string[]) {
    this.#dirs = dirs;
  }

  static async open(objectsDir: string): Promise<ObjectStore> {
    return new ObjectStore(await withAlternates(objectsDir, 0));
  }

  /** Throws GitError `corrupt` where the bytes are damaged. */
  async find(oid: string, maxBytes: number): Promise<Found> {
    if (oid === emptyTreeOid) return { kind: 'object', object: { type: 'tree', bytes: Buffer.alloc(0) } };
    let found = await this.#findHere(oid, maxBytes);
    if (found.kind === 'missing') {
      // Another process may have packed, or fetched, since we looked.
      await this.refresh();
      found = await this.#findHere(oid, maxBytes);
    }
    if (found.kind === 'object' && objectId(found.object.type, found.object.bytes) !== oid) {
      throw new GitError('corrupt', `object ${oid} holds other bytes than its id says`);
    }
    return found;
  }

  /** The content of an object that must be there; throws `missing`, `limit` or `corrupt`. */
  async read(oid: string, type: ObjectType, maxBytes: number): Promise<Buffer> {
    const found = await this.find(oid, maxBytes);
    if (found.kind === 'missing') throw new GitError('missing', `${type} ${oid} is not in the repository`);
    if (found.kind === 'too-large') {
      throw new GitError('limit', `${type} ${oid} has ${found.size} bytes; at most ${maxBytes} are read`);
    }
    if (found.object.type !== type) throw new GitError('hostile', `${oid} is a ${found.object.type}, not a ${type}`);
    return found.object.bytes;
  }

  async has(oid: string): Promise<boolean> {
    try {
      return (await this.find(oid, 64 << 10)).kind !== 'missing';
    } catch (error) {
      if (error instanceof GitError && error.code === 'corrupt') return false;
      throw error;
    }
  }

  /** True for what was fetched: what is written here stays loose. */
  isPacked(oid: string): Promise<boolean> {
    return Promise.resolve([...this.#packs.values()].some((pack) => pack.index.offsetOf(oid) !== null));
  }

  /** Stores an object unless it is there, whole and readable; a damaged one is replaced. */
  async write(type: ObjectType, bytes: Buffer): Promise<string> {
    const oid = objectId(type, bytes);
    if (oid === emptyTreeOid || !(await this.#isWhole(oid, bytes.length))) {
      await writeLoose(this.#dirs[0] ?? '', oid, { type, bytes });
    }
    return oid;
  }

  /** All ids in the packs and among the loose objects that begin with these digits (two at the least). */
  async withPrefix(prefix: string): Promise<string[]> {
    await this.refresh();
    const found = new Set<string>();
    for (const dir of this.#dirs) {
      for (const name of await names(join(dir, prefix.slice(0, 2)))) {
        const oid = prefix.slice(0, 2) + name;
        if (oid.length === 40 && oid.startsWith(prefix)) found.add(oid);
      }
    }
    for (const pack of this.#packs.values()) for (const oid of pack.index.withPrefix(prefix)) found.add(oid);
    return [...found].sort();
  }

  async packCount(): Promise<number> {
    await this.refresh();
    return this.#packs.size;
  }

  /** Looks again which packs there are. */
  refresh(): Promise<void> {
    this.#listing ??= this.#list().finally(() => {
      this.#listing = null;
    });
    return this.#listing;
  }

  async close(): Promise<void> {
    const packs = [...this.#packs.values()];
    this.#packs.clear();
    await Promise.all(packs.map((pack) => pack.close()));
  }

  async #isWhole(oid: string, length: number): Promise<boolean> {
    try {
      return (await this.find(oid, length)).kind === 'object';
    } catch (error) {
      if (error instanceof GitError) return false;
      throw error;
    }
  }

  async #findHere(oid: string, maxBytes: number): Promise<Found> {
    for (const pack of this.#packs.values()) {
      const found = await pack.read(oid, maxBytes, (base) => this.#readBase(base));
      if (found.kind !== 'missing') return found;
    }
    for (const dir of this.#dirs) {
      const found = await readLoose(dir, oid, maxBytes);
      if (found.kind !== 'missing') return found;
    }
    return { kind: 'missing' };
  }

  async #readBase(oid: string): Promise<GitObject> {
    const found = await this.#findHere(oid, maxBaseBytes);
    if (found.kind !== 'object') throw new GitError('corrupt', `a delta's base ${oid} is not to be had`);
    return found.object;
  }

  async #list(): Promise<void> {
    const present = new Set<string>();
    for (const dir of this.#dirs) {
      for (const name of await names(join(dir, 'pack'))) {
        if (name.endsWith('.idx')) present.add(join(dir, 'pack', name.slice(0, -4)));
      }
    }
    for (const [path, pack] of this.#packs) {
      if (present.has(path)) continue;
      this.#packs.delete(path);
      await pack.close();
    }
    for (const path of present) {
      if (!this.#packs.has(path)) await this.#openPack(path);
    }
  }

  async #openPack(path: string): Promise<void> {
    try {
      this.#packs.set(path, await PackFile.open(path));
    } catch (error) {
      // Packs come and go while git repacks.
      if (codeOf(error) !== 'ENOENT') throw error;
    }
  }
}

async function withAlternates(objectsDir: string, depth: number): Promise<string[]> {
  let text: string;
  try {
    text = await readFile(join(objectsDir, 'info', 'alternates'), 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [objectsDir];
    throw error;
  }
  if (depth === 5) throw new GitError('unsupported', 'objects are borrowed through more than five repositories');
  const borrowed: string[] = [];
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    borrowed.push(...(await withAlternates(resolve(objectsDir, line), depth + 1)));
  }
  return [...new Set([objectsDir, ...borrowed])];
}

async function names(dir: string): Promise<string[]> {
  try {
    return (await readdir(dir)).sort();
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}
