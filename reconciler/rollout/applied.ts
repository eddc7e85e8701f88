/** What a decision makes of the live state. */

import { sFor, whole } from '../live/shares.ts';
import type { Entry, LiveState } from '../live/state.ts';
import { hold, promote, raise, release } from '../live/walk.ts';
import { waitsForOthers, type Decision } from './decide.ts';

/** The state after it, at `now` in ms since the epoch; a lowering is another matter, and waits for nothing. */
export function applied(state: LiveState, entry: Entry, decision: Decision, now: number): LiveState {
  const { target } = entry;
  switch (decision.kind) {
    case 'wait':
    case 'lower':
      return state;
    case 'raise':
      return raise(state, target, sFor(entry, decision.weight));
    case 'promote':
      // A last step so near to the end that rounding hides the rest: the end itself comes first.
      return entry.s === whole ? promote(state, target, now) : raise(state, target, whole);
    case 'hold':
      return hold(state, target, decision.reason);
    case 'resume':
      return release(state, target, waitsForOthers(decision.reason) ? now : entry.since);
  }
}
