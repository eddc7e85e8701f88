import { GitError } from './git-error.ts';
import type { CommitFacts } from './history.ts';

export interface LogRequest {
  /** The commit to begin with. */
  readonly from: string;
  /** The live branch's story is told by its first parents; its second ones are the intents. */
  readonly isFirstParentOnly: boolean;
  readonly limit: number;
}

export interface Log {
  /** Newest first. */
  readonly commits: readonly CommitFacts[];
  /** True where a shallow clone ends before the history or the limit does. */
  readonly isCutOff: boolean;
}

/** Reads the history back from a commit; throws GitError where a commit is damaged or hostile. */
export async function readLog(
  source: { readCommit(oid: string): Promise<CommitFacts> },
  { from, isFirstParentOnly, limit }: LogRequest,
): Promise<Log> {
  const waiting: CommitFacts[] = [];
  const seen = new Set<string>();
  let isCutOff = false;
  const add = async (oid: string): Promise<void> => {
    if (seen.has(oid)) return;
    seen.add(oid);
    try {
      waiting.push(await source.readCommit(oid));
    } catch (error) {
      if (!(error instanceof GitError) || error.code !== 'missing') throw error;
      isCutOff = true;
    }
  };
  await add(from);
  const commits: CommitFacts[] = [];
  while (commits.length < limit) {
    // The youngest next; of the same age, the one that was found first.
    waiting.sort((a, b) => b.committedAt - a.committedAt);
    const next = waiting.shift();
    if (!next) break;
    commits.push(next);
    if (commits.length === limit) break;
    for (const parent of isFirstParentOnly ? next.parents.slice(0, 1) : next.parents) await add(parent);
  }
  return { commits, isCutOff };
}
