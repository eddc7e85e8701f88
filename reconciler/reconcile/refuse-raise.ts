/** Bytes that enter with a step up (an item had no weight before) and that every proxy turns down: the step goes back. */

import { entryOf } from '../live/entries.ts';
import { lowering, type Lowering } from '../live/join.ts';
import { whole } from '../live/shares.ts';
import type { LiveState, Settled } from '../live/state.ts';
import { lower } from '../live/walk.ts';
import { broughtBy } from './brought.ts';
import { readHead, type Head } from './head.ts';
import { lowerNow } from './lower.ts';
import type { Memory } from './memory.ts';
import type { Commit, Nack, Ports } from './ports.ts';

const reason = 'refused-by-proxies';
/** So many live commits are looked at for a step up. While proxies turn something down nothing but holds and words comes on top. */
const mostCommits = 16;

/** True when nobody takes the bytes of the last step up; the walks that it raised are taken back. `since`: newest first. */
export async function takeBackRaise(
  memory: Memory,
  ports: Ports,
  { head, since, nacks }: { readonly head: Head; readonly since: readonly Commit[]; readonly nacks: readonly Nack[] },
): Promise<boolean> {
  let after = head;
  for (const [index, { oid }] of since.slice(0, mostCommits).entries()) {
    const reading = oid === head.oid ? null : await readHead(oid, ports.git, memory.readIntent);
    if (reading?.kind !== 'good') continue;
    const before = reading.head;
    const lowerings = [...raisedBetween(before, head), ...promotedBetween(before, head)];
    if (lowerings.length > 0) {
      if (broughtBy({ before, after, since: since.slice(0, index) }, nacks, ports).length === 0) return false;
      await lowerNow(memory, ports, lowerings);
      return true;
    }
    after = before;
  }
  return false;
}

function raisedBetween(before: Head, after: Head): readonly Lowering[] {
  const earlier = new Map(before.state.targets.map((entry) => [entry.target, entry.s]));
  return after.state.targets
    .filter((entry) => entry.s > (earlier.get(entry.target) ?? 0))
    .flatMap(({ target }) => lowering(lower(after.state, target, reason), target) ?? []);
}

/** What a person promoted at once has no entry any more: it is made again, as the try that was promoted. */
function promotedBetween(before: Head, after: Head): readonly Lowering[] {
  return before.state.targets
    .filter(({ s }) => s < whole)
    .flatMap(({ target }) => {
      const promoted = entryOf(after.state, target) === undefined ? settledOf(after.state, target) : undefined;
      const isNew = promoted !== undefined && promoted.at !== settledOf(before.state, target)?.at;
      const low = isNew ? lowering(lower(before.state, target, reason), target) : null;
      return promoted === undefined || low === null ? [] : [{ ...low, attempt: promoted.attempt }];
    });
}

function settledOf(state: LiveState, target: string): Settled | undefined {
  return state.settled.find((each) => each.target === target);
}
