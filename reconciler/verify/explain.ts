/** Whether a live commit's step follows from the one before, by the functions that make such steps. */

import { stepsBetween } from '../live/live-step.ts';
import { emptyState } from '../live/state.ts';
import { changesIntent, type LiveEvent, liveMessage } from '../live/trailers.ts';
import type { LiveState } from '../live/state.ts';
import { reasonComplaints } from './authorship.ts';
import { evidenceComplaints } from './said-evidence.ts';
import { budgetComplaints } from './spent.ts';
import { type Complaint, complaint } from './fault.ts';
import { acceptedComplaints, refusedComplaints, restoredComplaints, restoredVersion } from './intents.ts';
import { loweredComplaints } from './lowered.ts';
import { type Said, shortTarget } from './said.ts';
import { sameButBudgets } from './states.ts';
import { skewMs, type Step, type Version } from './version.ts';
import { walkedComplaints } from './walked.ts';
import { wordComplaints } from './words.ts';

/** All that is wrong with a step, its message and its time. */
export async function stepComplaints(step: Step, message: string): Promise<readonly Complaint[]> {
  const told = await toldBefore(step);
  return [
    ...timeComplaints(step),
    ...intentComplaints(step),
    ...(await explanations[step.said.event](step)),
    ...budgetComplaints({ before: { ...step.before, state: told }, after: step.after }),
    ...reasonComplaints(step),
    ...evidenceComplaints(step),
    ...messageComplaints(message, step.said, step.after, told),
  ];
}

/** What is wrong with a commit that begins the branch. */
export function adoptionComplaints(after: Version, said: Said, message: string): readonly Complaint[] {
  const complaints: Complaint[] = [];
  if (said.event !== 'adopt') complaints.push(complaint('parents', 'it stands on no live commit, and adopts nothing'));
  if (!sameButBudgets(after.state, emptyState)) {
    complaints.push(complaint('step', 'an adoption takes main as it is, and this one has a state of its own'));
  }
  if (said.reason !== null) complaints.push(complaint('message', 'an adoption has no reason to give'));
  return [...complaints, ...messageComplaints(message, said, after, emptyState)];
}

type Explain = (step: Step) => Promise<readonly Complaint[]> | readonly Complaint[];

const explanations: Readonly<Record<LiveEvent, Explain>> = {
  adopt: () => [complaint('parents', 'it says that it adopts main, which is done once, at the beginning')],
  accept: acceptedComplaints,
  raise: walkedComplaints,
  promote: walkedComplaints,
  hold: walkedComplaints,
  release: walkedComplaints,
  sync: walkedComplaints,
  lower: loweredComplaints,
  join: loweredComplaints,
  refuse: refusedComplaints,
  restore: restoredComplaints,
  retry: (step) => wordComplaints(step, 'retry'),
  abort: (step) => wordComplaints(step, 'abort'),
  pause: (step) => wordComplaints(step, 'pause'),
  resume: (step) => wordComplaints(step, 'resume'),
  skip: (step) => wordComplaints(step, 'skip'),
  'promote-now': (step) => wordComplaints(step, 'promote-now'),
  freeze: (step) => wordComplaints(step, 'freeze'),
  unfreeze: (step) => wordComplaints(step, 'unfreeze'),
};

function timeComplaints({ before, after }: Step): readonly Complaint[] {
  if (after.at >= before.at - skewMs) return [];
  const message = `it is of ${new Date(after.at).toISOString()}`;
  return [complaint('time', message, `not before ${new Date(before.at).toISOString()}, when the one before was made`)];
}

/** Only three events may change the intent, and each says to which. */
function intentComplaints({ before, after, said: { event } }: Step): readonly Complaint[] {
  const [was, is] = [before.intent.intent.oid, after.intent.intent.oid];
  if (was === is || event === 'accept' || event === 'refuse' || event === 'restore') return [];
  return [complaint('intent', `it goes from the intent ${was} to ${is}, and says nothing of it`, was)];
}

/** What the message counts from: a restoration speaks of what it puts back. */
async function toldBefore(step: Step): Promise<LiveState> {
  if (step.said.event !== 'restore') return step.before.state;
  return (await restoredVersion(step))?.state ?? step.before.state;
}

/** The message is made again from what the commit does and from the words that only it has. */
function messageComplaints(message: string, said: Said, after: Version, before: LiveState): readonly Complaint[] {
  const targets = new Map(
    [...before.targets, ...after.state.targets].map(({ target }) => [shortTarget(target), target]),
  );
  const { event, reason, by } = said;
  const expected = liveMessage({
    event,
    intent: after.intent.intent.oid,
    steps: stepsBetween({
      before,
      after: after.state,
      mesh: after.intent.intent.mesh,
      isNewIntent: changesIntent(event),
    }),
    ...(reason === null ? {} : { reason }),
    evidence: new Map([...said.evidence].map(([name, record]) => [targets.get(name) ?? `/${name}`, record])),
    ...(by === null ? {} : { by }),
  });
  const unknown = [...said.evidence.keys()].find((name) => !targets.has(name));
  if (unknown !== undefined) return [complaint('message', `it has evidence of ${unknown}, which walks nowhere`)];
  if (message === expected) return [];
  const [is, ought] = firstDifference(message.split('\n'), expected.split('\n'));
  return [complaint('message', `its message says ${JSON.stringify(is)}`, JSON.stringify(ought))];
}

function firstDifference(is: readonly string[], ought: readonly string[]): readonly [string, string] {
  const at = Array.from({ length: Math.max(is.length, ought.length) }, (_, index) => index).find(
    (index) => is[index] !== ought[index],
  );
  const shown = (lines: readonly string[]): string => (lines[at ?? 0] ?? 'nothing more').slice(0, 200);
  return [shown(is), shown(ought)];
}
