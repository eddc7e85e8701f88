/** The walks of the head, with what is known of each: evidence in, decisions out. */

import { effectiveSince } from '../live/control.ts';
import { targetsOf } from '../live/intent.ts';
import { weightAt, whole } from '../live/shares.ts';
import type { Entry } from '../live/state.ts';
import { decide, type Decision, type WalkView } from '../rollout/decide.ts';
import { addSamples, beginStep, openEvidence } from '../rollout/evidence.ts';
import type { Reading, Sample } from '../rollout/sample.ts';
import { nothingKnown, verdict, type Verdict } from '../rollout/verdict.ts';
import type { Rollout } from '../../policies/mesh.ts';
import type { Head } from './head.ts';
import type { Memory, WalkEvidence } from './memory.ts';
import type { Ports, Proxy } from './ports.ts';

/** Feeds the readings to the walks that they are of. */
export function observeWalks(memory: Memory, ports: Ports, readings: readonly Reading[]): void {
  const head = memory.head;
  if (head === null) return;
  const now = ports.clock.monotonic();
  noteSilence(memory, readings);
  const samples = samplesByTarget(readings);
  const acked = allAcked(ports.xds.proxies(), head);
  const targets = targetsOf(head.intent.intent.mesh);
  const walking = new Set<string>();
  for (const entry of head.state.targets) {
    const rollout = targets.get(entry.target)?.rollout ?? null;
    if (rollout === null) continue;
    walking.add(entry.target);
    // What a walk was rejected by stays to be shown.
    if (entry.phase === 'Rejected') continue;
    const known = memory.walks.get(entry.target);
    memory.walks.set(entry.target, observed(known, entry, rollout, acked, samples.get(entry.target) ?? [], now));
  }
  for (const target of memory.walks.keys()) if (!walking.has(target)) memory.walks.delete(target);
}

function observed(
  known: WalkEvidence | undefined,
  entry: Entry,
  rollout: Rollout,
  acked: boolean,
  samples: readonly Sample[],
  now: number,
): WalkEvidence {
  const key = [entry.attempt.intent, entry.attempt.n, entry.walkDigest, entry.toDigest].join(' ');
  let walk = known?.key === key ? known : { key, s: entry.s, ackedAt: null, evidence: openEvidence(rollout) };
  if (walk.s !== entry.s) walk = { ...walk, s: entry.s, ackedAt: null };
  if (walk.ackedAt === null && acked) {
    const stable = weightAt(entry, entry.s) < whole;
    const begun = { weight: weightAt(entry, entry.s), stableHasWeight: stable, atMs: now };
    const evidence = entry.s === 0 ? walk.evidence : beginStep(walk.evidence, begun);
    walk = { ...walk, ackedAt: now, evidence };
  }
  return { ...walk, evidence: addSamples(walk.evidence, samples, now) };
}

/** What to do with each walk now. The pass that acts on a raise lists both branches itself, right before. */
export function decideWalks(memory: Memory, ports: Ports): ReadonlyMap<string, Decision> {
  const head = memory.head;
  const decisions = new Map<string, Decision>();
  if (head === null) return decisions;
  const proxies = ports.xds.proxies();
  for (const entry of head.state.targets) {
    decisions.set(entry.target, decide(viewOf(memory, ports, head, entry, proxies), ports.clock.now()));
  }
  return decisions;
}

function viewOf(memory: Memory, ports: Ports, head: Head, entry: Entry, proxies: readonly Proxy[]): WalkView {
  const now = ports.clock.monotonic();
  const walk = memory.walks.get(entry.target);
  const ackedAt = walk?.ackedAt ?? null;
  return {
    phase: entry.phase,
    heldReason: entry.reason,
    rollout: targetsOf(head.intent.intent.mesh).get(entry.target)?.rollout ?? null,
    s: entry.s,
    u: weightAt(entry, entry.s),
    final: weightAt(entry, whole),
    sinceMs: effectiveSince(head.state, entry, ports.clock.now()),
    heldMs: ackedAt === null ? 0 : now - ackedAt,
    verdict: walk === undefined ? nothingKnown : verdict(walk.evidence),
    acked: ackedAt !== null && allAcked(proxies, head),
    proxySilent: proxies.some((proxy) => memory.silentProxies.has(proxy.name)),
    fleetSeen: memory.proxySeen,
    startedAgoMs: now - memory.startedAt,
    pushed: head.committed && head.oid === memory.remoteLive,
    listedFresh: true,
    skipSteps: entry.skipSteps === true,
    frozen: head.state.frozen !== null,
    blockedBy: null,
  };
}

/** Every proxy that counts runs what is live now; one that is broken or stale is named elsewhere, and not waited for. */
function allAcked(proxies: readonly Proxy[], head: Head): boolean {
  const counted = proxies.filter((proxy) => proxy.state === 'current' || proxy.state === 'behind');
  return counted.length > 0 && counted.every((proxy) => proxy.state === 'current' && proxy.commit === head.oid);
}

/** A proxy that stopped sending counts may be the one that sees the fault. */
function noteSilence(memory: Memory, readings: readonly Reading[]): void {
  for (const reading of readings) {
    switch (reading.kind) {
      case 'no-data':
      case 'error':
        memory.silentProxies.add(reading.proxy);
        break;
      case 'samples':
        for (const sample of reading.samples) memory.silentProxies.delete(sample.proxy);
        break;
      case 'values':
    }
  }
}

function samplesByTarget(readings: readonly Reading[]): ReadonlyMap<string, Sample[]> {
  const found = new Map<string, Sample[]>();
  for (const reading of readings) {
    if (reading.kind !== 'samples') continue;
    for (const sample of reading.samples) {
      const known = found.get(sample.target);
      if (known === undefined) found.set(sample.target, [sample]);
      else known.push(sample);
    }
  }
  return found;
}

/** The counts that a commit's trailer names for each walk that moved. */
export function evidenceOf(memory: Memory, target: string): Verdict {
  const walk = memory.walks.get(target);
  return walk === undefined ? nothingKnown : verdict(walk.evidence);
}
