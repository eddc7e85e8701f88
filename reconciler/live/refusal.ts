/** Proxies turned an intent's bytes down: what was live before it comes back. */

import { compareText } from '../../policies/finding.ts';
import { entryOf, withEntries } from './entries.ts';
import { revertedTargets } from './events.ts';
import type { Head } from './join.ts';
import { oneLine } from './one-line.ts';
import { mergeSpent } from './spent.ts';
import type { Entry, LiveState, Phase, Refused } from './state.ts';
import { withoutSkip } from './walk.ts';

/** In UTF-16 units: enough of a proxy's words to find the cause by. */
const reasonLength = 300;

export interface Refusal {
  /** The last live commit before the intent. */
  readonly before: Head;
  /** The live commit now. */
  readonly current: Head;
  readonly refused: readonly Refused[];
}

/**
 * The next live commit's state, to go with `before.intent`: what was live before, with every lowering kept that was
 * made since, and what is refused remembered. Raises since then are undone with the intent; a revert in it is not:
 * its target goes home all the same, as when a revert is denied.
 */
export function refuse({ before, current, refused }: Refusal): LiveState {
  const reverted = new Set(revertedTargets(before.state, current.intent.mesh));
  const entries = before.state.targets.map((entry) =>
    reverted.has(entry.target) ? homeAgain(entry) : keepLowered(entry, entryOf(current.state, entry.target)),
  );
  const told = refused.map((each) => ({ ...each, reason: oneLine(each.reason, reasonLength) }));
  const all = [...before.state.refused, ...current.state.refused, ...told];
  const unique = new Map(all.map((each) => [`${each.intent} ${each.digest} ${each.file}`, each]));
  const sorted = [...unique].sort(([a], [b]) => compareText(a, b)).map(([, each]) => each);
  // People's freeze and what was spent are of the cluster, not of the intent.
  const { frozen, budgets } = current.state;
  const spent = mergeSpent(before.state.spent, current.state.spent);
  return { ...withEntries({ ...before.state, spent }, entries), refused: sorted, frozen, budgets };
}

/** What a state remembers as turned down of an intent, and the one before it doesn't. */
export function newlyRefused(before: LiveState, after: LiveState, intent: string): readonly Refused[] {
  const earlier = new Set(before.refused.map((each) => JSON.stringify(each)));
  return after.refused.filter((each) => each.intent === intent && !earlier.has(JSON.stringify(each)));
}

/** What a live commit says of what was turned down: as the state remembers it, so that both can be compared. */
export function refusalText(refused: readonly Refused[]): string {
  const lines = refused.map(({ file, reason }) => (file === '' ? reason : `${file}: ${reason}`));
  return oneLine(lines.join('; '), reasonLength + 200);
}

const gravity: Readonly<Record<Phase, number>> = { Progressing: 0, Held: 1, Rejected: 2 };

function homeAgain(entry: Entry): Entry {
  return entry.phase === 'Rejected' ? entry : { ...withoutSkip(entry), s: 0, phase: 'Held', reason: 'revert-denied' };
}

function keepLowered(before: Entry, now: Entry | undefined): Entry {
  if (now === undefined || now.toDigest !== before.toDigest) return before;
  // A pause that is over was ended by a person: that word stands.
  const isLater = now.attempt.n > before.attempt.n || gravity[now.phase] > gravity[before.phase];
  const later = isLater || before.reason === 'paused' ? now : before;
  return { ...later, home: before.home, to: before.to, walkDigest: before.walkDigest, s: Math.min(before.s, now.s) };
}
