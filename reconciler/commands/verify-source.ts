/** A repository on this machine, as verification reads it. */

import type { LocalRepository } from '../git/local-repository.ts';
import { GitError } from '../git/git-error.ts';
import { asksForFast } from '../live/trailer-block.ts';
import { formatCommit } from '../git/commit-text.ts';
import { splitSignature } from '../git/signatures/commit-signature.ts';
import { createIntentReader } from '../reconcile/intent.ts';
import { replay } from '../rollout/replay.ts';
import type { Link, LiveCommit, Source } from '../verify/branch.ts';

export function verifySource(repository: LocalRepository): Source {
  const readIntent = createIntentReader(repository);
  return {
    readFiles: async (tree) => (await repository.readTree(tree)).files,
    readIntent: async (oid) => {
      const { intent, commit } = await readIntent(oid);
      return { intent, tree: commit.tree, fast: asksForFast(commit.message) };
    },
    treeOf: (tree, changes) => repository.treeOf(tree, changes),
    ancestry: (ancestor, descendant) => repository.ancestry(ancestor, descendant),
    replay,
  };
}

/** The branch's first parents. */
export interface Line {
  /** Oldest first. */
  readonly links: readonly Link[];
  /** What lies before the oldest is not in this clone. */
  readonly isCutOff: boolean;
}

/** What a line is read from. */
type LineRepository = Pick<LocalRepository, 'readCommit' | 'rawCommit'>;

/** So many commits that no Sluice wrote may lie upon one another. */
const mostStrangers = 10;

/** Reads the line back from `head`: to the adoption, to `until`, or as far as this clone has it. */
export async function readLine(
  repository: LineRepository,
  head: string,
  until: string | null,
  signal: AbortSignal,
): Promise<Line> {
  const links: Link[] = [];
  let oid: string | null = head;
  while (oid !== null) {
    signal.throwIfAborted();
    const commit: LiveCommit | string | null = await readOr(repository, oid);
    if (commit === null || !(await hasIntent(repository, commit))) return { links: links.toReversed(), isCutOff: true };
    links.push({ oid, commit });
    // Nobody knows what stands behind a commit that can't be read in one way only.
    if (oid === until || typeof commit === 'string') break;
    oid = await before(repository, commit);
  }
  return { links: links.toReversed(), isCutOff: false };
}

/** The commit at the edge of a shallow clone is there without what it stands on. */
async function hasIntent(repository: LineRepository, commit: LiveCommit | string): Promise<boolean> {
  const intent = typeof commit === 'string' ? undefined : commit.parents.at(-1);
  return intent === undefined || (await readOr(repository, intent)) !== null;
}

/** The commit; a string where it is hostile, null where it is missing. */
async function readOr(repository: LineRepository, oid: string): Promise<LiveCommit | string | null> {
  try {
    const facts = await repository.readCommit(oid);
    const raw = await repository.rawCommit(oid);
    const parts = splitSignature(raw);
    const isSigned = parts !== 'none';
    const payload = typeof parts === 'string' ? raw : parts.payload;
    return {
      ...facts,
      isSigned,
      isPlain: payload.equals(formatCommit({ ...facts, at: facts.committedAt }, facts.author)),
    };
  } catch (error) {
    if (error instanceof GitError && error.code === 'missing') return null;
    if (error instanceof GitError && error.code === 'hostile') return error.message;
    throw error;
  }
}

/** The live commit that one stands on; null for the adoption, which stands on main alone, as does what was never live. */
async function before(repository: LineRepository, commit: LiveCommit): Promise<string | null> {
  const [first = null] = commit.parents;
  if (commit.parents.length !== 1) return first;
  let next = first;
  for (let depth = 0; depth < mostStrangers && next !== null; depth += 1) {
    const parent = await readOr(repository, next);
    if (parent === null || typeof parent === 'string') return null;
    if (isLive(parent)) return isAdoption(commit) ? null : first;
    next = parent.parents[0] ?? null;
  }
  return null;
}

function isLive({ message }: LiveCommit): boolean {
  return /^Sluice-Intent: [0-9a-f]{40}$/m.test(message);
}

function isAdoption({ message, parents }: LiveCommit): boolean {
  return message.startsWith('Adopt ') && message.includes(`\nSluice-Intent: ${parents[0] ?? ''}\n`);
}
