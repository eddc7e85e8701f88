/** A repository in memory: real objects with real ids, for histories of thousands of commits in no time. */

import { parseCommit } from '../../reconciler/git/commit-parser.ts';
import { type CommitFields, formatCommit } from '../../reconciler/git/commit-text.ts';
import type { CommitFacts } from '../../reconciler/git/history.ts';
import { defaultLimits } from '../../reconciler/git/limits.ts';
import type { Found } from '../../reconciler/git/loose-object.ts';
import { type GitObject, objectId, type ObjectType } from '../../reconciler/git/object.ts';
import { formatPack } from '../../reconciler/git/pack-writer.ts';
import { withSignature } from '../../reconciler/git/signatures/commit-signature.ts';
import { type PolicyFiles, TreeReader } from '../../reconciler/git/tree-reader.ts';
import { writeTree } from '../../reconciler/git/tree-writer.ts';

const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** The armoured signature of a commit's bytes. */
export type Sign = (payload: Buffer) => string;

export class MemoryGit {
  readonly #objects = new Map<string, GitObject>();
  readonly #trees: TreeReader;

  constructor() {
    const read = (oid: string): Promise<Buffer> => Promise.resolve(this.object(oid).bytes);
    const find = (oid: string): Promise<Found> => Promise.resolve({ kind: 'object', object: this.object(oid) });
    this.#trees = new TreeReader({ read, find }, defaultLimits);
  }

  object(oid: string): GitObject {
    if (oid === emptyTree) return { type: 'tree', bytes: Buffer.alloc(0) };
    const object = this.#objects.get(oid);
    if (object === undefined) throw new Error(`there is no ${oid}`);
    return object;
  }

  write(type: ObjectType, bytes: Buffer): Promise<string> {
    const oid = objectId(type, bytes);
    this.#objects.set(oid, { type, bytes });
    return Promise.resolve(oid);
  }

  commit(fields: CommitFields, name = 'Sluice', sign: Sign | null = null): Promise<string> {
    const payload = formatCommit(fields, { name, email: 'sluice@example.org' });
    return this.write('commit', sign === null ? payload : withSignature(payload, sign(payload)));
  }

  rawCommit(oid: string): Promise<Buffer> {
    return Promise.resolve(this.object(oid).bytes);
  }

  readCommit(oid: string): Promise<CommitFacts> {
    const parsed = parseCommit(this.object(oid).bytes);
    if (!parsed.ok) throw new Error(parsed.problem);
    const { tree, parents, author, committer, message } = parsed.commit;
    return Promise.resolve({ oid, tree, parents, author, committedAt: committer.at, message });
  }

  readTree(tree: string): Promise<PolicyFiles> {
    return this.#trees.read(tree);
  }

  writeTree(tree: string, changes: ReadonlyMap<string, string | null>): Promise<string> {
    return writeTree(this, this.#trees, tree, changes);
  }

  /** The id alone. */
  treeOf(tree: string, changes: ReadonlyMap<string, string | null>): Promise<string> {
    const nowhere = { write: (type: ObjectType, bytes: Buffer) => Promise.resolve(objectId(type, bytes)) };
    return writeTree(nowhere, this.#trees, tree, changes);
  }

  treeFrom(files: ReadonlyMap<string, string>): Promise<string> {
    return this.writeTree(emptyTree, files);
  }

  /** All of it, as git takes it in. */
  pack(): Buffer {
    return formatPack([...this.#objects.values()]);
  }
}
