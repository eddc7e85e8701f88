/** Decisions out: what to do with each walk of the head now. */

import { effectiveSince } from '../live/control.ts';
import { targetsOf } from '../live/intent.ts';
import { weightAt, whole } from '../live/shares.ts';
import type { Entry } from '../live/state.ts';
import { decide, type Decision, type WalkView } from '../rollout/decide.ts';
import { waitingOf } from '../rollout/queue.ts';
import { allAcked, hasSilentProxy, isCounted } from './fleet-state.ts';
import type { Head } from './head.ts';
import type { Memory } from './memory.ts';
import { evidenceOf } from './observe.ts';
import type { Ports } from './ports.ts';

/** The pass that acts on a raise lists both branches itself, right before. */
export function decideWalks(memory: Memory, ports: Ports): ReadonlyMap<string, Decision> {
  const head = memory.head;
  const decisions = new Map<string, Decision>();
  if (head === null) return decisions;
  const proxies = ports.xds.proxies();
  const fleet: Fleet = {
    acked: allAcked(proxies, head),
    silent: hasSilentProxy(memory, proxies, ports.samples.proxies()),
    waiting: waitingIn(head),
  };
  for (const entry of head.state.targets) {
    decisions.set(entry.target, decide(viewOf(memory, ports, head, entry, fleet), ports.clock.now()));
  }
  return decisions;
}

/** What is the same for all walks of one tick. */
interface Fleet {
  readonly acked: boolean;
  /** One of its proxies sends no counts. */
  readonly silent: boolean;
  readonly waiting: ReadonlyMap<string, string>;
}

/** An entry is never changed, and asked at every look. */
const weights = new WeakMap<Entry, Pick<WalkView, 'u' | 'final'>>();

function weightsOf(entry: Entry): Pick<WalkView, 'u' | 'final'> {
  const known = weights.get(entry) ?? { u: weightAt(entry, entry.s), final: weightAt(entry, whole) };
  weights.set(entry, known);
  return known;
}

function viewOf(memory: Memory, ports: Ports, head: Head, entry: Entry, fleet: Fleet): WalkView {
  const now = ports.clock.monotonic();
  const ackedAt = memory.walks.get(entry.target)?.ackedAt ?? null;
  const rollout = targetsOf(head.intent.intent.mesh).get(entry.target)?.rollout ?? null;
  return {
    phase: entry.phase,
    heldReason: entry.reason,
    rollout,
    s: entry.s,
    ...weightsOf(entry),
    sinceMs: effectiveSince(head.state, entry, ports.clock.now()),
    heldMs: ackedAt === null ? 0 : now - ackedAt,
    verdict: evidenceOf(memory, entry.target),
    acked: ackedAt !== null && fleet.acked,
    proxySilent: fleet.silent && isCounted(rollout),
    fleetSeen: memory.proxySeen,
    startedAgoMs: now - memory.startedAt,
    pushed: head.committed && head.oid === memory.remoteLive,
    listedFresh: true,
    skipSteps: entry.skipSteps === true,
    frozen: head.state.frozen !== null,
    blockedBy: fleet.waiting.get(entry.target) ?? heldByRule(memory, entry.target, now),
  };
}

/** A head is never changed, and asked at every look. */
const waiting = new WeakMap<Head, ReadonlyMap<string, string>>();

function waitingIn(head: Head): ReadonlyMap<string, string> {
  const known = waiting.get(head) ?? waitingWalks(head);
  waiting.set(head, known);
  return known;
}

/** Those that wait for other walks. */
function waitingWalks({ intent, state }: Head): ReadonlyMap<string, string> {
  const { mesh } = intent.intent;
  const targets = targetsOf(mesh);
  const queued = state.targets.flatMap(({ target, phase, s, since }) => {
    const rollout = targets.get(target)?.rollout ?? null;
    const place = { target, phase, s, sinceMs: since };
    // One whose Rollout is gone stays where it is, and takes a place there.
    if (rollout === null) return s === 0 ? [] : [{ ...place, rollout: '', dependsOn: [] }];
    const name = `${rollout.namespace}/${rollout.name}`;
    return [{ ...place, rollout: name, dependsOn: rollout.dependsOn }];
  });
  return waitingOf(queued, mesh.config.walkLimit);
}

function heldByRule(memory: Memory, target: string, now: number): string | null {
  const hold = memory.raiseHolds.get(target);
  return hold === undefined || now >= hold.until ? null : hold.rule;
}
