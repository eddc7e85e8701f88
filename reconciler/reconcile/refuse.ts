/** What every proxy turns down is taken back, and remembered so that it doesn't come in again. */

import { newlyRefused, refusalText, refuse } from '../live/refusal.ts';
import type { Refused } from '../live/state.ts';
import { liveMesh } from '../live/live-mesh.ts';
import type { Advance } from './outcome.ts';
import { writeLive } from './commit.ts';
import { readHead, type Head } from './head.ts';
import type { Accepted, Memory } from './memory.ts';
import type { Nack, Ports, Proxy } from './ports.ts';
import { publish } from './publish.ts';
import { takeBackRaise } from './refuse-raise.ts';

/** Looks for a NACK that is everybody's, and takes the intent that brought those bytes back. */
export async function refuseNacked(memory: Memory, ports: Ports, signal: AbortSignal): Promise<Advance | 'nothing'> {
  const head = memory.head;
  if (head === null) return 'nothing';
  const answer = answerOf(ports.xds.proxies(), memory, ports.clock.now());
  // What comes next would go on top of bytes that may go: then nobody could tell any more which intent brought them.
  if (answer.kind === 'open') return 'wait';
  const shared = answer.nacks;
  if (shared.length === 0) return 'nothing';
  const accepted = await lastAccepted(memory, ports, head);
  const nacks = accepted === null ? [] : broughtBy(accepted, shared, ports);
  if (accepted === null || nacks.length === 0) {
    return (await takeBackRaise(memory, ports, head, shared)) ? 'again' : standing(memory, shared);
  }
  const { before } = accepted;
  const refused: Refused[] = nacks.map((nack) => ({
    intent: head.intent.oid,
    digest: nack.digest,
    file: nack.file ?? '',
    reason: nack.reason,
  }));
  const state = refuse({
    before: { state: before.state, intent: before.intent.intent },
    current: { state: head.state, intent: head.intent.intent },
    refused,
  });
  const reason = refusalText(newlyRefused(head.state, state, head.intent.oid));
  const next = await writeLive(
    { event: 'refuse', parent: head.oid, intent: before.intent, state, before: head.state, reason },
    ports,
  );
  const published = await publish(memory, ports, next, head.oid, signal);
  if (published !== 'pushed') return published === 'failed' ? 'retry' : 'again';
  memory.accepted = null;
  memory.denial = null;
  const files = nacks.map((nack) => nack.file);
  ports.log('intent.refused', { commit: next.oid, intent: refused[0]?.intent ?? '', files });
  return 'again';
}

/** True when there is a NACK to look into that was not looked into yet. */
export function hasSharedNack(memory: Memory, ports: Ports): boolean {
  const { nacks } = answerOf(ports.xds.proxies(), memory, ports.clock.now());
  return nacks.some((nack) => !memory.loneNacks.has(nack.digest));
}

/** Nothing that could be gone back to would help: the proxies are named, and keep what they have. */
function standing(memory: Memory, nacks: readonly Nack[]): 'nothing' {
  for (const nack of nacks) memory.loneNacks.add(nack.digest);
  return 'nothing';
}

/** What proxies together say to what they were sent; `open`: not all have spoken, and those who have turned it down. */
interface Answer {
  readonly kind: 'open' | 'given';
  /** Those that stand for all. */
  readonly nacks: readonly Nack[];
}

/** A NACK stands for all when everyone concerned has answered, or the grace is over, and nobody took those bytes. */
function answerOf(proxies: readonly Proxy[], memory: Memory, now: number): Answer {
  const counted = proxies.filter((proxy) => proxy.state !== 'stale');
  const nacks = counted.flatMap((proxy) => (proxy.nack === null ? [] : [proxy.nack]));
  const someoneTookIt = counted.some((proxy) => proxy.state === 'current');
  if (nacks.length === 0 || someoneTookIt) return { kind: 'given', nacks: [] };
  const waiting = counted.some(
    (proxy) =>
      proxy.state === 'behind' && proxy.owesSince !== null && now - proxy.owesSince < memory.options.nackGraceMs,
  );
  if (waiting) return { kind: 'open', nacks: [] };
  const unique = new Map(nacks.map((nack) => [nack.digest, nack]));
  return { kind: 'given', nacks: [...unique.values()].toSorted((a, b) => (a.digest < b.digest ? -1 : 1)) };
}

/**
 * The NACKs of bytes that the intent brought. What was live before is not its fault, nor is what came later, a lowering
 * say; but while no proxy took anything of it, it is in whatever they turn down.
 */
function broughtBy({ before, after }: Accepted, nacks: readonly Nack[], ports: Ports): readonly Nack[] {
  const old = ports.xds.preview(liveMesh(before.intent.intent, before.state));
  const brought = ports.xds.preview(liveMesh(after.intent.intent, after.state));
  const untried = ports.xds.proxies().every(({ commit }) => commit === null || commit === before.oid);
  return nacks.filter(({ digest }) => !old.has(digest) && (untried || brought.has(digest)));
}

/** The live commits on both sides of the present intent's acceptance: from memory, else where the head itself is it. */
async function lastAccepted(memory: Memory, ports: Ports, head: Head): Promise<Accepted | null> {
  // Another writer may have accepted the one that is live now.
  if (memory.accepted?.after.intent.oid === head.intent.oid) return memory.accepted;
  const commit = await ports.git.readCommit(head.oid);
  const [parent, intent] = commit.parents;
  if (parent === undefined || intent === undefined) return null;
  const earlier = (await ports.git.readCommit(parent)).parents.at(-1);
  // A shallow clone has both parents, and theirs only once it was asked how they follow one another.
  if (earlier === undefined || earlier === intent || (await ports.git.ancestry(earlier, intent)) !== 'yes') return null;
  const reading = await readHead(parent, ports.git, memory.readIntent);
  return reading.kind === 'good' ? { before: reading.head, after: head } : null;
}
