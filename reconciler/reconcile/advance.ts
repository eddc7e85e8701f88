/** One pass with the remote: look, follow, then at most one step forward. Never in the way of a lowering. */

import { adopt } from './adopt.ts';
import { acceptNext } from './accept.ts';
import { followLive } from './follow.ts';
import type { Advance } from './outcome.ts';
import type { Memory } from './memory.ts';
import type { Ports, RemoteHeads } from './ports.ts';
import { mark, publishLocal } from './publish.ts';
import { readBack } from './read-back.ts';
import { refuseNacked } from './refuse.ts';
import { serve } from './serve.ts';
import { stepWalks } from './step.ts';
import { noHistory, noteUnreachable } from './unreachable.ts';

export async function advance(memory: Memory, ports: Ports, signal: AbortSignal): Promise<Advance> {
  const heads = await look(memory, ports, signal);
  if (heads === null) return 'retry';
  if (heads.live === null) return withoutLive(memory, ports, heads, signal);
  const followed = await followLive(memory, ports, heads.live);
  if (followed === 'unknown') await unreachable(memory, ports, `the live branch's ${noHistory}`);
  if (followed !== 'followed') return 'retry';
  await open(memory, ports);
  if (memory.head === null) return 'retry';
  if (heads.marker === null) await mark(memory, ports, memory.remoteLive ?? memory.head.oid, signal);
  else memory.alarms.delete('marker-refused');
  if (memory.head.oid !== memory.remoteLive || !memory.head.committed) {
    return (await publishLocal(memory, ports, signal)) === 'failed' ? 'retry' : 'again';
  }
  const refused = await refuseNacked(memory, ports, signal);
  if (refused !== 'nothing') return refused;
  const accepted = await acceptNext(memory, ports, heads, signal);
  if (accepted !== 'nothing') return accepted;
  return stepWalks(memory, ports, signal);
}

/** Lists the remote, and fetches what is new; null when it can't be reached. */
async function look(memory: Memory, ports: Ports, signal: AbortSignal): Promise<RemoteHeads | null> {
  const askedAt = ports.clock.monotonic();
  const listing = await ports.git.list(signal);
  if (listing.kind === 'unreachable') return await unreachable(memory, ports, listing.reason);
  const { heads } = listing;
  const news = memory.heads === null || heads.intent !== memory.heads.intent || heads.live !== memory.remoteLive;
  if (news) {
    const fetched = await ports.git.fetch(heads, signal);
    if (fetched.kind === 'unreachable') return await unreachable(memory, ports, fetched.reason);
  }
  if (memory.remote.kind === 'unreachable') ports.log('remote.reachable', {});
  memory.remote = { kind: 'reachable' };
  memory.heads = heads;
  memory.listedAt = askedAt;
  return heads;
}

async function unreachable(memory: Memory, ports: Ports, reason: string): Promise<null> {
  noteUnreachable(memory, ports, reason);
  await open(memory, ports);
  return null;
}

async function withoutLive(memory: Memory, ports: Ports, heads: RemoteHeads, signal: AbortSignal): Promise<Advance> {
  await open(memory, ports);
  const outcome = await adopt(memory, ports, heads, signal);
  return outcome === 'done' ? 'again' : outcome === 'failed' ? 'retry' : 'wait';
}

/** From here on what this process knows is served; before, proxies keep what they have, and say what was lowered in it. */
async function open(memory: Memory, ports: Ports): Promise<void> {
  if (memory.opened || memory.head === null) return;
  await readBack(memory, ports);
  memory.opened = true;
  serve(memory, ports);
}
