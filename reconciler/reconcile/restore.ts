/** What stands behind a head that Sluice did not write, and the commit that puts it on top again. */

import { writeLive } from './commit.ts';
import { readHead, type Head, type HeadReading } from './head.ts';
import { joinAll } from './lower.ts';
import type { Memory } from './memory.ts';
import type { Ancestry, Commit, Oid, Ports } from './ports.ts';
import { serve } from './serve.ts';

/** How many first parents are looked at for a good head behind a damaged one. */
const searchDepth = 10;

/**
 * Reads a live head as `readHead` does; what somebody else committed on top of a live head is damaged even if it means the
 * same. `unknown`: the history that would tell whose it is can't be fetched now.
 */
export async function readLive(memory: Memory, ports: Ports, oid: Oid): Promise<HeadReading | 'unknown'> {
  const commit = await ports.git.readCommit(oid);
  const foreign = await isForeign(memory, ports, commit);
  if (foreign === 'unknown') return 'unknown';
  if (foreign === 'yes') {
    return { kind: 'damaged', commit, rule: 'live-damaged', reason: 'it has one parent, and only an adoption has' };
  }
  return readHead(oid, ports.git, memory.readIntent);
}

/** Why a commit can't be read in one way only; null where it can. */
export async function unreadable(ports: Pick<Ports, 'git'>, oid: Oid): Promise<string | null> {
  try {
    await ports.git.readCommit(oid);
    return null;
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'hostile') throw error;
    return error.message;
  }
}

/** Yes for a commit with one parent that can't be the adoption: that one is marked, comes first, and stands on main. */
async function isForeign(memory: Memory, ports: Ports, { oid, parents }: Commit): Promise<Ancestry> {
  const [parent] = parents;
  if (parent === undefined || parents.length !== 1) return 'no';
  if (memory.remoteLive !== null && memory.remoteLive !== oid) return 'yes';
  const { marker = null, intent = null } = memory.heads ?? {};
  if (marker === null || marker === oid || intent === null) return 'no';
  const onMain = await ports.git.ancestry(parent, intent);
  return onMain === 'unknown' ? onMain : onMain === 'yes' ? 'no' : 'yes';
}

/** The good head nearest behind a damaged one: another writer's later step, else what is served here; null when there is none. */
export async function lastGood(memory: Memory, ports: Ports, damaged: Commit | null): Promise<Head | null> {
  // What can't be read doesn't say what it stands on.
  if (damaged === null) return memory.head;
  const marker = memory.heads?.marker ?? null;
  // A new clone has the head's parents only, and more once it was asked how all of it began.
  if (memory.head === null && marker !== null) await ports.git.ancestry(marker, damaged.oid);
  let oid = damaged.parents[0];
  for (let depth = 0; oid !== undefined && oid !== memory.remoteLive && depth < searchDepth; depth += 1) {
    const commit: Commit = await ports.git.readCommit(oid);
    // What can't be told now is passed over: it must not come back on top.
    const foreign = (await isForeign(memory, ports, commit)) !== 'no';
    const reading = foreign ? null : await readBehind(memory, ports, commit);
    if (reading?.kind === 'good') return reading.head;
    // An adoption stands on main: what lies behind it never was live.
    if (commit.parents.length !== 2 && !foreign) break;
    oid = commit.parents[0];
  }
  return memory.head;
}

/** A shallow clone has the intents of older live commits only once it was asked how main follows from them. */
async function readBehind(memory: Memory, ports: Ports, commit: Commit): Promise<HeadReading> {
  const intent = commit.parents.at(-1);
  const main = memory.heads?.intent ?? null;
  if (intent !== undefined && main !== null) await ports.git.ancestry(intent, main);
  return readHead(commit.oid, ports.git, memory.readIntent);
}

/** One commit on top of `over` with the tree that a good head stands for; it is served at once, and pushed next. */
export async function restore(memory: Memory, ports: Ports, good: Head, over: Oid, reason: string): Promise<void> {
  const state = await joinAll(good, memory.pending, ports);
  const restored = await writeLive(
    { event: 'restore', parent: over, intent: good.intent, state, before: good.state, reason },
    ports,
  );
  memory.remoteLive = over;
  memory.head = restored;
  await ports.git.writeLocalLive(restored.oid);
  serve(memory, ports);
  ports.log('live.restored', { commit: restored.oid, over, reason });
}

/** The remote has what is served again: what was wrong with its branch is history, and in the log. */
export function forgetDamage(memory: Memory): void {
  const rules = ['live-damaged', 'live-unsigned', 'live-signature', 'live-rewritten', 'live-deleted'];
  for (const rule of rules) memory.alarms.delete(rule);
}
