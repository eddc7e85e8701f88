/**
 * What is known of one walk from what its sources told. Plain data: a function of the samples and the times they were
 * handed in with. `verdict.ts` reads it. A restart opens it afresh; that can only delay.
 *
 * Each thing that the walk is judged by takes only what is said of it, with proxies, silence and trouble of its own.
 */

import type { BurnEvidence, Evidence } from '../../policies/evidence.ts';
import type { Rollout, WalkBudget } from '../../policies/mesh.ts';
import type { Allowance } from './budget.ts';
import { addToBurn, beginBurnStep, openBurn } from './burn.ts';
import type { BurnItem } from './burn.ts';
import { addToItem, beginItemStep, openItem } from './item.ts';
import type { ItemStep, RatioItem } from './item.ts';
import { pairReports } from './report.ts';
import type { About, Sample, ValueSample } from './sample.ts';
import { partOf, shareOf } from './stakes.ts';
import { judgedSteps } from './steps.ts';
import { sloKey } from './watch.ts';
import { addToValue, beginValueStep, openValue } from './value.ts';
import type { ValueItem } from './value.ts';

export interface EvidenceState {
  readonly target: string | null;
  readonly items: readonly Item[];
  readonly step: StepState | null;
  /** Weights that had their part of the budget already; a second raise to one brings none. */
  readonly weightsSeen: readonly number[];
  readonly judgedSteps: number;
  readonly horizonMs: number;
  /** Of the caller's clock, whole ms: the last call. */
  readonly nowMs: number;
  /** What the walk may spend of an error budget, and what is known of that budget; null without either. */
  readonly budget: WalkBudget | null;
  readonly allowance: Allowance | null;
  readonly keepTape: boolean;
}

export type Item = RatioItem | ValueItem | BurnItem;

export interface StepState extends ItemStep {
  readonly atMs: number;
}

/** What `beginStep` must know. */
export interface BeginStep {
  /** Parts per million: the sum of the raised shares. */
  readonly weight: number;
  readonly stableHasWeight: boolean;
  /** When all proxies had acknowledged the weight, by the clock of `nowMs`. */
  readonly atMs: number;
}

const hourMs = 3_600_000;

/**
 * No evidence yet: for a new attempt, after a lowering, a restart, a change of the rollout's spec, or a canary that
 * isn't the one it was (see `epoch.ts`). Without `keepTape` nothing is written down for a record.
 */
export function openEvidence(
  rollout: Rollout,
  { keepTape = true }: { readonly keepTape?: boolean } = {},
): EvidenceState {
  const alpha = (1 - rollout.confidence) / Math.max(1, rollout.evidence.length);
  return {
    target: rollout.target,
    items: [...rollout.evidence, ...countedForBudget(rollout)].map((evidence) => openOne(evidence, alpha)),
    step: null,
    weightsSeen: [],
    judgedSteps: Math.max(1, judgedSteps(rollout).length),
    horizonMs: rollout.deadlineMs > 0 && Number.isFinite(rollout.deadlineMs) ? rollout.deadlineMs : hourMs,
    nowMs: -Infinity,
    budget: rollout.budget,
    allowance: null,
    keepTape,
  };
}

/** A budget is spent by its SLO's counts, whether the walk is judged by the SLO or not. Without a window nothing burns. */
function countedForBudget({ evidence, budget }: Rollout): readonly BurnEvidence[] {
  if (budget === null || evidence.some((each) => each.kind === 'burn' && each.slo === budget.slo)) return [];
  const { slo } = budget;
  const sli = { kind: 'errors', protocol: 'http' } as const;
  return [{ kind: 'burn', key: sloKey(slo), slo, sli, objective: 0, windows: [], blockMs: 0, warmupMs: 0 }];
}

function openOne(evidence: Evidence, alpha: number): Item {
  switch (evidence.kind) {
    case 'ratio':
      return openItem(evidence, alpha);
    case 'value':
      return openValue(evidence);
    case 'burn':
      return openBurn(evidence, alpha);
  }
}

/** All proxies run this weight now. The same weight again changes nothing, so it may be said on every pass. */
export function beginStep(state: EvidenceState, begin: BeginStep): EvidenceState {
  const { weight, stableHasWeight } = begin;
  if (state.step?.weight === weight && state.step.stableHasWeight === stableHasWeight) return state;
  const atMs = Math.floor(begin.atMs);
  const part = partOf(state.weightsSeen, weight);
  const share = shareOf(part, state.judgedSteps);
  const step: StepState = { weight, atMs, stableHasWeight, part, share, horizonMs: state.horizonMs };
  return {
    ...state,
    step,
    items: state.items.map((item) => beginOne(item, step, state.keepTape)),
    weightsSeen: part === 'none' ? state.weightsSeen : [...state.weightsSeen, weight],
    nowMs: Math.max(state.nowMs, atMs),
  };
}

function beginOne(item: Item, step: StepState, keepTape: boolean): Item {
  switch (item.kind) {
    case 'ratio':
      return beginItemStep(item, step, step.atMs, keepTape);
    case 'value':
      return beginValueStep(item, step.atMs);
    case 'burn':
      return beginBurnStep(item, step.atMs);
  }
}

/**
 * Takes in samples at `nowMs` of the caller's monotonic clock; those of other targets are passed over. Each proxy's
 * spans must follow on one another: a gap or an overlap drops what that proxy gave to the open block.
 */
export function addSamples(state: EvidenceState, samples: readonly Sample[], nowMs: number): EvidenceState {
  const wholeMs = Math.floor(nowMs);
  if (samples.length === 0) return atTime(state, wholeMs);
  const { step, target } = state;
  const items = state.items.map((item) => {
    if (item.kind === 'value') return item;
    const reports = pairReports(samples, { target, sli: item.evidence.key }, step?.stableHasWeight ?? true);
    if (reports.length === 0) return item;
    return item.kind === 'ratio' ? addToItem(item, reports, step, wholeMs) : addToBurn(item, reports, wholeMs);
  });
  return { ...state, items, nowMs: wholeMs };
}

/** Takes in answers that are one number each; those of other targets are passed over. */
export function addValues(state: EvidenceState, values: readonly ValueSample[], nowMs: number): EvidenceState {
  const wholeMs = Math.floor(nowMs);
  const own = values.filter(({ target }) => target === state.target);
  if (own.length === 0) return atTime(state, wholeMs);
  const items = state.items.map((item) =>
    item.kind === 'value'
      ? addToValue(
          item,
          own.filter(({ sli }) => sli === item.evidence.key),
          wholeMs,
        )
      : item,
  );
  return { ...state, items, nowMs: wholeMs };
}

/** Takes in why a source has nothing usable to say; what it said before stands until it is old. */
export function addTrouble(state: EvidenceState, abouts: readonly About[], nowMs: number): EvidenceState {
  const wholeMs = Math.floor(nowMs);
  const own = abouts.filter(({ target }) => target === state.target);
  if (own.length === 0) return atTime(state, wholeMs);
  const items = state.items.map((item) => {
    const about = own.findLast(({ sli }) => sli === item.evidence.key);
    return about === undefined ? item : { ...item, heard: { ...item.heard, trouble: about.name } };
  });
  return { ...state, items, nowMs: wholeMs };
}

/** What is known of the error budget that the walk has a share of; see `budget.ts`. Said again as the ledger grows. */
export function withAllowance(state: EvidenceState, allowance: Allowance | null): EvidenceState {
  return { ...state, allowance };
}

function atTime(state: EvidenceState, nowMs: number): EvidenceState {
  return state.nowMs === nowMs ? state : { ...state, nowMs };
}
