/** One release from its first raise to its end, decided by the very same evidence, verdict and `decide` as real ones. */

import { decide } from '../rollout/decide.ts';
import type { Decision, WalkView } from '../rollout/decide.ts';
import { addSamples, addValues, beginStep, openEvidence, withAllowance } from '../rollout/evidence.ts';
import type { EvidenceState, Item } from '../rollout/evidence.ts';
import { dueMsOf, openCountsOf } from '../rollout/item.ts';
import { holdOf, nextWeight, reaches, wholeWeight } from '../rollout/steps.ts';
import { verdict } from '../rollout/verdict.ts';
import type { Verdict } from '../rollout/verdict.ts';
import type { Chance } from './chance.ts';
import { beginPollsAnew, nextLookMs, openPolls, tellPolls } from './polls.ts';
import type { Poll } from './polls.ts';
import type { Scenario } from './scenario.ts';
import { drawUntil, emptyTallies, openTraffic, samplesOf, setShare } from './traffic.ts';
import type { Traffic } from './traffic.ts';

export type End = 'promoted' | 'rolledBack' | 'held';

export interface Release {
  readonly end: End;
  readonly reason: string;
  /** Since the first raise. */
  readonly seconds: number;
  /** Of the canary. */
  readonly requests: number;
  readonly failures: number;
  /** Until the raise that followed it; null where there was none. */
  readonly firstStep: { readonly requests: number; readonly seconds: number } | null;
  /** From the canary's first bad answer to the end, in seconds; null where there was none. */
  readonly fromFirstFailure: number | null;
}

/** Proxies report so often. */
export const flushMs = 250;
/** From a decision to the last proxy's acknowledgement. */
export const ackMs = 50;

/** Simulates one release. The moments of reports are a grid that the first raise falls anywhere into. */
export function release(scenario: Scenario, chance: Chance): Release {
  const walk = begin(scenario, chance);
  while (walk.nowMs < lastMs(walk)) {
    report(walk, Math.min(nextFlushMs(walk), lastMs(walk)));
    const said = verdict(walk.evidence);
    const decision = decide(viewOf(walk, said), walk.nowMs);
    const end = endOf(decision);
    if (end !== null) return close(walk, end, decision.reason);
    if (decision.kind === 'raise') raise(walk, decision.weight);
    walk.waits = said.kind !== 'fine' && walk.nowMs >= walk.weightMs;
  }
  return close(walk, 'held', 'deadline');
}

/** The deadline is for evidence: what has all traffic bakes to its end. */
function lastMs({ scenario: { rollout }, weight, weightMs }: Walk): number {
  if (!reaches(weight, wholeWeight)) return rollout.deadlineMs;
  return weightMs + Math.max(rollout.bakeMs, holdOf(rollout, wholeWeight)) + 4 * flushMs;
}

interface Walk {
  readonly scenario: Scenario;
  readonly target: string;
  readonly traffic: Traffic;
  readonly polls: readonly Poll[];
  /** Of the grid of reports, from 0 to 250. */
  readonly phaseMs: number;
  /** Moments at which the reconciler starts anew; sorted, the next one first. */
  readonly restarts: readonly number[];
  evidence: EvidenceState;
  nowMs: number;
  weight: number;
  weightMs: number;
  startedMs: number;
  /** Nothing is decided but by a block that closes. */
  waits: boolean;
  firstStep: Release['firstStep'];
  raises: number;
}

function begin(scenario: Scenario, chance: Chance): Walk {
  const { rollout, noise, fromWeight } = scenario;
  const phaseMs = chance() * flushMs;
  const restarts = noise.flatMap((each) =>
    each.kind === 'restart' ? Array.from({ length: each.count }, () => chance() * rollout.deadlineMs) : [],
  );
  const walk: Walk = {
    scenario,
    target: rollout.target ?? '',
    traffic: openTraffic(scenario, rollout.deadlineMs, 0, chance),
    polls: openPolls(rollout.evidence, 0, chance),
    phaseMs,
    restarts: restarts.sort((a, b) => a - b),
    evidence: noEvidence(scenario),
    nowMs: 0,
    weight: 0,
    weightMs: 0,
    startedMs: -Infinity,
    waits: false,
    firstStep: null,
    raises: 0,
  };
  raise(walk, fromWeight ?? nextWeight(rollout, 0, finalOf(scenario)) ?? wholeWeight);
  return walk;
}

/** The SLO's service is taken to have the rule's requests and no others, all through its window. */
function noEvidence({ rollout, budgetSlo, rps }: Scenario): EvidenceState {
  const opened = openEvidence(rollout, { keepTape: false });
  if (budgetSlo === null) return opened;
  const { namespace, name, objective, windowMs } = budgetSlo;
  return withAllowance(opened, {
    slo: `${namespace}/${name}`,
    objective,
    windowMs,
    requests: (rps * windowMs) / 1_000,
  });
}

function finalOf({ finalWeight }: Scenario): number {
  return finalWeight ?? wholeWeight;
}

/** The end of the next report that can matter: while requests are rare, the one that can close a block, or a look. */
function nextFlushMs(walk: Walk): number {
  const { nowMs, phaseMs, traffic, polls, waits } = walk;
  const soon = flushAfter(walk, nowMs);
  const { nextMs } = traffic;
  if (!waits || nextMs === null) return soon;
  const closing = walk.evidence.items.map((item) => closingMs(item, nextMs));
  const restart = walk.restarts.find((each) => each > nowMs) ?? Infinity;
  const look = phaseMs + flushMs * Math.ceil((nextLookMs(polls) - phaseMs) / flushMs);
  return Math.max(soon, Math.min(look, flushAfter(walk, Math.min(restart, ...closing))));
}

/** When an item may say something new, with the canary's next request at `nextMs`. */
function closingMs(item: Item, nextMs: number): number {
  if (item.kind !== 'ratio') return nextMs;
  const dueMs = Math.ceil(dueMsOf(item));
  return openCountsOf(item).canaryTotal > 0 ? dueMs : Math.max(dueMs, nextMs);
}

/** The first end of a report after `atMs`, or at it but for rounding. */
function flushAfter({ phaseMs }: Walk, atMs: number): number {
  return phaseMs + flushMs * (Math.floor((atMs - phaseMs) / flushMs + 1e-9) + 1);
}

function report(walk: Walk, toMs: number): void {
  const { traffic, nowMs } = walk;
  const restarted = walk.restarts.some((each) => each > nowMs && each <= toMs);
  if (restarted) restart(walk, toMs);
  const tallies = emptyTallies(traffic);
  if (walk.weightMs > nowMs && walk.weightMs < toMs) drawUntil(traffic, tallies, walk.weightMs);
  if (traffic.share !== walk.weight / wholeWeight && walk.weightMs <= toMs)
    setShare(traffic, walk.weight / wholeWeight);
  drawUntil(traffic, tallies, toMs);
  const told = tellPolls(walk.polls, traffic, tallies, walk.target, toMs);
  const samples = [...samplesOf(traffic, tallies, walk.target, nowMs, toMs), ...told.samples];
  walk.evidence = addValues(addSamples(walk.evidence, samples, toMs), told.values, toMs);
  walk.nowMs = toMs;
}

function raise(walk: Walk, weight: number): void {
  if (walk.raises === 1) {
    walk.firstStep = { requests: walk.traffic.requests, seconds: walk.nowMs / 1_000 };
  }
  walk.raises += 1;
  walk.weight = weight;
  walk.weightMs = walk.nowMs + ackMs;
  walk.evidence = beginStep(walk.evidence, stepOf(walk));
}

function restart(walk: Walk, atMs: number): void {
  walk.startedMs = atMs;
  beginPollsAnew(walk.polls, atMs);
  walk.evidence = beginStep(noEvidence(walk.scenario), { ...stepOf(walk), atMs });
}

function stepOf({ weight, weightMs }: Walk): { weight: number; stableHasWeight: boolean; atMs: number } {
  return { weight, stableHasWeight: weight < wholeWeight, atMs: weightMs };
}

function viewOf(walk: Walk, said: Verdict): WalkView {
  return {
    phase: 'Progressing',
    heldReason: '',
    rollout: walk.scenario.rollout,
    s: walk.weight,
    u: walk.weight,
    final: finalOf(walk.scenario),
    sinceMs: 0,
    heldMs: walk.nowMs - Math.max(walk.weightMs, walk.startedMs),
    verdict: said,
    acked: walk.nowMs >= walk.weightMs,
    proxySilent: false,
    fleetSeen: true,
    startedAgoMs: walk.nowMs - walk.startedMs,
    pushed: true,
    listedFresh: true,
    skipSteps: false,
    frozen: false,
    blockedBy: null,
  };
}

function endOf(decision: Decision): End | null {
  switch (decision.kind) {
    case 'promote':
      return 'promoted';
    case 'lower':
      return 'rolledBack';
    case 'hold':
      return 'held';
    case 'wait':
    case 'raise':
    case 'resume':
      return null;
  }
}

/** A rollback ends when the last proxy has it. */
function close(walk: Walk, end: End, reason: string): Release {
  const { traffic, firstStep } = walk;
  const endMs = walk.nowMs + (end === 'rolledBack' ? ackMs : 0);
  return {
    end,
    reason,
    seconds: endMs / 1_000,
    requests: traffic.requests,
    failures: traffic.failures,
    firstStep,
    fromFirstFailure: Number.isNaN(traffic.firstFailureMs) ? null : (endMs - traffic.firstFailureMs) / 1_000,
  };
}
