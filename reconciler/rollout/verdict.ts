/** What the evidence says now: bad, fine or not known, and by what name. */

import { noTallies } from './counts.ts';
import type { Tallies } from './counts.ts';
import type { EvidenceState } from './evidence.ts';
import type { Outcome } from './fold.ts';
import { noTests, reportsOf } from './judge.ts';
import type { ItemReport, Tests } from './judge.ts';
import type { VerdictReason } from './reason.ts';

export type { ItemReport } from './judge.ts';
export type { VerdictReason } from './reason.ts';

export interface Verdict {
  readonly kind: Outcome;
  readonly reason: VerdictReason;
  /** How long there has been no usable report, in ms; 0 while the last one is fresh. */
  readonly silentMs: number;
  /** Of this step. */
  readonly counts: Tallies;
  /** ln E1, ln E2 and ln F of the item that decided; -Infinity before the first block. */
  readonly tests: Tests;
  /** Closed blocks of that item, in this step. */
  readonly blocks: number;
  /** What each thing that the walk is judged by says, as the rollout lists them; then the walk's budget. */
  readonly items: readonly ItemReport[];
  /** Proxies whose counts can't be reconciled with those of all others, and have no say. Sorted. */
  readonly odd: readonly string[];
}

/** Before anything is known of a walk. */
export const nothingKnown: Verdict = {
  kind: 'unknown',
  reason: 'no-step',
  silentMs: 0,
  counts: noTallies,
  tests: noTests,
  blocks: 0,
  items: [],
  odd: [],
};

/**
 * Bad if any item is bad. Fine if all that can be are, now, by words that stand: burn rates and budgets only ever
 * reject. With all traffic on the canary they are all that is judged. Unknown otherwise.
 */
export function verdict(state: EvidenceState): Verdict {
  const items = reportsOf(state);
  const deciding = decidingOf(items, state.step?.stableHasWeight ?? true);
  const odd = [...new Set(items.flatMap((item) => item.odd))].sort();
  if (deciding === null) return { ...nothingKnown, reason: 'no-evidence', items, odd };
  // A value has no counts of its own: those of the walk say how much was seen.
  const counted = deciding.of === 'value' ? (items.find((item) => item.of === 'ratio') ?? deciding) : deciding;
  const { kind, reason, silentMs, tests, blocks } = deciding;
  return { kind, reason, silentMs, counts: counted.counts, tests, blocks, items, odd };
}

function decidingOf(items: readonly ItemReport[], stableHasWeight: boolean): ItemReport | null {
  const bad = items.find((item) => item.kind === 'bad');
  if (bad !== undefined) return bad;
  const judged = items.filter((item) => item.of === 'ratio' || item.of === 'value');
  const burning = items.filter((item) => item.of === 'burn');
  const open = stableHasWeight ? judged.filter((item) => item.kind !== 'fine') : burning;
  const silent = open.filter((item) => item.silentMs > 0).sort((a, b) => b.silentMs - a.silentMs);
  return silent[0] ?? open.find((item) => item.kind !== 'fine' && stableHasWeight) ?? judged[0] ?? null;
}
