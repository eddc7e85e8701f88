/** A live commit taken apart, to be changed and put together again as somebody would who rewrites the branch behind it. */

import { parseCommit } from '../../reconciler/git/commit-parser.ts';
import { formatCommit } from '../../reconciler/git/commit-text.ts';
import { splitSignature, withSignature } from '../../reconciler/git/signatures/commit-signature.ts';
import type { MemoryGit } from './memory-git.ts';

/** In place of a parent: whatever live commit comes before in the new line. */
export const before = 'before';

export interface Draft {
  readonly tree: string;
  /** Ids, or `before`. */
  readonly parents: readonly string[];
  readonly name: string;
  readonly email: string;
  /** ms since the epoch. */
  readonly at: number;
  /** The author's time, where it is another one than the committer's. */
  readonly authoredAt?: number;
  readonly message: string;
  /** The signature that it had, over the bytes that it had. */
  readonly signature: string | null;
}

export function readDraft(git: MemoryGit, oid: string): Draft {
  const raw = git.object(oid).bytes;
  const parsed = parseCommit(raw);
  if (!parsed.ok) throw new Error(parsed.problem);
  const { tree, parents, committer, message } = parsed.commit;
  const split = splitSignature(raw);
  return {
    tree,
    parents: parents.length === 2 ? [before, ...parents.slice(1)] : parents,
    name: committer.name,
    email: committer.email,
    at: committer.at,
    message,
    signature: typeof split === 'string' ? null : split.signature,
  };
}

/** Writes it on top of a live commit; `keepsSignature` puts the one that it had on bytes that it isn't of. */
export function writeDraft(git: MemoryGit, draft: Draft, onto: string, keepsSignature: boolean): Promise<string> {
  const { tree, name, email, at, authoredAt = at, message, signature } = draft;
  const parents = draft.parents.map((parent) => (parent === before ? onto : parent));
  const formatted = formatCommit({ tree, parents, message, at }, { name, email }).toString();
  const payload = Buffer.from(formatted.replace(/^(author .*) \d+ \+0000$/m, `$1 ${authoredAt / 1_000} +0000`));
  return git.write('commit', keepsSignature && signature !== null ? withSignature(payload, signature) : payload);
}
