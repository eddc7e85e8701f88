/** The tests of one evidence item: the open block, and one fold for all proxies and for all but each group. */

import { noCounts } from './bets.ts';
import type { Counts, Limits } from './bets.ts';
import { addToFold, beginFoldStep, closable, openFold } from './fold.ts';
import type { Fold, StepStakes } from './fold.ts';
import { groupCount, groupOf } from './voices.ts';
import type { Placed, Voices } from './voices.ts';
import type { RatioEvidence } from '../../policies/evidence.ts';

export interface ItemState {
  readonly evidence: RatioEvidence;
  readonly limits: Limits;
  /** When the open block began; later than now during warm-up. */
  readonly openedMs: number;
  /** The open block by proxy: canary total and bad, stable total and bad. */
  readonly open: readonly number[];
  /** Of all proxies. */
  readonly all: Fold;
  /** By group: of all proxies but the group's. */
  readonly without: readonly Fold[];
}

/** β: how often something that is not fine may pass as fine. */
const falseFine = 0.01;
/** The formulas divide by the bounds: a bound of 0 or 1 is read as this near to it. */
const least = 1e-6;
/** Reports come on a grid of their own: the one that ends a block may come a little early, and the next would be late. */
const earlyMs = 100;
/** Numbers kept for each proxy in an open block. */
const width = 4;

/** `alpha` is this item's part of 1 − confidence. */
export function openItem(evidence: RatioEvidence, alpha: number): ItemState {
  const max = clamp(evidence.max);
  const limits: Limits = {
    max,
    tolerate: Math.max(clamp(evidence.tolerate), max),
    versusStable: Math.max(1, evidence.versusStable),
    badAt: -Math.log(alpha),
    fineAt: -Math.log(falseFine),
  };
  return { evidence, limits, openedMs: Infinity, open: [], all: openFold(), without: [] };
}

/** The open block is thrown away; the next opens after the warm-up. */
export function beginItemStep(item: ItemState, atMs: number): ItemState {
  const openedMs = atMs + item.evidence.warmupMs;
  return {
    ...item,
    openedMs,
    open: [],
    all: beginFoldStep(item.all, openedMs),
    without: item.without.map((fold) => beginFoldStep(fold, openedMs)),
  };
}

/** Adds reports to the open block, and closes it where it is old enough and can be compared. */
export function addToItem(
  item: ItemState,
  placed: readonly Placed[],
  voices: Voices,
  step: StepStakes,
  nowMs: number,
): ItemState {
  // A proxy that is new has had no part in anything yet: all but it is what all is.
  const without = [
    ...item.without,
    ...Array.from({ length: groupCount(voices) - item.without.length }, () => item.all),
  ];
  if (nowMs < item.openedMs) return { ...item, without };
  const open = addToBlock(item.open, placed, voices.toMs.length);
  const groups = sumGroups(open, without.length);
  const total = groups.reduce((a, b) => plus(a, b, 1), noCounts);
  const { blockMs } = item.evidence;
  const oldEnough = nowMs - item.openedMs >= blockMs - Math.min(earlyMs, blockMs / 10);
  if (!oldEnough || !closable(total, step, nowMs - item.all.stableHeardMs)) return { ...item, open, without };
  return {
    ...item,
    openedMs: nowMs,
    open: [],
    all: addToFold(item.all, total, item.limits, step, item.openedMs, nowMs),
    without: without.map((fold, group) =>
      addToFold(fold, plus(total, groups[group] ?? noCounts, -1), item.limits, step, item.openedMs, nowMs),
    ),
  };
}

/** A report that is flawed, or doesn't go on where the last one ended, voids what its proxy gave to this block, on both sides. */
function addToBlock(open: readonly number[], placed: readonly Placed[], proxies: number): number[] {
  const next = open.slice();
  while (next.length < proxies * width) next.push(0);
  for (const { report, index, continuous } of placed) {
    const counts = report.flaw === null && continuous ? numbersOf(report.counts) : null;
    for (let i = 0; i < width; i++) {
      const at = index * width + i;
      next[at] = counts === null ? 0 : (next[at] ?? 0) + (counts[i] ?? 0);
    }
  }
  return next;
}

function sumGroups(open: readonly number[], groups: number): Counts[] {
  const sums: Counts[] = Array.from({ length: groups }, () => noCounts);
  for (let index = 0; index * width < open.length; index++) {
    const group = groupOf(index);
    sums[group] = plus(sums[group] ?? noCounts, countsAt(open, index), 1);
  }
  return sums;
}

function numbersOf(counts: Counts): readonly number[] {
  return [counts.canaryTotal, counts.canaryBad, counts.stableTotal, counts.stableBad];
}

function countsAt(open: readonly number[], index: number): Counts {
  const [canaryTotal = 0, canaryBad = 0, stableTotal = 0, stableBad = 0] = open.slice(
    index * width,
    (index + 1) * width,
  );
  return { canaryTotal, canaryBad, stableTotal, stableBad };
}

function plus(a: Counts, b: Counts, sign: 1 | -1): Counts {
  return {
    canaryTotal: a.canaryTotal + sign * b.canaryTotal,
    canaryBad: a.canaryBad + sign * b.canaryBad,
    stableTotal: a.stableTotal + sign * b.stableTotal,
    stableBad: a.stableBad + sign * b.stableBad,
  };
}

function clamp(share: number): number {
  return Math.min(1 - least, Math.max(least, share));
}
