/** Who a commit is by, and the words that it gives: each is compared with the other place where it stands. */

import { type LiveEvent, ownName } from '../live/trailers.ts';
import { newlyRefused, refusalText } from '../live/refusal.ts';
import { type Complaint, complaint } from './fault.ts';
import type { Said } from './said.ts';
import type { Step } from './version.ts';

/** What the machine does by itself, and no person can ask for. */
const unasked: ReadonlySet<LiveEvent> = new Set([
  'adopt',
  'raise',
  'promote',
  'hold',
  'release',
  'sync',
  'lower',
  'join',
  'refuse',
]);

/** A commit's author is whoever asked for it, and Sluice where nobody did. */
export function authorComplaints({ event, by }: Said, author: string): readonly Complaint[] {
  if (by !== null && unasked.has(event)) {
    return [complaint('message', `it says that ${by} asked for it, and nobody can`, 'no Sluice-By')];
  }
  if (author === (by ?? ownName)) return [];
  return by === null
    ? [complaint('message', `its author is ${author}, and it names nobody who asked for it`, `Sluice-By: ${author}`)]
    : [complaint('message', `it says that ${by} asked for it, and its author is ${author}`, `Sluice-By: ${author}`)];
}

type Told = Pick<Step, 'before' | 'after' | 'said'>;

/** The reason stands in the state, or there is none; what a person gave for other words stands nowhere else. */
export function reasonComplaints(step: Told): readonly Complaint[] {
  return reasons[step.said.event](step);
}

const none = ({ said }: Told): readonly Complaint[] => differs(said.reason, null);
const anyone = (): readonly Complaint[] => [];

const reasons: Readonly<Record<LiveEvent, (step: Told) => readonly Complaint[]>> = {
  freeze: ({ after, said }) => differs(said.reason, after.state.frozen?.reason ?? null),
  refuse: ({ before, after, said }) =>
    differs(said.reason, refusalText(newlyRefused(before.state, after.state, before.intent.intent.oid))),
  restore: ({ said: { reason, by } }) =>
    reason === null && by === null ? [complaint('message', 'it does not say why', 'Sluice-Reason')] : [],
  accept: (step) => (step.said.by === null ? none(step) : []),
  adopt: none,
  raise: none,
  promote: none,
  hold: none,
  release: none,
  sync: none,
  lower: none,
  join: none,
  retry: anyone,
  abort: anyone,
  pause: anyone,
  resume: anyone,
  skip: anyone,
  'promote-now': anyone,
  unfreeze: anyone,
};

function differs(is: string | null, ought: string | null): readonly Complaint[] {
  if (is === ought) return [];
  return [complaint('message', `it says ${worded(is)}`, worded(ought))];
}

function worded(reason: string | null): string {
  return reason === null ? 'no reason' : `Sluice-Reason: ${reason.slice(0, 200)}`;
}
