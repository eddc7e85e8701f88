/** Proxies turned an intent's bytes down: what was live before it comes back. */

import { compareText } from '../../policies/finding.ts';
import { entryOf, withEntries } from './entries.ts';
import { revertedTargets } from './events.ts';
import { targetsOf } from './intent.ts';
import { join, lowering, type Head } from './join.ts';
import { oneLine } from './one-line.ts';
import { raisedKeys } from './shares.ts';
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
    reverted.has(entry.target) ? homeAgain(entry) : keepLowered(entry, entryNow(entry, before, current)),
  );
  const told = refused.map((each) => ({ ...each, reason: oneLine(each.reason, reasonLength) }));
  const all = [...before.state.refused, ...current.state.refused, ...told];
  const unique = new Map(all.map((each) => [`${each.intent} ${each.digest} ${each.file}`, each]));
  const sorted = [...unique].sort(([a], [b]) => compareText(a, b)).map(([, each]) => each);
  // People's freeze and what was spent are of the cluster, not of the intent.
  const { frozen, budgets } = current.state;
  const spent = mergeSpent(before.state.spent, current.state.spent);
  const state = madeAgain(
    { state: withEntries({ ...before.state, spent }, entries), intent: before.intent },
    current.state,
  );
  return { ...state, refused: sorted, frozen, budgets };
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

/** What became of an entry: a rule that was renamed has it under its new key. */
function entryNow(entry: Entry, before: Head, current: Head): Entry | undefined {
  const own = entryOf(current.state, entry.target);
  if (own !== undefined || targetsOf(current.intent.mesh).has(entry.target)) return own;
  const known = targetsOf(before.intent.mesh);
  const moved = current.state.targets.find(({ target, toDigest }) => toDigest === entry.toDigest && !known.has(target));
  return moved === undefined ? undefined : { ...moved, target: entry.target };
}

/** What was promoted before and taken back since stays so: nobody lets it up again. */
function madeAgain(head: Head, current: LiveState): LiveState {
  let { state } = head;
  for (const { target } of current.targets) {
    const low = entryOf(head.state, target) === undefined ? lowering(current, target) : null;
    if (low !== null) state = join({ state, intent: head.intent }, low, () => false);
  }
  return state;
}

const gravity: Readonly<Record<Phase, number>> = { Progressing: 0, Held: 1, Rejected: 2 };

function homeAgain(entry: Entry): Entry {
  return entry.phase === 'Rejected' ? entry : { ...withoutSkip(entry), s: 0, phase: 'Held', reason: 'revert-denied' };
}

function keepLowered(before: Entry, now: Entry | undefined): Entry {
  if (now === undefined) return before;
  if (now.toDigest !== before.toDigest) return keepRejected(before, now);
  // A pause that is over was ended by a person: that word stands.
  const isLater = now.attempt.n > before.attempt.n || gravity[now.phase] > gravity[before.phase];
  const later = isLater || before.reason === 'paused' ? now : before;
  return { ...later, home: before.home, to: before.to, walkDigest: before.walkDigest, s: Math.min(before.s, now.s) };
}

/** Another walk to the same destinations came back for a reason: what it raised isn't raised by an older one. */
function keepRejected(before: Entry, now: Entry): Entry {
  if (now.phase !== 'Rejected' || before.phase === 'Rejected') return before;
  const raised = new Set(raisedKeys(now));
  if (!raisedKeys(before).some((key) => raised.has(key))) return before;
  return { ...withoutSkip(before), s: 0, phase: 'Rejected', reason: now.reason, since: now.since };
}
