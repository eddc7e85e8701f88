/** The commits that change the intent: accepted, refused by proxies, restored. */

import { acceptIntent } from '../live/events.ts';
import { newlyRefused, refuse } from '../live/refusal.ts';
import type { LiveState } from '../live/state.ts';
import { type Complaint, complaint, doubt } from './fault.ts';
import { joined } from './lowered.ts';
import { differenceOf, sameButBudgets } from './states.ts';
import { momentsOf } from './times.ts';
import type { Step, Version } from './version.ts';

/** The next intent: it follows on main, or a person took it, and its walks begin as they must. */
export async function acceptedComplaints(step: Step): Promise<readonly Complaint[]> {
  const { before, after, said, tools } = step;
  const [from, to] = [before.intent.intent, after.intent.intent];
  if (from.oid === to.oid) return [complaint('intent', 'it accepts what was accepted before')];
  const complaints: Complaint[] = [];
  const isForward = said.by !== null || (await tools.ancestry(from.oid, to.oid)) !== 'no';
  if (!isForward) {
    const message = `${short(to.oid)} does not follow ${short(from.oid)} on main, and nobody said to take it`;
    complaints.push(complaint('intent', message, 'a commit that descends from it'));
  }
  const outcomes = momentsOf(step).map((now) =>
    acceptIntent({ state: before.state, from, to, fast: after.intent.fast, now }),
  );
  // A person's word keeps what proxies turned down, for whoever serves them to compare.
  const kept = said.by === null ? [] : [{ refused: before.state.refused }];
  const states = outcomes.flatMap((outcome) =>
    outcome.kind === 'accepted' ? [outcome.state, ...kept.map((more) => ({ ...outcome.state, ...more }))] : [],
  );
  if (states.some((state) => sameButBudgets(state, after.state))) return complaints;
  const [first] = outcomes;
  const expected =
    first === undefined
      ? ''
      : 'findings' in first
        ? denialText(first.findings)
        : differenceOf(after.state, first.state);
  return [...complaints, complaint('step', `its state is not what accepting ${short(to.oid)} makes`, expected)];
}

/** Back to what was live before the intent that proxies turned down, with what was lowered since. */
export function refusedComplaints(step: Step): readonly Complaint[] {
  const { before, after, past } = step;
  const known = past.beforeAccepted.find(({ intent }) => intent === before.intent.intent.oid)?.before;
  if (known === undefined)
    return [doubt('step', 'it goes back to before an acceptance that is not among these commits')];
  if (after.intent.intent.oid !== known.intent.intent.oid) {
    const message = `it goes back to ${short(after.intent.intent.oid)}`;
    return [complaint('intent', message, `${short(known.intent.intent.oid)}, which was accepted before`)];
  }
  const ofIntent = newlyRefused(before.state, after.state, before.intent.intent.oid);
  if (ofIntent.length === 0) return [complaint('step', 'it remembers nothing of what was refused')];
  const expected = refuse({
    before: { state: known.state, intent: known.intent.intent },
    current: { state: before.state, intent: before.intent.intent },
    refused: ofIntent,
  });
  if (sameButBudgets(expected, after.state)) return [];
  return [complaint('step', 'its state is not what going back makes', differenceOf(after.state, expected))];
}

/** What was live comes back on top of what Sluice did not write, or is written anew. */
export async function restoredComplaints(step: Step): Promise<readonly Complaint[]> {
  const { before, after, past } = step;
  const good = await restoredVersion(step);
  if (good === null) {
    const message = 'what it restores was not live on this branch';
    return [past.isOnDamage ? doubt('step', message) : complaint('step', message)];
  }
  if (past.isOnDamage || (good.oid === before.oid && after.isSigned)) return [];
  if (good.oid === before.oid) {
    return [complaint('step', 'there is nothing that it restores, and no signature that it was made for')];
  }
  return [complaint('step', `it goes back to ${short(good.oid)} over a commit that needs no restoring`)];
}

/** The version whose state it puts back, with lowerings laid over it; null where there is none. */
export async function restoredVersion({ after, before, past, tools }: Step): Promise<Version | null> {
  for (const version of [before, ...past.good]) {
    if (version.intent.intent.oid !== after.intent.intent.oid) continue;
    const expected: LiveState = await joined(version, version.state, after.state, tools);
    if (sameButBudgets(expected, after.state)) return version;
  }
  return null;
}

function denialText(findings: readonly { readonly message: string }[]): string {
  return `a denial: ${findings[0]?.message ?? ''}`;
}

function short(oid: string): string {
  return oid.slice(0, 12);
}
