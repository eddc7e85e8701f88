/** Whether what a step rests on is so still: rules may take seconds to judge it. */

import type { Decision } from '../rollout/decide.ts';
import type { Head } from './head.ts';
import type { Memory } from './memory.ts';
import type { Ports } from './ports.ts';

/** So old may the listing be that a raise rests on. */
const listingAgeMs = 1_000;

/** True when the head, both branches of the remote and the decisions are what they were when the step was begun. */
export async function isStillSo(
  memory: Memory,
  ports: Ports,
  { head, decisions }: { readonly head: Head; readonly decisions: ReadonlyMap<string, Decision> },
  signal: AbortSignal,
): Promise<boolean> {
  if (wantsUp(decisions) && !(await isStillListed(memory, ports, signal))) return false;
  return memory.head === head && isStillDecided(decisions, memory);
}

/** Targets that a batch of decisions does something to. */
export function movedBy(decisions: ReadonlyMap<string, Decision>): readonly string[] {
  return [...decisions].flatMap(([target, { kind }]) => (kind === 'wait' || kind === 'lower' ? [] : [target]));
}

/** Both branches may have moved since: a raise rests on what they are now. */
export function listedFresh({ listedAt }: Memory, { clock }: Ports): boolean {
  return listedAt !== null && clock.monotonic() - listedAt < listingAgeMs;
}

/** Whether both branches are where they were when this pass began; asked again where that is too long ago. */
async function isStillListed(memory: Memory, ports: Ports, signal: AbortSignal): Promise<boolean> {
  if (listedFresh(memory, ports)) return true;
  const askedAt = ports.clock.monotonic();
  const listing = await ports.git.list(signal);
  if (listing.kind === 'unreachable') return false;
  const { intent, live } = listing.heads;
  if (intent !== memory.heads?.intent || live !== memory.heads.live) return false;
  memory.listedAt = askedAt;
  return listedFresh(memory, ports);
}

/** Whether the ticks since then come to the same, for all that something is done to. */
function isStillDecided(decisions: ReadonlyMap<string, Decision>, memory: Memory): boolean {
  return movedBy(decisions).every((target) => {
    const [then, now] = [decisions.get(target), memory.decisions.get(target)];
    return then?.kind === now?.kind && weightOf(then) === weightOf(now);
  });
}

export function weightOf(decision: Decision | undefined): number | null {
  return decision !== undefined && 'weight' in decision ? decision.weight : null;
}

export function wantsUp(decisions: ReadonlyMap<string, Decision>): boolean {
  return [...decisions.values()].some(({ kind }) => kind === 'raise' || kind === 'promote');
}
