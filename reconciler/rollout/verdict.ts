/** What the evidence says now: bad, fine or not known, and by what name. */

import { readBets } from './bets.ts';
import type { Counts } from './bets.ts';
import type { EvidenceState, StepState } from './evidence.ts';
import { stableSilenceMs as quietMs } from './fold.ts';
import type { Outcome } from './fold.ts';
import type { ItemState } from './item.ts';
import type { Trouble } from './sample.ts';
import { decidingGroups } from './voices.ts';

export interface Verdict {
  readonly kind: Outcome;
  readonly reason: VerdictReason;
  /** How long there has been no usable report, in ms; 0 while the last one is fresh. */
  readonly silentMs: number;
  /** Of this step. */
  readonly counts: { readonly canary: Tally; readonly stable: Tally };
  /** ln E1, ln E2 and ln F of the item that decided, over all proxies; -Infinity before the first block. */
  readonly tests: { readonly e1: number; readonly e2: number; readonly f: number };
  /** Closed blocks of that item, in this step. */
  readonly blocks: number;
  /** What each thing that the walk is judged by says, as the rollout lists them. */
  readonly items: readonly ItemReport[];
  /** Proxies whose counts can't be reconciled with those of all others, and have no say. Sorted. */
  readonly odd: readonly string[];
}

/** What one thing that a walk is judged by says now. Numbers are of this step, where nothing else is said. */
export interface ItemReport {
  /** The `key` of the evidence; `budget:shop/checkout` for the walk's share of an error budget. */
  readonly key: string;
  readonly of: 'ratio' | 'value' | 'burn' | 'budget';
  readonly kind: Outcome;
  readonly reason: VerdictReason;
  readonly silentMs: number;
  readonly counts: Verdict['counts'];
  /** Logarithms; -Infinity where there is none. For `burn` e1 is that of the fastest burning window. */
  readonly tests: Verdict['tests'];
  /** Bad needs e1 and e2 to reach theirs, fine needs f to reach its own. */
  readonly bounds: { readonly e1: number; readonly e2: number; readonly f: number };
  readonly blocks: number;
  /** `value`: the last one. `budget`: the part of it that this walk has spent, 1 is all it may. Null before there is one. */
  readonly value: number | null;
}

export interface Tally {
  readonly good: number;
  readonly total: number;
}

/**
 * - `errors`, `latency`, `prometheus`, `web`: bad by counts of that kind; above `max` and above stable's multiple.
 * - `out-of-range`: bad; two values in a row outside their range. `slo-breach`: bad; burns an error budget too fast, in
 *   a long and a short window. `budget-spent`: bad; the walk spent its share of a budget.
 * - `below-tolerate`, `within-range`: fine. `within-slo`, `within-budget`: nothing against it; they never call fine.
 * - `source-…`: a source that is asked answers nothing usable. `too-few-values`: not three values in range yet.
 * - `no-evidence`: the rollout names none. `no-step`: nothing raised that all proxies run.
 *   `not-judged`: no stable side to compare with.
 * - `warm-up`, `too-few-requests`: wait.
 * - `no-data`: no usable report for 2 s. `no-canary-traffic`, `no-stable-traffic`: reports, but no request for 30 s.
 * - `counts-reset`, `one-sided`, `invalid-counts`: the last report could not be used.
 * - `common-cause`: above `max`, but so is stable: a shared outage, or a stable that is broken itself.
 * - `between-max-and-tolerate`: neither bad nor fine by its rate.
 * - `single-proxy`: the tests stand, but not with any one proxy left out.
 */
export type VerdictReason =
  | 'errors'
  | 'latency'
  | 'prometheus'
  | 'web'
  | 'slo-breach'
  | 'budget-spent'
  | 'out-of-range'
  | 'below-tolerate'
  | 'no-evidence'
  | 'no-step'
  | 'not-judged'
  | 'warm-up'
  | 'too-few-requests'
  | 'no-data'
  | 'no-canary-traffic'
  | 'no-stable-traffic'
  | 'counts-reset'
  | 'one-sided'
  | 'invalid-counts'
  | 'common-cause'
  | 'between-max-and-tolerate'
  | 'single-proxy'
  | 'within-range'
  | 'too-few-values'
  | 'within-slo'
  | 'within-budget'
  | Exclude<Trouble, 'counts-reset'>;

/** Reports that are older than this speak of another time: 8 flushes. */
export const freshMs = 2_000;
/** So many errors at `max` make a rate worth naming. */
const enoughErrors = 5;

/** Before anything is known of a walk. */
export const nothingKnown: Verdict = {
  kind: 'unknown',
  reason: 'no-step',
  silentMs: 0,
  counts: { canary: { good: 0, total: 0 }, stable: { good: 0, total: 0 } },
  tests: { e1: -Infinity, e2: -Infinity, f: -Infinity },
  blocks: 0,
  items: [],
  odd: [],
};

/** Bad if any item is bad; fine if all are, now, by fresh reports; unknown otherwise. */
export function verdict(state: EvidenceState): Verdict {
  const outcomes = state.items.map((item) => ({ item, outcome: outcomeOf(item, state) }));
  const deciding =
    outcomes.find((each) => each.outcome === 'bad') ?? outcomes.find((each) => each.outcome !== 'fine') ?? outcomes[0];
  const { step } = state;
  if (deciding === undefined) return report('unknown', 'no-evidence', 0, step, null);
  if (step === null) return report('unknown', 'no-step', 0, null, deciding.item);
  const { item, outcome } = deciding;
  const silentMs = silentMsOf(state, step);
  if (!step.stableHasWeight) return report('unknown', 'not-judged', silentMs, step, item);
  if (outcome === 'bad') return report('bad', 'errors', silentMs, step, item);
  const quiet = quietReason(state, step, silentMs);
  if (quiet !== null) return report('unknown', quiet, silentMs, step, item);
  if (outcome === 'fine') return report('fine', 'below-tolerate', silentMs, step, item);
  return report('unknown', unknownReason(state, step, item), silentMs, step, item);
}

/** All proxies together decide; with three or more, what they say must stand without any one of them. */
function outcomeOf(item: ItemState, state: EvidenceState): Outcome {
  const { outcome } = item.all;
  const stands = [...decidingGroups(state.voices, state.nowMs)].every(
    (group) => item.without[group]?.outcome === outcome,
  );
  return stands ? outcome : 'unknown';
}

/** How long no usable report came; 0 while the last one is fresh. */
function silentMsOf(state: EvidenceState, step: StepState): number {
  const unheardMs = state.nowMs - Math.max(state.heardMs, step.atMs);
  return unheardMs > freshMs ? unheardMs : 0;
}

/** Old evidence is none: a side that went quiet can't be fine. */
function quietReason(state: EvidenceState, step: StepState, silentMs: number): VerdictReason | null {
  if (silentMs > 0) return step.flaw ?? 'no-data';
  if (state.nowMs - step.canaryHeardMs >= quietMs) return 'no-canary-traffic';
  if (state.nowMs - step.stableHeardMs >= quietMs) return 'no-stable-traffic';
  return null;
}

function unknownReason(state: EvidenceState, step: StepState, item: ItemState): VerdictReason {
  if (state.nowMs < step.atMs + item.evidence.warmupMs) return 'warm-up';
  if (step.flaw !== null) return step.flaw;
  if (item.all.outcome !== 'unknown') return 'single-proxy';
  const { canaryTotal, canaryBad, stableTotal, stableBad } = step.counts;
  const { max, tolerate, versusStable } = item.limits;
  if (canaryTotal * max < enoughErrors && canaryBad < enoughErrors) return 'too-few-requests';
  const canary = canaryBad / canaryTotal;
  if (canary <= max) return 'too-few-requests';
  if (stableTotal > 0 && canary <= versusStable * (stableBad / stableTotal)) return 'common-cause';
  return canary <= tolerate ? 'between-max-and-tolerate' : 'too-few-requests';
}

function report(
  kind: Outcome,
  reason: VerdictReason,
  silentMs: number,
  step: StepState | null,
  item: ItemState | null,
): Verdict {
  const none = { e1: -Infinity, e2: -Infinity, f: -Infinity };
  return {
    kind,
    reason,
    silentMs,
    counts: talliesOf(step?.counts ?? null),
    tests: item === null ? none : readBets(item.all.bets),
    blocks: item?.all.blocksInStep ?? 0,
    items: [],
    odd: [],
  };
}

function talliesOf(counts: Counts | null): Verdict['counts'] {
  if (counts === null) return { canary: { good: 0, total: 0 }, stable: { good: 0, total: 0 } };
  return {
    canary: { good: counts.canaryTotal - counts.canaryBad, total: counts.canaryTotal },
    stable: { good: counts.stableTotal - counts.stableBad, total: counts.stableTotal },
  };
}
