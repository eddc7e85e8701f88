/** What a commit of the walks themselves is called: by the gravest thing that it does. */

import { entryOf } from '../live/entries.ts';
import { weightAt, whole } from '../live/shares.ts';
import type { Entry } from '../live/state.ts';
import type { LiveEvent } from '../live/trailers.ts';
import { type Complaint, complaint } from './fault.ts';
import { changedTargets } from './states.ts';
import type { Step } from './version.ts';

/** The gravest first. */
const order = ['raise', 'promote', 'hold', 'release'] as const;

export function eventComplaints({ before, after, said }: Step): readonly Complaint[] {
  const done = changedTargets(before.state, after.state).flatMap((target) => {
    const was = entryOf(before.state, target);
    return was === undefined ? [] : [doneTo(was, entryOf(after.state, target))];
  });
  const names: readonly LiveEvent[] = done.length === 0 ? ['sync', 'hold'] : namesOf(done);
  if (names.includes(said.event)) return [];
  return [complaint('message', `it calls itself ${said.event}, and is none`, names[0])];
}

/** `end` is a raise over the last bit that rounding hides, which a promotion may bring. */
type Done = (typeof order)[number] | 'end';

function doneTo(was: Entry, is: Entry | undefined): Done {
  if (is === undefined) return 'promote';
  if (is.s > was.s) return is.s === whole && weightAt(was, was.s) >= weightAt(is, whole) - 20 ? 'end' : 'raise';
  return is.phase === 'Held' ? 'hold' : 'release';
}

function namesOf(done: readonly Done[]): readonly LiveEvent[] {
  const sure = order.filter((each) => done.includes(each));
  const [gravest] = sure;
  if (!done.includes('end')) return gravest === undefined ? [] : [gravest];
  return gravest === 'raise' ? ['raise'] : ['raise', 'promote'];
}
