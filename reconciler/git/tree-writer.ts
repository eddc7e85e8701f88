import { GitError } from './git-error.ts';
import type { ObjectStore } from './object-store.ts';
import { nameProblem } from './tree-name.ts';
import { formatTree, type TreeEntry } from './tree-parser.ts';
import type { TreeReader } from './tree-reader.ts';

/** Where what is written goes; a sink that only counts ids tells which tree it would be. */
export type TreeStore = Pick<ObjectStore, 'write'>;

/** One folder's share of the changes: names here, and what happens below them. */
interface Folder {
  readonly texts: Map<string, string | null>;
  readonly folders: Map<string, Folder>;
}

/**
 * The id of `root` with these texts put in; null removes. Folders without a change keep their id, empty ones go, and a
 * file that was executable stays so. Throws GitError `hostile` for a path or a tree that can't be written safely.
 */
export async function writeTree(
  store: TreeStore,
  reader: TreeReader,
  root: string,
  changes: ReadonlyMap<string, string | null>,
): Promise<string> {
  const entries = await apply(store, reader, root, nest(changes));
  return entries.length === 0
    ? await store.write('tree', Buffer.alloc(0))
    : await store.write('tree', formatTree(entries));
}

async function apply(store: TreeStore, reader: TreeReader, tree: string | null, change: Folder): Promise<TreeEntry[]> {
  const { entries, problems } = tree === null ? { entries: [], problems: [] } : await reader.parsed(tree);
  const problem = problems[0];
  if (problem) throw new GitError('hostile', `${problem.name}: ${problem.problem}`);
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  for (const [name, text] of change.texts) {
    const old = byName.get(name);
    if (text === null) byName.delete(name);
    else byName.set(name, await fileEntry(store, name, text, old));
  }
  for (const [name, folder] of change.folders) {
    const old = byName.get(name);
    const below = await apply(store, reader, old?.kind === 'tree' ? old.oid : null, folder);
    if (below.length > 0) {
      byName.set(name, { kind: 'tree', mode: '40000', name, oid: await store.write('tree', formatTree(below)) });
    } else if (old?.kind === 'tree') byName.delete(name);
  }
  return [...byName.values()];
}

async function fileEntry(store: TreeStore, name: string, text: string, old: TreeEntry | undefined): Promise<TreeEntry> {
  const oid = await store.write('blob', Buffer.from(text));
  return old?.kind === 'executable' ? { ...old, oid } : { kind: 'file', mode: '100644', name, oid };
}

function nest(changes: ReadonlyMap<string, string | null>): Folder {
  const root: Folder = { texts: new Map(), folders: new Map() };
  for (const [path, text] of changes) {
    const names = path.split('/');
    const last = names.pop() ?? '';
    const problem = [...names, last].map((name) => nameProblem(Buffer.from(name))).find((found) => found !== null);
    if (problem !== undefined) throw new GitError('hostile', `${JSON.stringify(path)} ${problem ?? ''}`);
    let folder = root;
    for (const name of names) {
      const next = folder.folders.get(name) ?? {
        texts: new Map<string, string | null>(),
        folders: new Map<string, Folder>(),
      };
      folder.folders.set(name, next);
      folder = next;
    }
    folder.texts.set(last, text);
  }
  return root;
}
