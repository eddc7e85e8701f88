import { parseCommit } from './commit-parser.ts';
import { GitError } from './git-error.ts';
import type { GitObject, ObjectType } from './object.ts';
import type { ObjectStore } from './object-store.ts';
import { parseTree, type TreeEntry } from './tree-parser.ts';

const maxBytes = 32 << 20;

/** What a push has to bring along, and where it may stop. */
export interface PushScope {
  readonly store: ObjectStore;
  /** True for commits that the remote has; their trees are not sent again. */
  isKnown(commit: string): Promise<boolean>;
}

/**
 * The objects that the remote needs for `head`: the commits down to those that it has, and of their trees what differs from their
 * parents'. What is not here (a parent beyond the edge of a shallow clone, what a clone made anew left out) came from the remote, which
 * checks that it has all it needs.
 */
export async function collectNewObjects(scope: PushScope, head: string): Promise<GitObject[]> {
  const found = new Map<string, GitObject>();
  const queue = [head];
  for (const oid of queue) {
    if (found.has(oid) || (await scope.isKnown(oid))) continue;
    const bytes = await readIfHere(scope.store, oid, 'commit');
    if (bytes === null) continue;
    found.set(oid, { type: 'commit', bytes });
    const { tree, parents } = parse(oid, bytes);
    const known: string[] = [];
    for (const parent of parents) {
      const parentBytes = await readIfHere(scope.store, parent, 'commit');
      const read = parentBytes === null ? null : parseCommit(parentBytes);
      // A parent that nobody can read is what somebody else pushed: this commit goes on top of it, and takes nothing from it.
      if (read?.ok === true) known.push(read.commit.tree);
    }
    await collectTree(scope.store, tree, known, found);
    queue.push(...parents);
  }
  return [...found.values()];
}

async function collectTree(
  store: ObjectStore,
  oid: string,
  known: readonly string[],
  found: Map<string, GitObject>,
): Promise<void> {
  if (known.includes(oid) || found.has(oid)) return;
  const bytes = await readIfHere(store, oid, 'tree');
  if (bytes === null) return;
  found.set(oid, { type: 'tree', bytes });
  const counterparts = await Promise.all(known.map((other) => entriesOf(store, other)));
  for (const entry of parseTree(bytes).entries) {
    const before = counterparts.flatMap((entries) => entries.get(entry.name) ?? []);
    if (before.some((other) => other.oid === entry.oid)) continue;
    if (entry.kind === 'tree') {
      const folders = before.filter(({ kind }) => kind === 'tree');
      await collectTree(
        store,
        entry.oid,
        folders.map((folder) => folder.oid),
        found,
      );
    } else if (entry.kind !== 'submodule' && !found.has(entry.oid)) {
      const blob = await readIfHere(store, entry.oid, 'blob');
      if (blob !== null) found.set(entry.oid, { type: 'blob', bytes: blob });
    }
  }
}

async function entriesOf(store: ObjectStore, tree: string): Promise<ReadonlyMap<string, TreeEntry>> {
  const bytes = await readIfHere(store, tree, 'tree');
  return new Map(bytes === null ? [] : parseTree(bytes).entries.map((entry) => [entry.name, entry]));
}

function parse(oid: string, bytes: Buffer): { tree: string; parents: readonly string[] } {
  const parsed = parseCommit(bytes);
  if (!parsed.ok) throw new GitError('hostile', `commit ${oid} is refused: ${parsed.problem}`);
  return parsed.commit;
}

async function readIfHere(store: ObjectStore, oid: string, type: ObjectType): Promise<Buffer | null> {
  try {
    return await store.read(oid, type, maxBytes);
  } catch (error) {
    if (error instanceof GitError && error.code === 'missing') return null;
    throw error;
  }
}
