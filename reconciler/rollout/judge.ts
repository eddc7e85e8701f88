/** What each thing that a walk is judged by says now, as a report. */

import type { Counts } from './bets.ts';
import { readBets } from './bets.ts';
import { breachOf, sumsOf } from './burn.ts';
import type { BurnItem } from './burn.ts';
import { spentOf } from './budget.ts';
import { noTallies, sumOf, talliesOf } from './counts.ts';
import type { Tallies } from './counts.ts';
import type { EvidenceState, Item, StepState } from './evidence.ts';
import { stableSilenceMs } from './fold.ts';
import type { Outcome } from './fold.ts';
import { freshMsOf, silentMsOf } from './heard.ts';
import { countsInStep } from './item.ts';
import type { RatioItem } from './item.ts';
import type { VerdictReason } from './reason.ts';
import { lacksStable } from './scarce.ts';
import { standingOf } from './stands.ts';
import { badAfter, fineAfter } from './value.ts';
import type { ValueItem } from './value.ts';
import { decidingGroups, namesOf } from './voices.ts';

/** What one thing that a walk is judged by says now. Numbers are of this step, where nothing else is said. */
export interface ItemReport {
  /** The `key` of the evidence; `budget:shop/checkout` for the walk's share of an error budget. */
  readonly key: string;
  readonly of: 'ratio' | 'value' | 'burn' | 'budget';
  readonly kind: Outcome;
  readonly reason: VerdictReason;
  /** How long there has been no usable word, in ms; 0 while the last one stands. */
  readonly silentMs: number;
  readonly counts: Tallies;
  /** Logarithms; -Infinity where there is none. For `burn` e1 is that of the window that burns fastest. */
  readonly tests: Tests;
  /** Bad needs e1 and e2 to reach theirs, fine needs f to reach its own. */
  readonly bounds: Tests;
  /** Closed blocks. */
  readonly blocks: number;
  /** `value`: the last one. `budget`: the part of it that this walk has spent, 1 is all it may. Null before there is one. */
  readonly value: number | null;
  /** Proxies that have no say here. Sorted. */
  readonly odd: readonly string[];
}

export interface Tests {
  readonly e1: number;
  readonly e2: number;
  readonly f: number;
}

export const noTests: Tests = { e1: -Infinity, e2: -Infinity, f: -Infinity };
/** So many errors at `max` make a rate worth naming. */
const enoughErrors = 5;

export function reportsOf(state: EvidenceState): readonly ItemReport[] {
  const { step } = state;
  const judged = state.items.filter((item) => item.kind !== 'burn' || item.evidence.windows.length > 0);
  const items = judged.map((item) => reportOf(item, step, state.nowMs));
  const budget = step === null ? null : budgetReport(state);
  return budget === null ? items : [...items, budget];
}

function reportOf(item: Item, step: StepState | null, nowMs: number): ItemReport {
  if (step === null) return { ...base(item), reason: 'no-step' };
  const silentMs = silentMsOf(item.heard, item.evidence, nowMs);
  switch (item.kind) {
    case 'ratio':
      return ratioReport(item, step, silentMs, nowMs);
    case 'value':
      return valueReport(item, step, silentMs, nowMs);
    case 'burn':
      return burnReport(item, step, silentMs, nowMs);
  }
}

function base(item: Item): ItemReport {
  return {
    key: item.evidence.key,
    of: item.kind,
    kind: 'unknown',
    reason: 'no-step',
    silentMs: 0,
    counts: noTallies,
    tests: noTests,
    bounds: noTests,
    blocks: 0,
    value: null,
    odd: [],
  };
}

function ratioReport(item: RatioItem, step: StepState, silentMs: number, nowMs: number): ItemReport {
  const standing = standingOf(item, nowMs);
  const { badAt, fineAt } = item.limits;
  const fold = standing.odd === null ? item.all : (item.without[standing.odd] ?? item.all);
  const counts = countsInStep(item);
  const known: ItemReport = {
    ...base(item),
    silentMs,
    counts: talliesOf(counts),
    tests: readBets(fold.bets),
    bounds: { e1: badAt, e2: badAt, f: fineAt },
    blocks: item.all.blocksInStep,
    odd: standing.odd === null ? [] : namesOf(item.heard.voices, standing.odd),
  };
  if (!step.stableHasWeight) return { ...known, reason: 'not-judged' };
  if (standing.outcome === 'bad') return { ...known, kind: 'bad', reason: item.evidence.sli.kind };
  const quiet = quietReason(item, silentMs, nowMs);
  if (quiet !== null) return { ...known, reason: quiet };
  if (standing.outcome === 'fine') return { ...known, kind: 'fine', reason: 'below-tolerate' };
  if (nowMs < item.openedMs) return { ...known, reason: 'warm-up' };
  if (item.heard.trouble !== null) return { ...known, reason: item.heard.trouble };
  return { ...known, reason: standing.isSingle ? 'single-proxy' : unknownReason(item, counts, known.tests) };
}

/** Old evidence is none: a side that went quiet can't be fine. */
function quietReason(item: RatioItem, silentMs: number, nowMs: number): VerdictReason | null {
  const { trouble, canaryHeardMs, stableHeardMs } = item.heard;
  if (silentMs > 0) return trouble ?? 'no-data';
  const quietMs = Math.max(stableSilenceMs, freshMsOf(item.evidence));
  if (nowMs - canaryHeardMs >= quietMs) return 'no-canary-traffic';
  return nowMs - stableHeardMs >= quietMs ? 'no-stable-traffic' : null;
}

function unknownReason(item: RatioItem, counts: Counts, tests: Tests): VerdictReason {
  const { canaryTotal, canaryBad, stableTotal, stableBad } = counts;
  const { max, tolerate, versusStable } = item.limits;
  if (canaryTotal * max < enoughErrors && canaryBad < enoughErrors) return 'too-few-requests';
  const canary = canaryBad / canaryTotal;
  if (canary <= max) return 'too-few-requests';
  if (stableTotal > 0 && canary <= versusStable * (stableBad / stableTotal)) return 'common-cause';
  if (lacksStable(counts, item.limits, tests)) return 'little-stable-traffic';
  return canary <= tolerate ? 'between-max-and-tolerate' : 'too-few-requests';
}

function valueReport(item: ValueItem, step: StepState, silentMs: number, nowMs: number): ItemReport {
  const known: ItemReport = { ...base(item), silentMs, value: item.last, blocks: item.inside + item.outside };
  if (!step.stableHasWeight) return { ...known, reason: 'not-judged' };
  if (item.outside >= badAfter) return { ...known, kind: 'bad', reason: 'out-of-range' };
  if (silentMs > 0) return { ...known, reason: item.heard.trouble ?? 'no-data' };
  if (item.inside >= fineAfter) return { ...known, kind: 'fine', reason: 'within-range' };
  if (nowMs < item.openedMs) return { ...known, reason: 'warm-up' };
  return { ...known, reason: item.heard.trouble ?? 'too-few-values' };
}

function burnReport(item: BurnItem, step: StepState, silentMs: number, nowMs: number): ItemReport {
  const groups = decidingGroups(item.heard.voices, nowMs);
  const e1 = breachOf(item, sumsOf(item, nowMs), step.stableHasWeight, groups);
  const known: ItemReport = {
    ...base(item),
    silentMs,
    counts: talliesOf(item.counts),
    tests: { ...noTests, e1 },
    bounds: { ...noTests, e1: item.badAt },
  };
  if (e1 >= item.badAt) return { ...known, kind: 'bad', reason: 'slo-breach' };
  if (silentMs > 0) return { ...known, reason: item.heard.trouble ?? 'no-data' };
  return { ...known, reason: nowMs < item.openedMs ? 'warm-up' : 'within-slo' };
}

function budgetReport({ items, budget, allowance, nowMs }: EvidenceState): ItemReport | null {
  const burn = items.find((item) => item.kind === 'burn' && item.evidence.slo === budget?.slo);
  if (budget === null || allowance === null || burn?.kind !== 'burn') return null;
  const value = spentOf(burn, budget, allowance, decidingGroups(burn.heard.voices, nowMs), nowMs);
  const isSpent = value !== null && value >= 1;
  return {
    ...base(burn),
    key: `budget:${budget.slo}`,
    of: 'budget',
    kind: isSpent ? 'bad' : 'unknown',
    reason: isSpent ? 'budget-spent' : 'within-budget',
    counts: talliesOf(sumOf([burn.counts])),
    value,
  };
}
