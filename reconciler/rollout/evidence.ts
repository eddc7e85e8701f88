/**
 * What is known of one walk from its counts. Plain data: a function of the samples and the times they were handed in
 * with. `verdict.ts` reads it. A restart opens it afresh; that can only delay.
 */

import type { Rollout } from '../../policies/mesh.ts';
import { noCounts } from './bets.ts';
import type { Counts } from './bets.ts';
import type { StepStakes } from './fold.ts';
import { addToItem, beginItemStep, openItem } from './item.ts';
import type { ItemState } from './item.ts';
import { pairReports } from './report.ts';
import type { Flaw } from './report.ts';
import type { Sample } from './sample.ts';
import { judgedSteps } from './steps.ts';
import { hear, noVoices } from './voices.ts';
import type { Placed, Voices } from './voices.ts';

export interface EvidenceState {
  readonly target: string | null;
  readonly items: readonly ItemState[];
  readonly voices: Voices;
  readonly step: StepState | null;
  /** Weights that had their part of the budget already; a second raise to one brings none. */
  readonly weightsSeen: readonly number[];
  readonly judgedSteps: number;
  readonly horizonMs: number;
  /** Of the caller's clock: the last call, and the last one that brought a usable report. */
  readonly nowMs: number;
  readonly heardMs: number;
}

export interface StepState extends StepStakes {
  readonly weight: number;
  readonly atMs: number;
  /** All usable reports of this step, those of the open block with them. */
  readonly counts: Counts;
  readonly canaryHeardMs: number;
  readonly stableHeardMs: number;
  /** Why the last report could not be used; null when it could. */
  readonly flaw: Flaw | 'counts-reset' | null;
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

/** No evidence yet: for a new attempt, after a lowering, a restart, or a change of the rollout's spec. */
export function openEvidence(rollout: Rollout): EvidenceState {
  const alpha = (1 - rollout.confidence) / Math.max(1, rollout.evidence.length);
  return {
    target: rollout.target,
    items: rollout.evidence.flatMap((evidence) => (evidence.kind === 'ratio' ? [openItem(evidence, alpha)] : [])),
    voices: noVoices,
    step: null,
    weightsSeen: [],
    judgedSteps: Math.max(1, judgedSteps(rollout).length),
    horizonMs: rollout.deadlineMs > 0 && Number.isFinite(rollout.deadlineMs) ? rollout.deadlineMs : hourMs,
    nowMs: -Infinity,
    heardMs: -Infinity,
  };
}

/** All proxies run this weight now. The same weight again changes nothing, so it may be said on every pass. */
export function beginStep(state: EvidenceState, begin: BeginStep): EvidenceState {
  const { weight, stableHasWeight, atMs } = begin;
  if (state.step?.weight === weight && state.step.stableHasWeight === stableHasWeight) return state;
  const step: StepState = {
    weight,
    atMs,
    stableHasWeight,
    share: shareOf(state, weight),
    horizonMs: state.horizonMs,
    counts: noCounts,
    canaryHeardMs: atMs,
    stableHeardMs: atMs,
    flaw: null,
  };
  return {
    ...state,
    step,
    items: state.items.map((item) => beginItemStep(item, atMs)),
    weightsSeen: step.share > 0 ? [...state.weightsSeen, weight] : state.weightsSeen,
    nowMs: Math.max(state.nowMs, atMs),
    heardMs: Math.max(state.heardMs, atMs),
  };
}

/**
 * Takes in samples at `nowMs` of the caller's monotonic clock; those of other targets are passed over. Each proxy's
 * spans must follow on one another: a gap or an overlap drops what that proxy gave to the open block.
 */
export function addSamples(state: EvidenceState, samples: readonly Sample[], nowMs: number): EvidenceState {
  const { step } = state;
  const reports = pairReports(samples, state.target, step?.stableHasWeight ?? true);
  if (reports.length === 0) return state.nowMs === nowMs ? state : { ...state, nowMs };
  const { voices, placed } = hear(state.voices, reports, nowMs);
  if (step === null) return { ...state, voices, nowMs, heardMs: nowMs };
  return {
    ...state,
    voices,
    items: state.items.map((item) => addToItem(item, placed, voices, step, nowMs)),
    step: countStep(step, placed, nowMs),
    nowMs,
    heardMs: placed.some(isUsable) ? nowMs : state.heardMs,
  };
}

function countStep(step: StepState, placed: readonly Placed[], nowMs: number): StepState {
  let { counts, canaryHeardMs, stableHeardMs } = step;
  for (const { report } of placed.filter(isUsable)) {
    counts = {
      canaryTotal: counts.canaryTotal + report.counts.canaryTotal,
      canaryBad: counts.canaryBad + report.counts.canaryBad,
      stableTotal: counts.stableTotal + report.counts.stableTotal,
      stableBad: counts.stableBad + report.counts.stableBad,
    };
    if (report.counts.canaryTotal > 0) canaryHeardMs = nowMs;
    if (report.counts.stableTotal > 0) stableHeardMs = nowMs;
  }
  const unusable = placed.find((each) => !isUsable(each));
  const flaw = unusable === undefined ? null : (unusable.report.flaw ?? 'counts-reset');
  return { ...step, counts, canaryHeardMs, stableHeardMs, flaw };
}

function isUsable(placed: Placed): boolean {
  return placed.continuous && placed.report.flaw === null;
}

/** 0.7 of the budget comes with steps: half of it with the first, the rest with the later ones, each once. */
function shareOf(state: EvidenceState, weight: number): number {
  if (weight <= 0 || state.weightsSeen.includes(weight)) return 0;
  if (state.judgedSteps === 1) return state.weightsSeen.length === 0 ? 0.7 : 0;
  return state.weightsSeen.length === 0 ? 0.35 : 0.35 / (state.judgedSteps - 1);
}
