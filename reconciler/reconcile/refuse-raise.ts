/** Bytes that enter with a step up (an item had no weight before) and that every proxy turns down: the step goes back. */

import { liveMesh } from '../live/live-mesh.ts';
import { entryOf } from '../live/entries.ts';
import { lowering, type Lowering } from '../live/join.ts';
import { whole } from '../live/shares.ts';
import type { LiveState, Settled } from '../live/state.ts';
import { lower } from '../live/walk.ts';
import { readHead, type Head } from './head.ts';
import { lowerNow } from './lower.ts';
import type { Memory } from './memory.ts';
import type { Nack, Ports } from './ports.ts';

const reason = 'refused-by-proxies';

/** True when the head is a step up whose bytes nobody takes; the walks that it raised are taken back. */
export async function takeBackRaise(
  memory: Memory,
  ports: Ports,
  head: Head,
  nacks: readonly Nack[],
): Promise<boolean> {
  const [parent, intent] = (await ports.git.readCommit(head.oid)).parents;
  if (parent === undefined || intent === undefined) return false;
  const commit = await ports.git.readCommit(parent);
  if (commit.parents.at(-1) !== intent) return false;
  const before = await readHead(parent, ports.git, memory.readIntent);
  if (before.kind === 'damaged') return false;
  const lowerings = [...raisedBetween(before.head, head), ...promotedBetween(before.head, head)];
  const old = ports.xds.preview(liveMesh(before.head.intent.intent, before.head.state));
  if (lowerings.length === 0 || nacks.every(({ digest }) => old.has(digest))) return false;
  await lowerNow(memory, ports, lowerings);
  return true;
}

function raisedBetween(before: Head, after: Head): readonly Lowering[] {
  const earlier = new Map(before.state.targets.map((entry) => [entry.target, entry.s]));
  return after.state.targets
    .filter((entry) => entry.phase === 'Progressing' && entry.s > (earlier.get(entry.target) ?? 0))
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
