/** One walk's step, decided again: from its entry, its Rollout, and the record of evidence that the commit carries. */

import { effectiveSince } from '../live/control.ts';
import { targetsOf } from '../live/intent.ts';
import { weightAt, whole } from '../live/shares.ts';
import type { Entry } from '../live/state.ts';
import { decide, type Decision, type WalkView } from '../rollout/decide.ts';
import { nothingKnown, type Verdict } from '../rollout/verdict.ts';
import { type Complaint, complaint } from './fault.ts';
import { shortTarget } from './said.ts';
import { cutMs, skewMs, type Step } from './version.ts';

export interface Rethought {
  readonly decision: Decision;
  /** The commit carries evidence of this walk. */
  readonly hasRecord: boolean;
  readonly complaints: readonly Complaint[];
}

/** What `decide` says of a walk, by what the commit says was known. */
export function rethink(step: Step, entry: Entry): Rethought {
  const { before, after } = step;
  const known = knowledgeOf(step, entry);
  const view: WalkView = {
    phase: entry.phase,
    heldReason: entry.reason,
    rollout: targetsOf(before.intent.intent.mesh).get(entry.target)?.rollout ?? null,
    s: entry.s,
    u: weightAt(entry, entry.s),
    final: weightAt(entry, whole),
    sinceMs: effectiveSince(before.state, entry, after.at),
    heldMs: known.heldMs,
    verdict: known.verdict,
    acked: true,
    proxySilent: false,
    fleetSeen: true,
    startedAgoMs: Infinity,
    pushed: true,
    listedFresh: true,
    skipSteps: entry.skipSteps === true,
    frozen: before.state.frozen !== null,
    blockedBy: null,
  };
  return { decision: decide(view, after.at + cutMs), hasRecord: known.hasRecord, complaints: known.complaints };
}

/** What is wrong with the record that the commit has of a walk, by itself. */
export function recordComplaints(step: Step, entry: Entry): readonly Complaint[] {
  return knowledgeOf(step, entry).complaints;
}

interface Knowledge {
  readonly verdict: Verdict;
  readonly heldMs: number;
  readonly hasRecord: boolean;
  readonly complaints: readonly Complaint[];
}

function knowledgeOf({ before, after, said, past, tools }: Step, entry: Entry): Knowledge {
  const name = shortTarget(entry.target);
  const passedMs = after.at - (past.weightSince.get(entry.target) ?? -Infinity) + cutMs + skewMs;
  const record = said.evidence.get(name);
  const rollout = targetsOf(before.intent.intent.mesh).get(entry.target)?.rollout ?? null;
  if (record === undefined || rollout === null) {
    return { verdict: nothingKnown, heldMs: passedMs, hasRecord: false, complaints: [] };
  }
  const replayed = tools.replay(rollout, record);
  if (replayed.kind === 'fault') {
    const complaints = [complaint('evidence', `its evidence of ${name} does not hold: ${replayed.reason}`)];
    return { verdict: nothingKnown, heldMs: 0, hasRecord: true, complaints };
  }
  const complaints: Complaint[] = [];
  const weight = weightAt(entry, entry.s);
  if (replayed.weight !== weight && entry.s > 0) {
    const message = `its evidence of ${name} is of ${replayed.weight / 10_000} %`;
    complaints.push(complaint('evidence', message, `${weight / 10_000} %, which it was at`));
  }
  if (replayed.heldMs > passedMs) {
    const message = `its evidence says that ${name} was held for ${replayed.heldMs} ms`;
    complaints.push(complaint('evidence', message, `at most ${Math.max(0, passedMs)} ms by the commits' times`));
  }
  return { verdict: replayed.verdict, heldMs: replayed.heldMs, hasRecord: true, complaints };
}

/** A decision in words. */
export function decisionText(decision: Decision): string {
  const weight = 'weight' in decision ? ` to ${decision.weight / 10_000} %` : '';
  return `${decision.kind}${weight} (${decision.reason})`;
}
