/** The push: the one place where two writers meet, and where an answer can be lost. */

import { repositoryFinding } from './admit.ts';
import { announce } from './announce.ts';
import { adoptHead, alarm, followLive } from './follow.ts';
import type { Head } from './head.ts';
import { commitLocally } from './lower.ts';
import type { Memory } from './memory.ts';
import type { Oid, Ports } from './ports.ts';
import { forgetDamage } from './restore.ts';

/** After an answer that took longer, somebody may have written since: look again before serving a raise. */
const answerAgeMs = 1_000;

export type Published = 'pushed' | 'moved' | 'failed';

/**
 * Pushes a prepared commit on top of `expected` and serves it once the remote has it.
 * `moved`: somebody else was first, so the step is to be decided anew.
 */
export async function publish(
  memory: Memory,
  ports: Ports,
  head: Head,
  expected: Oid | null,
  signal: AbortSignal,
): Promise<Published> {
  const sentAt = ports.clock.monotonic();
  const outcome = await ports.git.pushLive(head.oid, expected, signal);
  switch (outcome.kind) {
    case 'pushed':
      memory.alarms.delete('push-refused');
      if (ports.clock.monotonic() - sentAt > answerAgeMs) return lookAgain(memory, ports, head, signal);
      // A step up is in no hurry: a clone that starts again while the remote is away serves no less than proxies had.
      await ports.git.writeLocalLive(head.oid);
      await adoptHead(memory, ports, head);
      await announce(memory, ports, expected, head.oid, 'own');
      return 'pushed';
    case 'moved':
      return 'moved';
    case 'unknown':
      ports.log('push.unknown', { commit: head.oid, reason: outcome.reason });
      return lookAgain(memory, ports, head, signal);
    case 'refused':
      pushRefused(memory, ports, outcome.reason);
      return 'failed';
  }
}

/** After any doubt: list, fetch, and see whether our own step is there. */
async function lookAgain(memory: Memory, ports: Ports, head: Head, signal: AbortSignal): Promise<Published> {
  const listing = await ports.git.list(signal);
  if (listing.kind === 'unreachable' || listing.heads.live === null) return 'failed';
  if (listing.heads.live === head.oid) {
    const before = memory.remoteLive;
    await adoptHead(memory, ports, head);
    await announce(memory, ports, before, head.oid, 'own');
    return 'pushed';
  }
  // Nobody was first: the remote didn't do it, or not yet. Time, and nothing else, helps.
  if (listing.heads.live === memory.remoteLive) return 'failed';
  const fetched = await ports.git.fetch(listing.heads, signal);
  if (fetched.kind === 'unreachable') return 'failed';
  await followLive(memory, ports, listing.heads.live);
  return 'moved';
}

/** Pushes the local commits on top of the remote's head: lowerings and restorations that are served already. */
export async function publishLocal(memory: Memory, ports: Ports, signal: AbortSignal): Promise<Published> {
  await commitLocally(memory, ports);
  const head = memory.head;
  if (head === null || head.oid === memory.remoteLive) return 'pushed';
  const before = memory.remoteLive;
  const outcome = await ports.git.pushLive(head.oid, before, signal);
  switch (outcome.kind) {
    case 'pushed':
      memory.alarms.delete('push-refused');
      forgetDamage(memory);
      memory.remoteLive = head.oid;
      ports.log('live.pushed', { commit: head.oid });
      if (memory.head === head) await adoptHead(memory, ports, head);
      await announce(memory, ports, before, head.oid, 'own');
      return 'pushed';
    case 'moved':
      return 'moved';
    case 'unknown':
      ports.log('push.unknown', { commit: head.oid, reason: outcome.reason });
      return 'failed';
    case 'refused':
      pushRefused(memory, ports, outcome.reason);
      return 'failed';
  }
}

/** A hook or a protection of the remote is in the way: people must hear of it, for nothing goes up until it is gone. */
export function pushRefused(memory: Memory, ports: Ports, reason: string): void {
  alarm(
    memory,
    ports,
    repositoryFinding(
      'push-refused',
      null,
      `the remote refuses the live branch: ${reason}`,
      'Let Sluice, and nobody else, push the live branch.',
    ),
  );
}

/** Marks the cluster as adopted once and for all; without the mark a deleted live branch would be adopted anew. */
export async function mark(memory: Memory, ports: Ports, oid: Oid, signal: AbortSignal): Promise<void> {
  const outcome = await ports.git.pushMarker(oid, signal);
  if (outcome.kind === 'pushed') memory.alarms.delete('marker-refused');
  if (outcome.kind !== 'refused') return;
  alarm(
    memory,
    ports,
    repositoryFinding(
      'marker-refused',
      null,
      `the remote refuses the tag sluice/adopted/${memory.options.cluster}: ${outcome.reason}`,
      'Let Sluice create it: without it a deleted live branch would be adopted anew, all of main at once.',
    ),
  );
}
