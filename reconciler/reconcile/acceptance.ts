/** Where the present intent came in: read back from the live branch, so that any process finds it. */

import { readHead, type Head } from './head.ts';
import type { Memory } from './memory.ts';
import type { Commit, Oid, Ports } from './ports.ts';

export type Acceptance = Found & {
  /** The live commits with the present intent, the newest first, as far as they were looked at. */
  readonly since: readonly Commit[];
};

type Found =
  /** The live commits right before and right after it was accepted. */
  | { readonly kind: 'accepted'; readonly before: Head; readonly after: Head }
  /** The branch begins with it: nothing was live before. */
  | { readonly kind: 'adopted' }
  | { readonly kind: 'unknown'; readonly reason: string };

/** So many live commits are looked at; a walk has some dozens. */
const mostCommits = 1_000;
/** What the Git room says where a commit can't be had, or not be trusted; anything else is our surroundings' fault. */
const readingFaults: readonly unknown[] = ['missing', 'hostile', 'limit', 'unsupported'];

/**
 * Finds the live commit that brought the head's intent. Whoever accepted it, and whatever was raised, lowered or said
 * since, the second parent changed there. A shallow clone fetches as much of the branch as that takes.
 */
export async function findAcceptance(
  memory: Memory,
  ports: Ports,
  head: Head,
  signal: AbortSignal,
): Promise<Acceptance> {
  const since: Commit[] = [];
  try {
    return { ...(await walkBack(memory, ports, { head, since, signal })), since };
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || !readingFaults.includes(error.code)) throw error;
    return { kind: 'unknown', reason: error.message, since };
  }
}

interface Search {
  readonly head: Head;
  /** Filled on the way. */
  readonly since: Commit[];
  readonly signal: AbortSignal;
}

type Read = (oid: Oid) => Promise<Head | null>;

async function walkBack(memory: Memory, ports: Ports, { head, since, signal }: Search): Promise<Found> {
  const read: Read = async (oid) => {
    if (oid === head.oid) return head;
    const reading = await readHead(oid, ports.git, memory.readIntent);
    return reading.kind === 'good' ? reading.head : null;
  };
  let isRefused = false;
  for await (const commit of lineOf(memory, ports, head.oid, signal)) {
    if (commit.parents.at(-1) === head.intent.oid) {
      since.push(commit);
      isRefused = false;
      if (commit.parents.length < 2) return { kind: 'adopted' };
    } else if (!isRefused) {
      const change = await changeAfter(commit.oid, since, read);
      isRefused = change === 'refused';
      if (change !== 'refused' && change !== null) return change;
    }
  }
  return unknown("its history can't be had");
}

/**
 * What the step from a commit with another intent was. `refused`: it went back, so what is behind it was refused until
 * the intent that it went back to comes. Null: somebody else wrote the commit, and it never was live.
 */
async function changeAfter(oid: Oid, since: readonly Commit[], read: Read): Promise<Found | 'refused' | null> {
  const before = await read(oid);
  if (before === null) return null;
  for (const each of since.toReversed()) {
    const after = await read(each.oid);
    if (after === null) continue;
    const wentBack = after.state.refused.some(({ intent }) => intent === before.intent.oid);
    return wentBack ? 'refused' : { kind: 'accepted', before, after };
  }
  return unknown('none of the commits that have it is good');
}

function unknown(reason: string): Found {
  return { kind: 'unknown', reason };
}

/** The live branch's commits back to the adoption, without those that others put in between. */
async function* lineOf(
  { heads }: Memory,
  { git }: Ports,
  from: Oid,
  signal: AbortSignal,
): AsyncGenerator<Commit, void, undefined> {
  const marker = heads?.marker ?? null;
  let next: Oid | undefined = from;
  for (let count = 0; next !== undefined && count < mostCommits; count += 1) {
    // With a commit's first parent its intent is there too.
    const [commit, behind]: readonly Commit[] = await git.readLog(next, 2, signal);
    if (commit === undefined) return;
    next = behind?.oid;
    const { oid, parents } = commit;
    const [parent] = parents;
    // The adoption has one parent, and so may have what somebody committed on top of it.
    const isForeign =
      parents.length === 1 && parent !== undefined && marker !== null && marker !== oid
        ? (await git.ancestry(marker, parent)) !== 'no'
        : parents.length !== 1 && parents.length !== 2;
    if (isForeign) continue;
    yield commit;
    if (parents.length === 1) return;
  }
}
