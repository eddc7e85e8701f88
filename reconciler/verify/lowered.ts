/** Lowerings: what went home did so by what `join` makes of it, and for a reason. */

import { entryOf } from '../live/entries.ts';
import { join, type Lowering } from '../live/join.ts';
import type { LiveState } from '../live/state.ts';
import { type Complaint, complaint, doubt } from './fault.ts';
import { decisionText, rethink } from './rethink.ts';
import { shortTarget } from './said.ts';
import { changedTargets, differenceOf, sameButBudgets } from './states.ts';
import type { Step, Tools, Version } from './version.ts';

/** Reasons whose cause is not kept in the branch: a revert on main, what proxies ran, what they turned down. */
const elsewhere: ReadonlySet<string> = new Set(['revert-denied', 'lower-in-fleet', 'refused-by-proxies']);

export async function loweredComplaints(step: Step): Promise<readonly Complaint[]> {
  const { before, after, tools } = step;
  const targets = changedTargets(before.state, after.state);
  if (targets.length === 0) return [complaint('step', 'it says that it lowers something, and lowers nothing')];
  const odd = targets.find((target) => loweringOf(after.state, target) === null);
  if (odd !== undefined) {
    return [complaint('step', `it says that it lowers, and ${shortTarget(odd)} is not lowered by it`, '0 %')];
  }
  const expected = await joined(before, before.state, after.state, tools);
  if (!sameButBudgets(expected, after.state)) {
    return [complaint('step', 'its state does not follow from the one before', differenceOf(after.state, expected))];
  }
  return targets.flatMap((target) => causeComplaints(step, target));
}

/** A state with the lowerings of another one laid over it; only what differs is a lowering. */
export async function joined(
  version: Pick<Version, 'intent'>,
  before: LiveState,
  after: LiveState,
  tools: Tools,
): Promise<LiveState> {
  let state = before;
  for (const target of changedTargets(before, after)) {
    const low = loweringOf(after, target);
    if (low === null) continue;
    const isLater = await laterOf(before, low, tools);
    state = join({ state, intent: version.intent.intent }, low, isLater);
  }
  return state;
}

function loweringOf(state: LiveState, target: string): Lowering | null {
  const entry = entryOf(state, target);
  return entry === undefined || entry.phase === 'Progressing' || entry.s > 0 ? null : { ...entry, kind: 's' };
}

/** `join` asks one question about two intents at most. */
async function laterOf(state: LiveState, low: Lowering, tools: Tools): Promise<(a: string, b: string) => boolean> {
  const known = entryOf(state, low.target) ?? state.settled.find((each) => each.target === low.target);
  const theirs = known?.attempt.intent;
  const ours = low.attempt.intent;
  if (theirs === undefined || theirs === ours) return () => false;
  const oursIsLater = (await tools.ancestry(theirs, ours)) === 'yes';
  return (a, b) => (a === ours && b === theirs ? oursIsLater : a === theirs && b === ours ? !oursIsLater : false);
}

function causeComplaints(step: Step, target: string): readonly Complaint[] {
  const is = entryOf(step.after.state, target);
  const was = entryOf(step.before.state, target);
  if (is === undefined || elsewhere.has(is.reason)) return [];
  const name = shortTarget(target);
  // It was promoted meanwhile, or a lowering that was made under another head came in.
  if (was === undefined)
    return [doubt('evidence', `${name} was lowered (${is.reason}) after its end, and the evidence was of before`)];
  const { decision, hasRecord, complaints } = rethink(step, was);
  if (complaints.length > 0) return complaints;
  if (decision.kind === 'lower' && decision.reason === is.reason) return [];
  const message = `${name} was lowered for ${is.reason}, and`;
  if (!hasRecord) return [doubt('evidence', `${message} no evidence is kept of it`)];
  return [complaint('evidence', `${message} its evidence does not say so`, decisionText(decision))];
}
