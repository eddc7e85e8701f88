/**
 * What to expect of a walk before it begins: the usual release, without chance. Failures come evenly, so that the times
 * are near the medians of `sluice simulate`. Proxies that share the traffic evenly change nothing here: without chance the
 * rest reaches its lesser bound (`stands.ts`) before all reach the whole.
 */

import type { RatioEvidence, ValueEvidence } from '../../policies/evidence.ts';
import type { Rollout, Step } from '../../policies/mesh.ts';
import type { Counts } from '../rollout/bets.ts';
import { addToFold, beginFoldStep, openFold } from '../rollout/fold.ts';
import type { Fold, Outcome } from '../rollout/fold.ts';
import { everyMsOf } from '../rollout/heard.ts';
import { leastBlockMs, openItem } from '../rollout/item.ts';
import { shareOf } from '../rollout/stakes.ts';
import { holdOf, judgedSteps, nextWeight, reaches, wholeWeight } from '../rollout/steps.ts';
import { fineAfter } from '../rollout/value.ts';
import { allSteps } from './scenario.ts';
import type { Stretch } from './scenario.ts';

export interface Forecast {
  /** From the first raise to the promotion of a canary that is as good as stable; null where the deadline is sooner. */
  readonly seconds: number | null;
  /** How much of that all traffic is watched for, at the end. */
  readonly endSeconds: number;
  /** That the canary answers before it has all traffic, or until the deadline. */
  readonly requests: number;
  /** In parts per million: the step at which the deadline finds it; null where it is sooner at its end. */
  readonly stuckAt: number | null;
  /** The judged steps that are passed, in order. */
  readonly steps: readonly ForecastStep[];
  /** The least share of bad requests that is rolled back in the time of the first step; null where none is. */
  readonly smallest: number | null;
  /** Until a canary that fails `brokenShare` of its requests is rolled back; null where it is not. */
  readonly broken: { readonly seconds: number; readonly requests: number } | null;
}

export const brokenShare = 0.5;

export interface ForecastStep {
  /** Parts per million. */
  readonly weight: number;
  readonly seconds: number;
  /** That the canary answers at this step. */
  readonly requests: number;
}

/** `rps` is the rule's; `usual` the share of bad requests that stable has and a good canary too. */
export function forecast(rollout: Rollout, rps: number, usual = 0.001, stretch = allSteps): Forecast {
  const items = rollout.evidence.flatMap((each) => (each.kind === 'ratio' ? [each] : []));
  const values = Math.max(0, ...rollout.evidence.map((each) => (each.kind === 'value' ? secondsInRange(each) : 0)));
  const judged = judgedOf(rollout, stretch);
  const horizonSeconds = rollout.deadlineMs / 1_000;
  const runs = items.map((evidence) => runOf(evidence, rollout, judgedSteps(rollout).length, rps));
  const steps: ForecastStep[] = [];
  const exposed = (step: Step, stepSeconds: number): number =>
    Math.round((stepSeconds * rps * step.weight) / wholeWeight);
  let [seconds, stuckAt]: [number, number | null] = [0, null];
  let requests = 0;
  for (const [index, step] of judged.entries()) {
    const left = horizonSeconds - seconds;
    const fine = Math.max(
      values,
      ...runs.map((run) => secondsUntil(run, step, index === 0, 'fine', usual, usual, left)),
    );
    const stepSeconds = Math.max(step.holdMs / 1_000, fine);
    requests += exposed(step, Math.min(left, stepSeconds));
    if (!(stepSeconds <= left)) {
      stuckAt = step.weight;
      break;
    }
    seconds += stepSeconds;
    steps.push({ weight: step.weight, seconds: Math.round(stepSeconds), requests: exposed(step, stepSeconds) });
  }
  const endSeconds = stretch.finalWeight === null ? Math.max(rollout.bakeMs, holdOf(rollout, wholeWeight)) / 1_000 : 0;
  return {
    seconds: stuckAt === null ? Math.round(seconds + endSeconds) : null,
    endSeconds,
    requests,
    stuckAt,
    steps,
    smallest: smallestOf(runs, judged, steps, usual),
    broken: brokenOf(runs, judged, usual),
  };
}

/** The steps of a stretch that have a stable side, its end among them. */
function judgedOf(rollout: Rollout, { fromWeight, finalWeight }: Stretch): readonly Step[] {
  const final = finalWeight ?? wholeWeight;
  const steps: Step[] = [];
  let weight = fromWeight ?? nextWeight(rollout, 0, final);
  while (weight !== null && !reaches(weight, wholeWeight)) {
    // The end of a walk bakes where it is.
    const bakeMs = reaches(weight, final) ? rollout.bakeMs : 0;
    steps.push({ weight, holdMs: Math.max(bakeMs, holdOf(rollout, weight, final)) });
    weight = nextWeight(rollout, weight, final);
  }
  return steps;
}

interface Run {
  readonly evidence: RatioEvidence;
  readonly limits: ReturnType<typeof openItem>['limits'];
  readonly steps: number;
  readonly rps: number;
  readonly horizonMs: number;
}

function runOf(evidence: RatioEvidence, rollout: Rollout, steps: number, rps: number): Run {
  const alpha = (1 - rollout.confidence) / Math.max(1, rollout.evidence.length);
  return { evidence, limits: openItem(evidence, alpha).limits, steps, rps, horizonMs: rollout.deadlineMs };
}

/** More blocks than this are not looked at: a day of seconds. */
const mostBlocks = 86_400;

/** Infinity where it takes longer than `atMost`. */
function secondsUntil(
  run: Run,
  step: Step,
  isFirst: boolean,
  until: Outcome,
  canaryShare: number,
  stableShare: number,
  atMost: number,
): number {
  const share = step.weight / 1_000_000;
  const [canaryRate, stableRate] = [share * run.rps, (1 - share) * run.rps];
  if (canaryRate <= 0 || stableRate <= 0) return Infinity;
  const { evidence, limits } = run;
  // A block waits until both sides have a request.
  const leastSeconds = Math.max(1 / canaryRate, 1 / stableRate);
  const stakes = {
    share: shareOf(isFirst ? 'first' : 'later', run.steps),
    stableHasWeight: true,
    horizonMs: run.horizonMs,
  };
  const start = evidence.warmupMs / 1_000;
  let fold: Fold = beginFoldStep(openFold(), 0);
  for (let i = 0, opened = start; i < mostBlocks; i++) {
    const end = closedAt(evidence, opened, fold.isGross, leastSeconds);
    if (end > atMost) return Infinity;
    const came = (rate: number): number => whole(rate * (end - start)) - whole(rate * (opened - start));
    const counts: Counts = {
      canaryTotal: came(canaryRate),
      canaryBad: came(canaryRate * canaryShare),
      stableTotal: came(stableRate),
      stableBad: came(stableRate * stableShare),
    };
    fold = addToFold(fold, counts, limits, stakes, opened * 1_000, end * 1_000);
    if (fold.outcome === until) return end;
    opened = end;
  }
  return Infinity;
}

/** When a block that was opened then closes. */
function closedAt(evidence: RatioEvidence, opened: number, isGross: boolean, leastSeconds: number): number {
  const blockMs = leastBlockMs(evidence, isGross);
  const everyMs = everyMsOf(evidence.sli);
  if (everyMs === 0) return opened + Math.max(blockMs / 1_000, leastSeconds);
  // What is asked for comes with a look, and one that is early by a look is not waited for.
  return lookAfter(everyMs / 1_000, opened, Math.max((blockMs - everyMs) / 1_000, leastSeconds));
}

/** The first look after `opened`, and no sooner than `least` after it: the first raise falls amid two looks. */
function lookAfter(every: number, opened: number, least: number): number {
  const next = Math.floor(opened / every - 0.5 + rounding) + 1;
  const first = Math.ceil((opened + least) / every - 0.5 - rounding);
  return every * (Math.max(0, next, first) + 0.5);
}

/** Until so many values in a row are in range. */
function secondsInRange({ sli, warmupMs }: ValueEvidence): number {
  const every = everyMsOf(sli) / 1_000;
  return lookAfter(every, warmupMs / 1_000, 0) + (fineAfter - 1) * every;
}

const rounding = 1e-9;

/** In whole ones. */
function whole(came: number): number {
  return Math.floor(came + rounding);
}

/** Until it is fine it stays at the first step, so that is where it is found. */
function brokenOf(runs: readonly Run[], [first]: readonly Step[], usual: number): Forecast['broken'] {
  if (first === undefined) return null;
  const all = runs.map((run) => secondsUntil(run, first, true, 'bad', brokenShare, usual, run.horizonMs / 1_000));
  const seconds = Math.min(Infinity, ...all);
  const rps = runs[0]?.rps ?? 0;
  if (!Number.isFinite(seconds)) return null;
  return { seconds, requests: Math.round((seconds * rps * first.weight) / wholeWeight) };
}

function smallestOf(
  runs: readonly Run[],
  judged: readonly Step[],
  steps: readonly ForecastStep[],
  usual: number,
): number | null {
  const [first] = judged;
  if (first === undefined) return null;
  const within = steps[0]?.seconds ?? Infinity;
  const found = runs.flatMap((run) => {
    const atMost = Math.min(within, run.horizonMs / 1_000);
    const isSeen = (share: number): boolean => secondsUntil(run, first, true, 'bad', share, usual, atMost) <= atMost;
    if (!isSeen(1)) return [];
    let [unseen, seen] = [run.limits.max, 1];
    while (seen - unseen > 0.02 * seen) {
      const middle = Math.sqrt(unseen * seen);
      if (isSeen(middle)) seen = middle;
      else unseen = middle;
    }
    return [Number(seen.toPrecision(2))];
  });
  return found.length === 0 ? null : Math.min(...found);
}
