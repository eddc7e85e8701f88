/** What persons say: each word's function is called again with what the commit shows. */

import { freeze, pause, promoteNow, resume, skipSteps, unfreeze } from '../live/control.ts';
import { entryOf } from '../live/entries.ts';
import { troubleWithEnd } from '../live/resolve.ts';
import type { LiveState } from '../live/state.ts';
import type { LiveEvent } from '../live/trailers.ts';
import { lower, retry } from '../live/walk.ts';
import { type Complaint, complaint } from './fault.ts';
import { changedTargets, differenceOf, sameButBudgets } from './states.ts';
import { isTimely } from './times.ts';
import type { Step } from './version.ts';

export type Word = Extract<
  LiveEvent,
  'retry' | 'abort' | 'pause' | 'resume' | 'skip' | 'promote-now' | 'freeze' | 'unfreeze'
>;

export function wordComplaints(step: Step, word: Word): readonly Complaint[] {
  const { before, after, said } = step;
  const complaints: Complaint[] = [];
  if (said.by === null) complaints.push(complaint('message', 'it does not say who said so', 'Sluice-By'));
  const targets = changedTargets(before.state, after.state);
  const ofAll = word === 'freeze' || word === 'unfreeze';
  const [target] = targets;
  if (!ofAll && (target === undefined || targets.length > 1)) {
    return [...complaints, complaint('step', `a word is about one walk, and this is about ${targets.length}`)];
  }
  const { state, now } = spoken(step, word, target ?? '');
  if (now !== null && !isTimely(now, after.at)) {
    complaints.push(complaint('step', `its state says ${new Date(now).toISOString()}, and the commit another time`));
  }
  const trouble = word === 'promote-now' ? troubleWithEnd(before.intent.intent, before.state, target ?? '') : null;
  if (trouble !== null) complaints.push(complaint('step', `it promotes what can't be promoted: ${trouble}`));
  if (sameButBudgets(state, before.state)) complaints.push(complaint('step', 'there was nothing to say this of'));
  else if (!sameButBudgets(state, after.state)) {
    complaints.push(complaint('step', 'its state does not follow from the word', differenceOf(after.state, state)));
  }
  return complaints;
}

interface Spoken {
  readonly state: LiveState;
  /** The moment that the new state names; null where it names none. */
  readonly now: number | null;
}

function spoken({ before, after }: Step, word: Word, target: string): Spoken {
  const { state, intent } = before;
  const began = entryOf(after.state, target)?.since ?? after.at;
  switch (word) {
    case 'retry':
      return { state: retry(state, intent.intent, target, began), now: began };
    case 'abort':
      return { state: lower(state, target, 'aborted'), now: null };
    case 'pause':
      return { state: pause(state, target), now: null };
    case 'resume':
      return { state: resume(state, intent.intent, target, began), now: began };
    case 'skip':
      return { state: skipSteps(state, target), now: null };
    case 'promote-now': {
      const ended = after.state.settled.find((each) => each.target === target)?.at ?? after.at;
      return { state: promoteNow(state, target, ended), now: ended };
    }
    case 'freeze':
      return after.state.frozen === null
        ? { state, now: null }
        : { state: freeze(state, after.state.frozen), now: after.state.frozen.since };
    case 'unfreeze': {
      const thawed = thawedAt(state, after.state);
      return { state: unfreeze(state, thawed ?? after.at), now: thawed };
    }
  }
}

/** Each deadline was put off by the time that the freeze took: so the walks tell when it ended. */
function thawedAt(before: LiveState, after: LiveState): number | null {
  const { frozen } = before;
  const was = before.targets.find(({ phase }) => phase !== 'Rejected');
  const is = was === undefined ? undefined : entryOf(after, was.target);
  if (frozen === null || was === undefined || is === undefined) return null;
  return is.since - was.since + Math.max(frozen.since, was.since);
}
