/** One step of the walks that are ready for one: raise, promote, hold, go on. Each batch is one commit. */

import { expireSettled } from '../live/walk.ts';
import type { LiveEvent } from '../live/trailers.ts';
import type { LiveState } from '../live/state.ts';
import type { Advance } from './outcome.ts';
import { writeLive } from './commit.ts';
import type { Memory } from './memory.ts';
import type { Oid, Ports } from './ports.ts';
import { publish } from './publish.ts';
import { holdsRaises } from './raise-door.ts';
import { isLedgerDue, withLedger } from './budgets.ts';
import { isStillSo, listedFresh, movedBy, wantsUp, weightOf } from './still-so.ts';
import { sameState } from './state-equality.ts';
import { evidenceTrailers } from './evidence-text.ts';
import { applied } from '../rollout/applied.ts';
import type { Decision } from '../rollout/decide.ts';

/** The remote was listed in this very pass, so what is raised here is raised on the newest of both branches. */
export async function stepWalks(memory: Memory, ports: Ports, signal: AbortSignal): Promise<Advance> {
  const head = memory.head;
  if (head === null || memory.decidedFor !== head) return head === null ? 'wait' : 'again';
  const now = ports.clock.now();
  const decisions = memory.decisions;
  if (wantsUp(decisions) && !listedFresh(memory, ports)) return 'retry';
  // Before anything is waited for: the record is of what was decided on.
  const evidence = evidenceTrailers(memory, movedBy(decisions));
  if (await holdsRaises(memory, ports, head, decisions, signal)) {
    // What the rules hold is decided anew, as a wait, with the next tick.
    memory.decidedFor = null;
    return 'again';
  }
  if (!(await isStillSo(memory, ports, { head, decisions }, signal))) return 'again';
  const stepped = allApplied(head.state, decisions, now);
  if (sameState(stepped, head.state) && !isLedgerDue(memory, now)) return 'wait';
  const state = withLedger(memory, head, stepped, now);
  const event = eventOf([...decisions.values()]);
  const next = await writeLive(
    { event, parent: head.oid, intent: head.intent, state, before: head.state, evidence },
    ports,
  );
  if (memory.head !== head) return 'again';
  const published = await publish(memory, ports, next, head.oid, signal);
  if (published !== 'pushed') return published === 'failed' ? 'retry' : 'again';
  memory.ledgerAt = now;
  logSteps(ports, head.state, decisions, next.oid);
  return 'again';
}

function allApplied(before: LiveState, decisions: ReadonlyMap<string, Decision>, now: number): LiveState {
  let state = expireSettled(before, now);
  for (const entry of before.targets) {
    const decision = decisions.get(entry.target);
    if (decision !== undefined) state = applied(state, entry, decision, now);
  }
  return state;
}

function logSteps(ports: Ports, state: LiveState, decisions: ReadonlyMap<string, Decision>, commit: Oid): void {
  for (const { target } of state.targets) {
    const decision = decisions.get(target);
    if (decision === undefined || decision.kind === 'wait') continue;
    ports.log(`rollout.${decision.kind}`, { commit, target, reason: decision.reason, weight: weightOf(decision) });
  }
}

/** The commit's verb: of several things that happen at once, the one that matters most. */
function eventOf(decisions: readonly Decision[]): LiveEvent {
  const kinds = new Set(decisions.map((decision) => decision.kind));
  if (kinds.has('raise')) return 'raise';
  if (kinds.has('promote')) return 'promote';
  if (kinds.has('hold')) return 'hold';
  return kinds.has('resume') ? 'release' : 'sync';
}
