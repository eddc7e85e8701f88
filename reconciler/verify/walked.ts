/** The steps of walks: raise, promote, hold, go on. Each target of the commit is decided again by itself. */

import { targetsOf } from '../live/intent.ts';
import { entryOf } from '../live/entries.ts';
import type { Entry, LiveState } from '../live/state.ts';
import { expireSettled, hold, release, lasts } from '../live/walk.ts';
import { type Complaint, complaint } from './fault.ts';
import { applied } from '../rollout/applied.ts';
import { waitsForOthers } from '../rollout/decide.ts';
import { decisionText, recordComplaints, rethink } from './rethink.ts';
import { shortTarget } from './said.ts';
import { changedTargets, differenceOf, entryText, sameButBudgets, sameEntry } from './states.ts';
import { momentsOf } from './times.ts';
import { cutMs, skewMs, type Step } from './version.ts';
import { eventComplaints } from './walk-event.ts';

/** What is wrong with a commit that the walks themselves made. */
export function walkedComplaints(step: Step): readonly Complaint[] {
  const { before, after } = step;
  const complaints: Complaint[] = [...eventComplaints(step)];
  const changes: ((state: LiveState, now: number) => LiveState)[] = [];
  for (const target of changedTargets(before.state, after.state)) {
    const entry = entryOf(before.state, target);
    if (entry === undefined) {
      complaints.push(complaint('step', `${shortTarget(target)} begins to walk without a new intent`));
      continue;
    }
    const found = changeOf(step, entry);
    complaints.push(...found.complaints);
    if (found.change !== null) changes.push(found.change);
  }
  if (complaints.length > 0) return complaints;
  // Nothing moved: then something expired, or was counted.
  const states = momentsOf(step).map((now) =>
    changes.reduce((state, change) => change(state, now), expireSettled(before.state, now)),
  );
  const [likeliest] = states;
  if (likeliest === undefined || states.some((state) => sameButBudgets(state, after.state))) return [];
  return [complaint('step', 'its state does not follow from the one before', differenceOf(after.state, likeliest))];
}

interface Change {
  readonly complaints: readonly Complaint[];
  readonly change: ((state: LiveState, now: number) => LiveState) | null;
}

function changeOf(step: Step, entry: Entry): Change {
  const is = entryOf(step.after.state, entry.target);
  const quiet = quietChange(step, entry, is);
  if (quiet !== null) return { complaints: recordComplaints(step, entry), change: quiet };
  const { decision, complaints } = rethink(step, entry);
  if (complaints.length > 0) return { complaints, change: null };
  const change = (state: LiveState, now: number): LiveState => applied(state, entry, decision, now);
  if (isOutcome(step, change, entry, is)) return { complaints: [], change };
  const name = shortTarget(entry.target);
  const message = `${name} was ${entryText(entry)} and is ${entryText(is)}, which its evidence does not say`;
  return { complaints: [complaint('step', message, decisionText(decision))], change: null };
}

function isOutcome(step: Step, change: NonNullable<Change['change']>, entry: Entry, is: Entry | undefined): boolean {
  const state = change(step.before.state, step.after.at);
  return sameEntry(entryOf(state, entry.target), is);
}

/** Silences come and go, and raise nothing: such a hold, and its end, needs no evidence. */
function quietChange(step: Step, entry: Entry, is: Entry | undefined): Change['change'] {
  if (is === undefined) return null;
  const { target } = entry;
  const rollout = targetsOf(step.before.intent.intent.mesh).get(target)?.rollout ?? null;
  const walks = rollout !== null && !rollout.suspend;
  if (is.phase === 'Held' && !lasts(is.reason) && (is.reason === 'no-walk') === !walks) {
    const change = (state: LiveState): LiveState => hold(state, target, is.reason);
    return isOutcome(step, change, entry, is) ? change : null;
  }
  if (is.phase !== 'Progressing' || !walks) return null;
  const isNow = is.since >= entry.since && is.since <= step.after.at + cutMs + skewMs;
  const since = waitsForOthers(entry.reason) && isNow ? is.since : entry.since;
  const change = (state: LiveState): LiveState => release(state, target, since);
  return isOutcome(step, change, entry, is) ? change : null;
}
