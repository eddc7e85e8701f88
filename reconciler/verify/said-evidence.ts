/** Evidence that a message has no use for: it would be read as what a step rests on. */

import { entryOf } from '../live/entries.ts';
import type { LiveEvent } from '../live/trailers.ts';
import { type Complaint, complaint } from './fault.ts';
import { recordComplaints } from './rethink.ts';
import { shortTarget } from './said.ts';
import { changedTargets } from './states.ts';
import type { Step } from './version.ts';

const walked: ReadonlySet<LiveEvent> = new Set(['raise', 'promote', 'hold', 'release', 'sync']);
const lowered: ReadonlySet<LiveEvent> = new Set(['lower', 'join']);

export function evidenceComplaints(step: Step): readonly Complaint[] {
  const { before, after, said } = step;
  if (said.evidence.size === 0) return [];
  const changed = new Set(changedTargets(before.state, after.state));
  const targets = new Set([...before.state.targets, ...after.state.targets].map(({ target }) => target));
  return [...targets].flatMap((target) => {
    const name = shortTarget(target);
    if (!said.evidence.has(name)) return [];
    const [was, is] = [entryOf(before.state, target), entryOf(after.state, target)];
    const isMoved = was !== undefined && changed.has(target) && walked.has(said.event);
    // What was lowered before may be told of once more, and what was promoted meanwhile comes back so.
    const isLow = lowered.has(said.event) && is?.s === 0 && is.phase !== 'Progressing';
    if (!isMoved && !isLow) return [complaint('evidence', `it has evidence of ${name}, and does nothing by it`)];
    if (was === undefined) return [];
    if (step.past.neverRaised.has(target)) {
      return [complaint('evidence', `it has evidence of ${name}, whose attempt never had a request`)];
    }
    return changed.has(target) ? [] : recordComplaints(step, was);
  });
}
