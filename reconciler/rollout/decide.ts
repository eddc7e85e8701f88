/** What to do with one walk now. It sees no clock and no network: all that it knows is in the view. */

import type { Rollout } from '../../policies/mesh.ts';
import { lasts } from '../live/walk.ts';
import { holdOf, nextWeight, reaches, wholeWeight } from './steps.ts';
import type { Verdict, VerdictReason } from './verdict.ts';

/** One unsettled target, as the pass sees it. */
export interface WalkView {
  readonly phase: 'Progressing' | 'Held' | 'Rejected';
  /** Why it is Held or Rejected; empty while Progressing. */
  readonly heldReason: string;
  /** Null where none covers the target any more. */
  readonly rollout: Rollout | null;
  /** Parts per million: the way from home to `to`, and the sum of the raised shares, now and at s = 1. */
  readonly s: number;
  readonly u: number;
  readonly final: number;
  /** Wall time at which this attempt began. */
  readonly sinceMs: number;
  /** How long all counted proxies have run this weight. */
  readonly heldMs: number;
  readonly verdict: Verdict;
  /** Every counted proxy has acknowledged the weight of the live head. */
  readonly acked: boolean;
  /** A counted proxy has sent no usable report for 2 s. */
  readonly proxySilent: boolean;
  /** A proxy was seen since the start, or nothing is raised. */
  readonly fleetSeen: boolean;
  /** How long this process has been running; the first 5 s are for reading back. */
  readonly startedAgoMs: number;
  /** The last live commit's push was accepted. */
  readonly pushed: boolean;
  /** Both branches were listed less than 1 s ago, and their heads are the ones this view is of. */
  readonly listedFresh: boolean;
  /** Somebody asked for the end without the steps between: the next raise that evidence allows goes there. */
  readonly skipSteps: boolean;
  /** Somebody said that nothing is raised until further notice. */
  readonly frozen: boolean;
  /** What else keeps a raise waiting, by name: `depends-on`, `walk-limit` (see `queue.ts`), or a rule such as `outside-window`. */
  readonly blockedBy: string | null;
}

/**
 * - `wait`: nothing to do now, and why not.
 * - `raise`: to `weight`, in parts per million; the walk is Progressing after it. To `final` that is s = 1.
 * - `promote`: s is 1 and nothing speaks against it: the entry goes.
 * - `lower`: s = 0, Rejected.
 * - `hold`: s kept, Held.
 * - `resume`: the cause of Held is gone: Progressing, s kept.
 */
export type Decision =
  | { readonly kind: 'raise'; readonly reason: string; readonly weight: number }
  | { readonly kind: 'wait' | 'promote' | 'lower' | 'hold' | 'resume'; readonly reason: string };

/**
 * The names that a decision adds to those of verdicts and rules.
 *
 * - `reading-back`, `no-proxy-seen`, `not-acknowledged`, `push-pending`, `not-listed`: the world isn't ready.
 * - `frozen`: by a person. `depends-on`, `walk-limit`: other walks go first.
 * - `hold`: the step's least time isn't over. `baking`: all traffic is watched for a while before the promotion.
 * - `deadline`, `no-walk`: why it is Held (or lowered).
 * - `first-step`, `whole`, `baked`: why it goes on without a verdict.
 */
export type DecisionReason =
  | 'reading-back'
  | 'no-proxy-seen'
  | 'not-acknowledged'
  | 'push-pending'
  | 'not-listed'
  | 'frozen'
  | 'depends-on'
  | 'walk-limit'
  | 'hold'
  | 'baking'
  | 'deadline'
  | 'no-walk'
  | 'first-step'
  | 'whole'
  | 'baked';

/** A starting process learns for so long what the proxies run, before it may raise. */
export const readBackMs = 5_000;
/** Silence of so long becomes Held, for people to see; a shorter one is waited for. */
const holdAfterSilenceMs = 10_000;
/** Held that ends by itself where its cause does; every other one needs a person. */
const silences: ReadonlySet<string> = new Set<VerdictReason>([
  'no-data',
  'little-stable-traffic',
  'counts-reset',
  'one-sided',
  'invalid-counts',
  'source-empty',
  'source-nan',
  'source-many-series',
  'source-error',
  'source-slow',
  'source-clock',
  'source-unknown',
]);

/** Lowering comes first and waits for nothing; raising needs every condition. `nowMs` is wall time. */
export function decide(walk: WalkView, nowMs: number): Decision {
  const { rollout, verdict } = walk;
  if (walk.phase === 'Rejected') return wait(walk.heldReason);
  if (verdict.kind === 'bad') return { kind: 'lower', reason: verdict.reason };
  if (walk.phase === 'Held' && !endsByItself(walk.heldReason)) return wait(walk.heldReason);
  if (rollout === null || rollout.suspend) return holdOnce(walk, 'no-walk');
  return atDeadline(rollout, walk, nowMs) ?? atSilence(walk) ?? climb(rollout, walk);
}

function atDeadline(rollout: Rollout, walk: WalkView, nowMs: number): Decision | null {
  if (nowMs - walk.sinceMs < rollout.deadlineMs || deadlineIsOver(rollout, walk)) return null;
  // The deadline is for evidence. What waits for others is held by their name, and has a new deadline once it goes on.
  if (!atEnd(walk) && walk.blockedBy !== null) return holdOnce(walk, walk.blockedBy);
  if (walk.phase === 'Held' && waitsForOthers(walk.heldReason)) return null;
  switch (rollout.onDeadline) {
    case 'hold':
      return holdOnce(walk, 'deadline');
    case 'rollback':
      return { kind: 'lower', reason: 'deadline' };
  }
}

/** With all traffic on it nothing more is risked: it bakes, and no deadline stops that. An end below that is to be fine first. */
function deadlineIsOver(rollout: Rollout, walk: WalkView): boolean {
  if (!atEnd(walk)) return false;
  return hasAll(walk) || walk.verdict.kind === 'fine' || obstacleOf(rollout, walk) === null;
}

function atSilence(walk: WalkView): Decision | null {
  const { silentMs, reason } = walk.verdict;
  if (needsReports(walk) && silentMs >= holdAfterSilenceMs) return holdOnce(walk, reason);
  if (walk.phase === 'Held')
    return hasEnded(walk) ? { kind: 'resume', reason: walk.heldReason } : wait(walk.heldReason);
  return null;
}

function climb(rollout: Rollout, walk: WalkView): Decision {
  const obstacle = obstacleOf(rollout, walk);
  if (obstacle !== null) return wait(obstacle);
  const reason = reasonOf(rollout, walk);
  const next = nextWeight(rollout, walk.u, walk.final);
  if (next === null) return { kind: 'promote', reason };
  return { kind: 'raise', reason, weight: walk.skipSteps && walk.s > 0 ? walk.final : next };
}

function reasonOf(rollout: Rollout, walk: WalkView): VerdictReason | DecisionReason {
  if (needsEvidence(walk)) return walk.verdict.reason;
  if (walk.s === 0) return 'first-step';
  return rollout.bakeMs > 0 ? 'baked' : 'whole';
}

/** The first thing that a raise or a promotion still waits for; a rule's name among them. */
function obstacleOf(rollout: Rollout, walk: WalkView): string | null {
  const others = atEnd(walk) ? null : walk.frozen ? 'frozen' : walk.blockedBy;
  return worldObstacle(walk) ?? others ?? proofObstacle(rollout, walk) ?? remoteObstacle(walk);
}

function worldObstacle(walk: WalkView): DecisionReason | null {
  if (walk.startedAgoMs < readBackMs) return 'reading-back';
  if (!walk.fleetSeen) return 'no-proxy-seen';
  return walk.acked ? null : 'not-acknowledged';
}

function proofObstacle(rollout: Rollout, walk: WalkView): VerdictReason | DecisionReason | null {
  const { kind, reason, silentMs } = walk.verdict;
  if (needsEvidence(walk) && kind !== 'fine') return reason;
  if (needsReports(walk) && silentMs > 0) return reason;
  if (needsReports(walk) && walk.proxySilent) return 'no-data';
  if (walk.s > 0 && walk.heldMs < holdOf(rollout, walk.u, walk.final)) return 'hold';
  return atEnd(walk) && walk.heldMs < rollout.bakeMs ? 'baking' : null;
}

function remoteObstacle(walk: WalkView): DecisionReason | null {
  if (!walk.pushed) return 'push-pending';
  return walk.listedFresh ? null : 'not-listed';
}

/** At s = 0 what runs was settled before; with all traffic there is no stable to compare with. */
function needsEvidence(walk: WalkView): boolean {
  return walk.s > 0 && !hasAll(walk);
}

/** While it bakes nothing has to be proven, but silence is no proof that nothing broke. */
function needsReports(walk: WalkView): boolean {
  return needsEvidence(walk) || (walk.s > 0 && (walk.rollout?.bakeMs ?? 0) > 0);
}

function atEnd(walk: WalkView): boolean {
  return walk.s > 0 && reaches(walk.u, walk.final);
}

function hasAll(walk: WalkView): boolean {
  return reaches(walk.u, wholeWeight);
}

function endsByItself(reason: string): boolean {
  return !lasts(reason);
}

/** Held for other walks or by a rule, whose name may be any: neither a silence, nor for a person to end. */
export function waitsForOthers(reason: string): boolean {
  return reason !== 'no-walk' && !silences.has(reason) && !lasts(reason);
}

/** A walk is there again; or both sides were heard of again, which a restart alone doesn't bring. */
function hasEnded(walk: WalkView): boolean {
  const { silentMs, counts, items } = walk.verdict;
  if (walk.heldReason === 'no-walk' || !needsReports(walk)) return true;
  const wasTold = counts.canary.total + counts.stable.total > 0 || items.some(({ value }) => value !== null);
  return silentMs === 0 && wasTold;
}

function holdOnce(walk: WalkView, reason: string): Decision {
  return walk.phase === 'Held' && walk.heldReason === reason ? wait(reason) : { kind: 'hold', reason };
}

function wait(reason: string): Decision {
  return { kind: 'wait', reason };
}
