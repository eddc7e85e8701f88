import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { GitError } from './git-error.ts';
import { type Ancestry, type CommitFacts, History } from './history.ts';
import { defaultLimits } from './limits.ts';
import { objectId } from './object.ts';
import { ObjectStore } from './object-store.ts';
import { type PolicyFiles, TreeReader } from './tree-reader.ts';
import { type TreeStore, writeTree } from './tree-writer.ts';
import { listRefs, readRef } from './ref-files.ts';
import { locateRepository, type RepositoryPaths } from './repository-format.ts';
import { resolveRevision } from './revision.ts';

/** Opens a repository on this machine to read it, for commands such as `plan`; throws GitError. */
export async function openLocalRepository(path: string): Promise<LocalRepository> {
  const paths = await locateRepository(path);
  return new LocalRepository(paths, await ObjectStore.open(paths.objectsDir));
}

/** A repository that is read and never written. */
export class LocalRepository {
  readonly #paths: RepositoryPaths;
  readonly #store: ObjectStore;
  readonly #history: History;
  readonly #trees: TreeReader;

  constructor(paths: RepositoryPaths, store: ObjectStore) {
    this.#paths = paths;
    this.#store = store;
    this.#history = new History(store);
    this.#trees = new TreeReader(store, defaultLimits);
  }

  readCommit(oid: string): Promise<CommitFacts> {
    return this.#history.facts(oid);
  }

  /** A commit's stored bytes; throws GitError `missing`, `limit` or `corrupt`. */
  rawCommit(oid: string): Promise<Buffer> {
    return this.#history.raw(oid);
  }

  /** The id that `tree` would have with these texts put in; null removes. Nothing is written. */
  treeOf(tree: string, changes: ReadonlyMap<string, string | null>): Promise<string> {
    const nowhere: TreeStore = { write: (type, bytes) => Promise.resolve(objectId(type, bytes)) };
    return writeTree(nowhere, this.#trees, tree, changes);
  }

  readTree(tree: string): Promise<PolicyFiles> {
    return this.#trees.read(tree);
  }

  /** The folder `path` of a tree, itself a tree; null where there is none, or something else. `.` is the tree. */
  async folderOf(tree: string, path: string): Promise<string | null> {
    let at = tree;
    for (const name of path === '.' ? [] : path.split('/')) {
      const entry = (await this.#trees.parsed(at)).entries.find((each) => each.name === name);
      if (entry?.kind !== 'tree') return null;
      at = entry.oid;
    }
    return at;
  }

  ancestry(ancestor: string, descendant: string): Promise<Ancestry> {
    return this.#history.ancestry(ancestor, descendant);
  }

  /** A commit that both come from; null where none is here. */
  mergeBase(one: string, other: string): Promise<string | null> {
    return this.#history.mergeBase(one, other);
  }

  /** The commit that a person's words mean (`main`, `HEAD~2`, `refs/heads/x`, an id or its beginning); throws GitError `not-found`. */
  resolve(words: string): Promise<string> {
    return resolveRevision(
      {
        readRef: (ref) => readRef(this.#paths.gitdir, ref),
        readHead: () => this.#readHead(),
        withPrefix: (prefix) => this.#store.withPrefix(prefix),
        find: (oid) => this.#store.find(oid, defaultLimits.maxFileBytes),
        parents: async (oid) => (await this.#history.commit(oid)).parents,
      },
      words,
    );
  }

  /** Full names below `prefix`, such as `refs/heads/sluice/live/`, with their commits. */
  listRefs(prefix: string): Promise<ReadonlyMap<string, string>> {
    return listRefs(this.#paths.gitdir, prefix);
  }

  async close(): Promise<void> {
    await this.#store.close();
  }

  async #readHead(): Promise<string | null> {
    const text = (await readFile(join(this.#paths.headDir, 'HEAD'), 'utf8')).trim();
    const branch = /^ref: (refs\/\S+)$/.exec(text)?.[1];
    if (branch !== undefined) return await readRef(this.#paths.gitdir, branch);
    if (!/^[0-9a-f]{40}$/.test(text)) throw new GitError('corrupt', 'HEAD holds neither a branch nor a commit');
    return text;
  }
}
