/** Closing: waits for nothing and passes no door. Served first, then on disk, then committed here; the push comes later. */

import { attemptText } from '../live/fleet.ts';
import { join, type Lowering } from '../live/join.ts';
import type { LiveState } from '../live/state.ts';
import { writeLive } from './commit.ts';
import { evidenceTrailers } from './evidence-text.ts';
import type { Head } from './head.ts';
import type { Memory } from './memory.ts';
import type { Oid, Ports } from './ports.ts';
import { serve } from './serve.ts';
import { sameState } from './state-equality.ts';

/** Takes these targets back, in the order: wire, disk, local commit. */
export async function lowerNow(memory: Memory, ports: Ports, lowerings: readonly Lowering[]): Promise<void> {
  const head = memory.head;
  if (head === null || lowerings.length === 0) return;
  const news = await notIn(head, lowerings, ports);
  if (news.length === 0) return;
  const replaced = new Set(news.map((each) => each.target));
  memory.pending = [...memory.pending.filter((old) => !replaced.has(old.target)), ...news];
  if (!(await rejoin(memory, ports))) return forgetLanded(memory, ports);
  memory.counted.rollbacks += news.length;
  for (const lowering of news) {
    ports.log('rollout.lower', {
      target: lowering.target,
      reason: lowering.reason,
      attempt: attemptText(lowering.attempt),
    });
  }
}

/** The head moved on meanwhile and has it all: when the remote has that head, nothing is left to push. */
async function forgetLanded(memory: Memory, ports: Ports): Promise<void> {
  const { head, pending } = memory;
  if (head === null || !head.committed || head.oid !== memory.remoteLive) return;
  const needed = new Set(await notIn(head, pending, ports));
  memory.pending = memory.pending.filter((lowering) => needed.has(lowering) || !pending.includes(lowering));
  await ports.pending.write(memory.pending);
}

/** The lowerings that say more than the head does; one that it holds already is nobody's to push again. */
export async function notIn(
  head: Head,
  lowerings: readonly Lowering[],
  ports: Pick<Ports, 'git'>,
): Promise<readonly Lowering[]> {
  const found: Lowering[] = [];
  for (const lowering of lowerings) {
    if (!sameState(await joinAll(head, [lowering], ports), head.state)) found.push(lowering);
  }
  return found;
}

/** Joins what is pending into the head and serves it; false when the head had it all already. */
export async function rejoin(memory: Memory, ports: Ports): Promise<boolean> {
  const head = memory.head;
  if (head === null) return false;
  const state = await joinAll(head, memory.pending, ports);
  if (memory.head !== head) return rejoin(memory, ports);
  if (sameState(state, head.state)) return false;
  memory.head = { ...head, state, committed: false, from: head.committed ? head.state : head.from };
  serve(memory, ports);
  await ports.pending.write(memory.pending);
  try {
    await commitLocally(memory, ports);
  } catch (error) {
    // A directory that is away holds the objects too: the pass that finds it again commits first.
    ports.log('commit.failed', { reason: error instanceof Error ? error.message : String(error) });
  }
  return true;
}

/** Lays every pending lowering over a head's state; the very same state when it holds them all. */
export async function joinAll(
  head: Pick<Head, 'intent' | 'state'>,
  pending: readonly Lowering[],
  ports: Pick<Ports, 'git'>,
): Promise<LiveState> {
  let state = head.state;
  for (const lowering of pending) {
    const isLater = await laterOf(head.state, lowering, ports);
    state = join({ state, intent: head.intent.intent }, lowering, isLater);
  }
  return state;
}

/** `join` is pure and asks which of two intents is the later: the one question it can have is answered beforehand. */
async function laterOf(
  state: LiveState,
  lowering: Lowering,
  ports: Pick<Ports, 'git'>,
): Promise<(a: Oid, b: Oid) => boolean> {
  const entry = state.targets.find((candidate) => candidate.target === lowering.target);
  const settled = state.settled.find((candidate) => candidate.target === lowering.target);
  const theirs = (entry ?? settled)?.attempt.intent;
  const ours = lowering.attempt.intent;
  if (theirs === undefined || theirs === ours) return () => false;
  // Where it can't be told now, ours goes: a lowering that is too much waits for a person, one that is lost sends on errors.
  const oursIsLater = (await ports.git.ancestry(theirs, ours)) !== 'no';
  return (a, b) => (a === ours && b === theirs ? oursIsLater : a === theirs && b === ours ? !oursIsLater : false);
}

/** Turns an uncommitted head into a local commit, unless the head has moved on meanwhile. */
export async function commitLocally(memory: Memory, ports: Ports): Promise<void> {
  const head = memory.head;
  if (head === null || head.committed) return;
  const { intent, state } = head;
  const evidence = evidenceTrailers(memory, new Set(memory.pending.map((each) => each.target)));
  const committed = await writeLive(
    { event: 'lower', parent: head.oid, intent, state, before: head.from, evidence },
    ports,
  );
  if (memory.head !== head) return;
  memory.head = committed;
  await ports.git.writeLocalLive(committed.oid);
  serve(memory, ports);
}
