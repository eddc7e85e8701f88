import { BoundedCache } from './bounded-cache.ts';
import { type ParsedCommit, parseCommit, type Person } from './commit-parser.ts';
import { GitError } from './git-error.ts';
import type { ObjectStore } from './object-store.ts';

/** `unknown`: the walk came to commits that a shallow clone leaves out. */
export type Ancestry = 'yes' | 'no' | 'unknown';

/** A commit as the rest of Sluice sees it. */
export interface CommitFacts {
  readonly oid: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Pick<Person, 'name' | 'email'>;
  /** ms since the epoch. */
  readonly committedAt: number;
  readonly message: string;
}

const maxCommitBytes = 1 << 20;

/** Commits and how they follow one another. */
export class History {
  readonly #store: ObjectStore;
  readonly #commits = new BoundedCache<ParsedCommit>(64 << 20);

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** A commit's stored bytes; throws GitError `missing`, `limit` or `corrupt`. */
  raw(oid: string): Promise<Buffer> {
    return this.#store.read(oid, 'commit', maxCommitBytes);
  }

  /** Throws GitError: `hostile` where parsers would disagree about the commit, `missing`, `limit` or `corrupt`. */
  async commit(oid: string): Promise<ParsedCommit> {
    const known = this.#commits.get(oid);
    if (known) return known;
    const bytes = await this.raw(oid);
    const parsed = parseCommit(bytes);
    if (!parsed.ok) throw new GitError('hostile', `commit ${oid} is refused: ${parsed.problem}`);
    this.#commits.set(oid, parsed.commit, bytes.length * 2 + 512);
    return parsed.commit;
  }

  /** Throws as `commit` does. */
  async facts(oid: string): Promise<CommitFacts> {
    const { tree, parents, author, committer, message } = await this.commit(oid);
    return {
      oid,
      tree,
      parents,
      author: { name: author.name, email: author.email },
      committedAt: committer.at,
      message,
    };
  }

  /** Whether `ancestor` is reachable from `descendant`, or is it. Parents that are not here end the walk. */
  async ancestry(ancestor: string, descendant: string): Promise<Ancestry> {
    const walk = { isCutOff: false };
    for await (const oid of this.#walk(descendant, walk)) if (oid === ancestor) return 'yes';
    return walk.isCutOff ? 'unknown' : 'no';
  }

  /**
   * A commit that both come from, near both: the two histories are walked in turn until one meets the other. Null where
   * none is here.
   */
  async mergeBase(one: string, other: string): Promise<string | null> {
    const sides = [one, other].map((head) => ({
      seen: new Set<string>(),
      walk: this.#walk(head, { isCutOff: false }),
    }));
    const ended = new Set<number>();
    for (let turn = 0; ended.size < sides.length; turn = 1 - turn) {
      const [own, theirs] = [sides[turn], sides[1 - turn]];
      if (own === undefined || theirs === undefined || ended.has(turn)) continue;
      const { done, value } = await own.walk.next();
      if (done === true) ended.add(turn);
      else if (theirs.seen.has(value)) return value;
      else own.seen.add(value);
    }
    return null;
  }

  /** All commits that can be reached from `head` in what is here. */
  async reachable(head: string): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for await (const oid of this.#walk(head, { isCutOff: false })) found.add(oid);
    return found;
  }

  /** Breadth first: what is asked for is near the head nearly always. */
  async *#walk(head: string, walk: { isCutOff: boolean }): AsyncGenerator<string, void, undefined> {
    const queue = [head];
    const seen = new Set(queue);
    for (const oid of queue) {
      yield oid;
      const parents = await this.#parents(oid);
      if (parents === null) walk.isCutOff = true;
      for (const parent of parents ?? []) {
        if (seen.has(parent)) continue;
        seen.add(parent);
        queue.push(parent);
      }
    }
  }

  async #parents(oid: string): Promise<readonly string[] | null> {
    try {
      return (await this.commit(oid)).parents;
    } catch (error) {
      if (error instanceof GitError && error.code === 'missing') return null;
      // A hostile commit far back must not stop the walk, but what lies behind it can't be told.
      if (error instanceof GitError && (error.code === 'hostile' || error.code === 'limit')) return null;
      throw error;
    }
  }
}
