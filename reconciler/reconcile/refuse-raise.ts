/** Bytes that enter with a step up (an item had no weight before) and that every proxy turns down: the step goes back. */

import { liveMesh } from '../live/live-mesh.ts';
import { lowering } from '../live/join.ts';
import { lower } from '../live/walk.ts';
import { readHead, type Head } from './head.ts';
import { lowerNow } from './lower.ts';
import type { Memory } from './memory.ts';
import type { Nack, Ports } from './ports.ts';

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
  const raised = raisedBetween(before.head, head);
  const old = ports.xds.preview(liveMesh(before.head.intent.intent, before.head.state));
  if (raised.length === 0 || nacks.every(({ digest }) => old.has(digest))) return false;
  const lowerings = raised.map((target) => lowering(lower(head.state, target, 'refused-by-proxies'), target));
  await lowerNow(
    memory,
    ports,
    lowerings.filter((one) => one !== null),
  );
  return true;
}

function raisedBetween(before: Head, after: Head): readonly string[] {
  const earlier = new Map(before.state.targets.map((entry) => [entry.target, entry.s]));
  return after.state.targets
    .filter((entry) => entry.phase === 'Progressing' && entry.s > (earlier.get(entry.target) ?? 0))
    .map((entry) => entry.target);
}
