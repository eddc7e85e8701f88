/** Follows the remote's live branch: takes good heads, restores damaged ones, never goes back. */

import type { Finding } from '../../policies/finding.ts';
import { repositoryFinding } from './admit.ts';
import { announce } from './announce.ts';
import { targetsOf } from '../live/intent.ts';
import type { Lowering } from '../live/join.ts';
import { sameShares } from '../live/shares.ts';
import type { Head, HeadReading } from './head.ts';
import { notIn, rejoin } from './lower.ts';
import type { Memory } from './memory.ts';
import type { Ancestry, Oid, Ports } from './ports.ts';
import { forgetDamage, lastGood, readLive, restore, unreadable } from './restore.ts';
import { serve } from './serve.ts';

/** So many moot rejections are remembered. */
const mostMoot = 100;

/** `stuck`: nothing may be written on top of it. `unknown`: its history can't be fetched now, so nobody can tell what it is. */
export type Followed = 'followed' | 'stuck' | 'unknown';

/** Brings memory up to the listed live head. */
export async function followLive(memory: Memory, ports: Ports, listed: Oid): Promise<Followed> {
  memory.alarms.delete('live-deleted');
  if (listed === memory.remoteLive) return 'followed';
  const head = memory.head;
  const odd = await unreadable(ports, listed);
  const aside = odd === null && head !== null ? await wentAside(memory, ports, head, listed) : 'no';
  if (aside === 'unknown') return 'unknown';
  if (aside === 'yes') return takeBack(memory, ports, listed);
  const reading: HeadReading | 'unknown' =
    odd === null
      ? await readLive(memory, ports, listed)
      : { kind: 'damaged', commit: null, rule: 'live-damaged', reason: odd };
  if (reading === 'unknown') return 'unknown';
  if (reading.kind === 'good') {
    forgetDamage(memory);
    const before = memory.remoteLive;
    await adoptHead(memory, ports, reading.head);
    // Ours, with its answer lost; or somebody's word. At a start all of it is old.
    if (before !== null) await announce(memory, ports, before, listed, head?.oid === listed ? 'own' : 'persons');
    if (reading.rewrite !== null) await restore(memory, ports, reading.head, listed, reading.rewrite);
    return 'followed';
  }
  alarm(memory, ports, damaged(listed, reading));
  const good = await lastGood(memory, ports, reading.commit);
  if (good === null) return 'stuck';
  await restore(memory, ports, good, listed, reading.reason);
  return 'followed';
}

/** Whether the listed head is anything but a step on from what the remote was last known to have. */
async function wentAside(memory: Memory, ports: Ports, head: Head, listed: Oid): Promise<Ancestry> {
  if (memory.remoteLive !== null) {
    const goesOn = await ports.git.ancestry(memory.remoteLive, listed);
    return goesOn === 'unknown' ? goesOn : goesOn === 'yes' ? 'no' : 'yes';
  }
  // Just started: a clone that is ahead holds lowerings which were never pushed.
  return head.oid === listed ? 'no' : ports.git.ancestry(listed, head.oid);
}

/** Makes a head that the remote has the one that is served, with what is pending laid over it. */
export async function adoptHead(memory: Memory, ports: Ports, head: Head): Promise<void> {
  memory.remoteLive = head.oid;
  recall(memory, head);
  const known = memory.pending;
  const needed = new Set(await notIn(head, known, ports));
  const cleared = needed.size !== known.length;
  memory.moot = [...memory.moot, ...known.filter((lowering) => !needed.has(lowering) && isMoot(lowering, head))].slice(
    -mostMoot,
  );
  // One that came in just now stays in any case.
  memory.pending = memory.pending.filter((lowering) => needed.has(lowering) || !known.includes(lowering));
  const before = memory.head;
  memory.head = head;
  // The wire first, then the disk: what another writer lowered is in a hurry too.
  if (!(await rejoin(memory, ports)) && (before?.oid !== head.oid || cleared)) serve(memory, ports);
  if (cleared) await ports.pending.write(memory.pending);
  if (memory.head?.oid === head.oid) await ports.git.writeLocalLive(head.oid);
}

/** What was moot may have its say again: the head asks anew for what it was made for. */
function recall(memory: Memory, head: Head): void {
  const again = memory.moot.filter((lowering) => !isMoot(lowering, head));
  if (again.length === 0) return;
  memory.moot = memory.moot.filter((lowering) => isMoot(lowering, head));
  const pending = new Set(memory.pending.map(({ target }) => target));
  memory.pending = [...memory.pending, ...again.filter(({ target }) => !pending.has(target))];
}

/** True when the head asks something else of the target than what was rejected. */
function isMoot(lowering: Lowering, head: Head): boolean {
  if (lowering.phase !== 'Rejected') return false;
  const asked = targetsOf(head.intent.intent.mesh).get(lowering.target)?.shares;
  return asked === undefined || !sameShares(asked, lowering.to);
}

/** The remote went back or aside: an older head of ours is pushed forward again, anything else gets ours on top. */
async function takeBack(memory: Memory, ports: Ports, listed: Oid): Promise<Followed> {
  const head = memory.head;
  if (head === null) return 'stuck';
  const isBehind = await ports.git.ancestry(listed, head.oid);
  if (isBehind === 'unknown') return 'unknown';
  if (isBehind === 'yes') {
    // A start with lowerings that were never pushed is ahead by those; nobody set anything back.
    const isOurs = memory.remoteLive === null && memory.pending.length > 0;
    memory.remoteLive = listed;
    if (!isOurs)
      alarm(memory, ports, moved(listed, 'it was set back to an older commit; the newer one is pushed again'));
    return 'followed';
  }
  alarm(memory, ports, moved(listed, 'it no longer descends from what was live; what was live is put back on top'));
  await restore(memory, ports, head, listed, 'the branch was rewritten');
  return 'followed';
}

/** Keeps a finding about the remote until it is over, and logs it once. */
export function alarm(memory: Memory, ports: Pick<Ports, 'log'>, finding: Finding): void {
  const known = memory.alarms.get(finding.rule);
  memory.alarms.set(finding.rule, finding);
  if (known?.message !== finding.message) ports.log('remote.alarm', { rule: finding.rule, message: finding.message });
}

function damaged(oid: Oid, { rule, reason }: Extract<HeadReading, { kind: 'damaged' }>): Finding {
  const message = `the live branch's head ${oid.slice(0, 7)} was not written by Sluice: ${reason}`;
  const remedy = 'Write to main instead; only Sluice writes the live branch.';
  const orSign = `If what it has is right: sluice sign ${oid} --signing-key FILE; then protect the branch.`;
  return repositoryFinding(rule, null, message, rule === 'live-damaged' ? remedy : orSign);
}

function moved(oid: Oid, what: string): Finding {
  return repositoryFinding(
    'live-rewritten',
    null,
    `the remote's live branch is at ${oid.slice(0, 7)}: ${what}`,
    'Protect the live branch against everyone but Sluice.',
  );
}
