/** A repository on this machine, as verification reads it. */

import type { LocalRepository } from '../git/local-repository.ts';
import { GitError } from '../git/git-error.ts';
import type { TrustedSigner } from '../git/signatures/allowed-signers.ts';
import { judgeCommit, type SignatureCheck } from '../git/signatures/commit-signature.ts';
import { asksForFast } from '../live/trailer-block.ts';
import { createIntentReader } from '../reconcile/intent.ts';
import { replay } from '../rollout/replay.ts';
import type { Link, LiveCommit, Source } from '../verify/branch.ts';
import type { Fault } from '../verify/fault.ts';

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

/** So many commits that no Sluice wrote may lie upon one another. */
const mostStrangers = 10;

/** Reads the line back from `head`: to the adoption, to `until`, or as far as this clone has it. */
export async function readLine(
  repository: Pick<LocalRepository, 'readCommit'>,
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
async function hasIntent(
  repository: Pick<LocalRepository, 'readCommit'>,
  commit: LiveCommit | string,
): Promise<boolean> {
  const intent = typeof commit === 'string' ? undefined : commit.parents.at(-1);
  return intent === undefined || (await readOr(repository, intent)) !== null;
}

/** The commit; a string where it is hostile, null where it is missing. */
async function readOr(
  repository: Pick<LocalRepository, 'readCommit'>,
  oid: string,
): Promise<LiveCommit | string | null> {
  try {
    return await repository.readCommit(oid);
  } catch (error) {
    if (error instanceof GitError && error.code === 'missing') return null;
    if (error instanceof GitError && error.code === 'hostile') return error.message;
    throw error;
  }
}

/** The live commit that one stands on; null for the adoption, which stands on main alone, as does what was never live. */
async function before(repository: Pick<LocalRepository, 'readCommit'>, commit: LiveCommit): Promise<string | null> {
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

export interface Signing {
  readonly faults: readonly Fault[];
  /** Where signing began; null where the oldest is signed, or none is. */
  readonly begins: string | null;
}

/**
 * Judges all signatures. What a key signed that ended since counts where somebody whose key counts now signed on top of it;
 * else as of now, for a date is easily written.
 */
export async function judgeLine(
  repository: LocalRepository,
  links: readonly Link[],
  trusted: readonly TrustedSigner[],
  now: number,
): Promise<Signing> {
  const checks: { readonly link: Link; readonly check: SignatureCheck }[] = [];
  let isCovered = false;
  for (const link of links.toReversed()) {
    const raw = await repository.rawCommit(link.oid);
    const present = judgeCommit(raw, trusted, now);
    isCovered ||= present.kind === 'good';
    const at = isCovered && typeof link.commit !== 'string' ? link.commit.committedAt : now;
    checks.push({ link, check: present.kind === 'good' ? present : judgeCommit(raw, trusted, at) });
  }
  checks.reverse();
  // Before signing began there was nothing to be signed; who put the first signature on top answers for it.
  const first = checks.findIndex(({ check }) => check.kind !== 'unsigned');
  const begun = first < 0 ? checks : checks.slice(first);
  return {
    faults: begun.flatMap(({ link, check }) => signatureFault(link.oid, check)),
    begins: first > 0 ? (checks[first]?.link.oid ?? null) : null,
  };
}

function signatureFault(commit: string, check: SignatureCheck): readonly Fault[] {
  const fault = {
    commit,
    rule: 'signature',
    severity: 'error',
    expected: 'a signature by one of the trusted signers',
  } as const;
  if (check.kind === 'unsigned') return [{ ...fault, message: 'it is not signed' }];
  return check.kind === 'bad' ? [{ ...fault, message: check.reason }] : [];
}
