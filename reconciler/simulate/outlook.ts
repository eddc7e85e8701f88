/** What a walk is likely to be at one rate: the forecast, and simulated releases of a good and of a broken canary. */

import type { Rollout } from '../../policies/mesh.ts';
import { brokenShare, forecast } from './forecast.ts';
import type { Forecast, ForecastStep } from './forecast.ts';
import type { Release } from './release.ts';
import type { Scenario, Stretch } from './scenario.ts';
import { reaches, wholeWeight } from '../rollout/steps.ts';
import { countedSlis } from './slis.ts';

/** A walk that may begin. */
export interface Walkable extends Pick<Scenario, 'rollout' | 'budgetSlo'> {
  readonly stretch: Stretch;
}

/** The releases that an outlook wants; null where there is nothing to be learnt, or it would take too long. */
export interface Trials {
  readonly forecast: Forecast;
  /** As good as stable. */
  readonly good: Trial | null;
  /** Fails `brokenShare` of its requests. */
  readonly broken: Trial | null;
}

export interface Trial {
  readonly scenario: Scenario;
  readonly runs: number;
}

/** `brokenShare`, `usual` and `smallest` are shares in [0, 1]. */
export interface Outlook {
  /** Requests per second of the rule, all sides together. */
  readonly rps: number;
  /** The share of bad requests of stable, and of a good canary. */
  readonly usual: number;
  /** From the first raise to the promotion of a good canary. */
  readonly seconds: Spread;
  /** That a good canary answers before it has all traffic, or until the deadline. */
  readonly requests: Spread;
  /** In parts per million: where a good canary still waits at its deadline; null where it arrives. */
  readonly stuckAt: number | null;
  readonly steps: readonly ForecastStep[];
  /** The least share of bad requests that is rolled back in the usual time of the first step; null where none is. */
  readonly smallest: number | null;
  readonly brokenShare: number;
  /** Until a broken canary is rolled back; null where it is not before the deadline. */
  readonly broken: { readonly seconds: Spread; readonly requests: Spread; readonly failures: Spread } | null;
  /** Simulated releases of a good canary; with 0 the median is that of a walk without chance. */
  readonly runs: number;
}

/** The median, and the 99th of 100; null where that one doesn't end before the deadline, or is not known. */
export interface Spread {
  readonly p50: number | null;
  readonly p99: number | null;
}

const usualShare = 0.001;
/** The fewest that have a 99th of 100. */
const runs = 100;
/** Some seconds of work: so many words of proxies about one SLI, in one release. */
const mostFlushes = 40_000;
const flushesPerSecond = 4;

/** What may be bad in everyday life: a tenth of a percent, or a tenth of the strictest bound. */
export function usualOf({ evidence }: Rollout): number {
  return Math.min(usualShare, ...evidence.flatMap((each) => (each.kind === 'ratio' ? [each.max / 10] : [])));
}

export function trialsOf(walk: Walkable, rps: number, usual: number): Trials {
  const { rollout, stretch } = walk;
  const found = forecast(rollout, rps, usual, stretch);
  const tried = stretch.finalWeight === null ? withoutEnd(rollout) : rollout;
  const told = Math.max(1, countedSlis(walk).filter(({ byProxies }) => byProxies).length);
  const trial = (bad: number, seconds: number | null): Trial | null => {
    const flushes = flushesPerSecond * (seconds ?? Infinity) * told;
    return flushes > mostFlushes ? null : { runs, scenario: scenarioOf({ ...walk, rollout: tried }, rps, bad, usual) };
  };
  const goodSeconds = found.seconds === null ? null : found.seconds - found.endSeconds;
  // The forecast knows nothing of burn rates and budgets: what they find is to be tried.
  const burns = rollout.budget !== null || rollout.evidence.some(({ kind }) => kind === 'burn');
  const brokenSeconds = found.broken?.seconds ?? (burns ? rollout.deadlineMs / 1_000 : null);
  return { forecast: found, good: trial(usual, goodSeconds), broken: trial(brokenShare, brokenSeconds) };
}

/** Once it has all traffic nothing but time passes: that needs no trial. */
function withoutEnd(rollout: Rollout): Rollout {
  const steps = rollout.steps.map((step) => (reaches(step.weight, wholeWeight) ? { ...step, holdMs: 0 } : step));
  return { ...rollout, steps, bakeMs: 0 };
}

function scenarioOf({ rollout, stretch, budgetSlo }: Walkable, rps: number, bad: number, usual: number): Scenario {
  const [canary, stable] = [[{ key: null, share: bad }], [{ key: null, share: usual }]];
  return { rollout, budgetSlo, rps, canary, stable, noise: [], proxies: 1, ...stretch };
}

/** Puts together what the trials' releases came to; there are none of one that was not wanted. */
export function outlookOf(
  trials: Trials,
  rps: number,
  usual: number,
  good: readonly Release[],
  broken: readonly Release[],
): Outlook {
  const { seconds, endSeconds, requests, stuckAt, steps, smallest } = trials.forecast;
  const isTried = good.length > 0;
  const arrivals = good.map((each) => (each.end === 'promoted' ? each.seconds + endSeconds : Infinity));
  return {
    rps,
    usual,
    seconds: isTried ? spreadOf(arrivals) : medianOnly(seconds),
    requests: isTried ? spreadOf(good.map((each) => each.requests)) : medianOnly(requests),
    stuckAt,
    steps,
    smallest,
    brokenShare,
    broken: brokenOf(trials.forecast, broken),
    runs: good.length,
  };
}

function brokenOf({ broken }: Forecast, releases: readonly Release[]): Outlook['broken'] {
  if (releases.length === 0) {
    if (broken === null) return null;
    const { seconds, requests } = broken;
    const failures = Math.round(requests * brokenShare);
    return { seconds: medianOnly(seconds), requests: medianOnly(requests), failures: medianOnly(failures) };
  }
  const until = (of: (release: Release) => number): Spread =>
    spreadOf(releases.map((each) => (each.end === 'rolledBack' ? of(each) : Infinity)));
  const seconds = until((each) => each.seconds);
  if (seconds.p50 === null) return null;
  return {
    seconds,
    requests: until((each) => each.requests),
    failures: until((each) => each.failures),
  };
}

function medianOnly(p50: number | null): Spread {
  return { p50, p99: null };
}

function spreadOf(numbers: readonly number[]): Spread {
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = (part: number): number | null => {
    const value = sorted[Math.ceil(sorted.length * part) - 1] ?? Infinity;
    return Number.isFinite(value) ? Math.round(value * 1_000) / 1_000 : null;
  };
  return { p50: at(0.5), p99: at(0.99) };
}
