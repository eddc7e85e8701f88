/** Git in memory: content-addressed trees and commits as plain data, one remote, and clones that know what they fetched. */

import { createHash } from 'node:crypto';
import type { Commit, GitPort, NewCommit, Oid, RemoteHeads, TreeFiles } from '../../reconciler/reconcile/ports.ts';

/** Everything that was ever written; who may read which commit is the clones' matter. */
export class WorldStore {
  readonly #commits = new Map<Oid, Commit>();
  readonly #trees = new Map<Oid, TreeFiles>();

  tree(texts: ReadonlyMap<string, string>): Oid {
    const entries = [...texts].sort(([a], [b]) => (a < b ? -1 : 1));
    const files = new Map(entries.map(([path, text]) => [path, { oid: hash('blob', text), text }] as const));
    const oid = hash('tree', JSON.stringify([...files].map(([path, file]) => [path, file.oid])));
    if (!this.#trees.has(oid)) this.#trees.set(oid, { files, findings: [] });
    return oid;
  }

  commit({ tree, parents, message, at }: NewCommit, name = 'Sluice'): Oid {
    const oid = hash('commit', JSON.stringify([tree, parents, message, at, name]));
    const author = { name, email: `${name.toLowerCase()}@example.org` };
    this.#commits.set(oid, { oid, tree, parents, author, committedAt: at, message });
    return oid;
  }

  read(oid: Oid): Commit {
    const commit = this.#commits.get(oid);
    if (commit === undefined) throw new Error(`there is no commit ${oid}`);
    return commit;
  }

  files(tree: Oid): TreeFiles {
    const files = this.#trees.get(tree);
    if (files === undefined) throw new Error(`there is no tree ${tree}`);
    return files;
  }

  /** The commit and all that it descends from, but for what `known` has already. */
  reachable(oid: Oid, known: ReadonlySet<Oid> = new Set()): Set<Oid> {
    const found = new Set<Oid>();
    const open = [oid];
    for (let each = open.pop(); each !== undefined; each = open.pop()) {
      if (found.has(each) || known.has(each)) continue;
      found.add(each);
      open.push(...this.read(each).parents);
    }
    return found;
  }

  isAncestor(ancestor: Oid, descendant: Oid): boolean {
    return this.reachable(descendant).has(ancestor);
  }
}

/** The repository that all share. `onLive` is told of each move of the live branch. */
export interface WorldRemote {
  intent: Oid;
  live: Oid | null;
  marker: Oid | null;
  /** False: no request reaches it. */
  isUp: boolean;
  readonly onLive: (from: Oid | null, to: Oid, by: string) => void;
}

/** What a process finds again after a crash, unless its disk is gone too. */
export interface WorldDisk {
  /** The commits that this clone has. */
  readonly known: Set<Oid>;
  localLive: Oid | null;
  pending: string | null;
}

export function emptyDisk(): WorldDisk {
  return { known: new Set(), localLive: null, pending: null };
}

const gone = { kind: 'unreachable', reason: 'no answer' } as const;

/** One clone, of whoever `by` names. A commit that it neither wrote nor fetched can't be read. */
export function cloneGit(store: WorldStore, remote: WorldRemote, disk: WorldDisk, by: string): GitPort {
  const has = (oid: Oid): Oid => {
    if (!disk.known.has(oid)) throw new Error(`the clone has no commit ${oid}`);
    return oid;
  };
  const bring = (oid: Oid | null): void => {
    if (oid !== null) for (const each of store.reachable(oid, disk.known)) disk.known.add(each);
  };
  return {
    list: () => Promise.resolve(remote.isUp ? { kind: 'listed', heads: headsOf(remote) } : gone),
    fetch: (heads) => {
      if (!remote.isUp) return Promise.resolve(gone);
      bring(heads.intent);
      bring(heads.live);
      return Promise.resolve({ kind: 'fetched' });
    },
    readCommit: async (oid) => store.read(has(oid)),
    readLog: (oid, limit) => Promise.resolve(firstParents(store, disk, oid, limit)),
    readTree: (tree) => Promise.resolve(store.files(tree)),
    checkSignature: () => Promise.resolve({ kind: 'not-asked' }),
    ancestry: (ancestor, descendant) =>
      Promise.resolve(disk.known.has(descendant) && store.isAncestor(ancestor, descendant) ? 'yes' : 'no'),
    writeTree: (tree, changes) => {
      const texts = new Map([...store.files(tree).files].map(([path, { text }]) => [path, text]));
      for (const [path, text] of changes) {
        if (text === null) texts.delete(path);
        else texts.set(path, text);
      }
      return Promise.resolve(store.tree(texts));
    },
    writeCommit: (commit) => {
      const oid = store.commit(commit);
      disk.known.add(oid);
      return Promise.resolve(oid);
    },
    pushLive: (oid, expected) => {
      if (expected !== null && !store.isAncestor(expected, has(oid))) return Promise.resolve({ kind: 'moved' });
      if (!remote.isUp) return Promise.resolve({ kind: 'unknown', reason: 'no answer' });
      if (remote.live === oid) return Promise.resolve({ kind: 'pushed' });
      if (remote.live !== expected) return Promise.resolve({ kind: 'moved' });
      remote.live = oid;
      remote.onLive(expected, oid, by);
      return Promise.resolve({ kind: 'pushed' });
    },
    pushMarker: (oid) => {
      if (!remote.isUp) return Promise.resolve({ kind: 'unknown', reason: 'no answer' });
      if (remote.marker !== null) return Promise.resolve({ kind: remote.marker === oid ? 'pushed' : 'moved' });
      remote.marker = oid;
      return Promise.resolve({ kind: 'pushed' });
    },
    readLocalLive: () => Promise.resolve(disk.localLive),
    writeLocalLive: (oid) => {
      disk.localLive = oid;
      return Promise.resolve();
    },
  };
}

function firstParents(store: WorldStore, { known }: WorldDisk, from: Oid, limit: number): readonly Commit[] {
  const commits: Commit[] = [];
  for (let oid: Oid | undefined = from; oid !== undefined && known.has(oid) && commits.length < limit;) {
    const commit = store.read(oid);
    commits.push(commit);
    [oid] = commit.parents;
  }
  return commits;
}

function headsOf({ intent, live, marker }: WorldRemote): RemoteHeads {
  return { intent, live, marker };
}

function hash(kind: string, text: string): Oid {
  return createHash('sha1').update(`${kind} ${text}`).digest('hex');
}
