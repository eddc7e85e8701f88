/** What happens between passes, without the remote: count, judge, and take back what is bad. */

import { lower } from '../live/walk.ts';
import { lowering, type Lowering } from '../live/join.ts';
import { lowerNow } from './lower.ts';
import type { Memory } from './memory.ts';
import type { Ports } from './ports.ts';
import { readBack } from './read-back.ts';
import { observeWalks } from './observe.ts';
import { decideWalks } from './walks.ts';

/** Cheap enough for every flush of every proxy. */
export async function tick(memory: Memory, ports: Ports): Promise<void> {
  const readings = ports.samples.take();
  if (ports.xds.proxies().length > 0) memory.proxySeen = true;
  await readBack(memory, ports);
  observeWalks(memory, ports, readings);
  const head = memory.head;
  memory.decisions = decideWalks(memory, ports);
  memory.decidedFor = head;
  if (head === null) return;
  const lowerings: Lowering[] = [];
  for (const entry of head.state.targets) {
    const decision = memory.decisions.get(entry.target);
    if (decision?.kind !== 'lower') continue;
    const lowered = lowering(lower(head.state, entry.target, decision.reason), entry.target);
    if (lowered !== null) lowerings.push(lowered);
  }
  await lowerNow(memory, ports, lowerings);
}
