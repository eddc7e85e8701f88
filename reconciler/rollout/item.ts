/** The tests of counts of one kind: the open block, and one fold for all proxies and for all but each group. */

import { noCounts } from './bets.ts';
import type { Counts, Limits } from './bets.ts';
import { countsAt, numbersOf, plus, sumFlat, sumOf, width } from './counts.ts';
import { addToFold, beginFoldStep, closable, openFold } from './fold.ts';
import type { Fold, StepStakes } from './fold.ts';
import { beginHearing, everyMsOf, hearReports, isUsable, unheard } from './heard.ts';
import type { Heard } from './heard.ts';
import { addSpread } from './odd.ts';
import type { Spread } from './odd.ts';
import type { Report } from './report.ts';
import type { StepPart } from './stakes.ts';
import { addLine, openTape, printLine, stepMark } from './tape.ts';
import type { Tape } from './tape.ts';
import { groupCount, groupOf } from './voices.ts';
import type { Placed, Voices } from './voices.ts';
import type { RatioEvidence } from '../../policies/evidence.ts';

export interface RatioItem extends Folded {
  readonly kind: 'ratio';
  readonly evidence: RatioEvidence;
  readonly limits: Limits;
  readonly heard: Heard;
  /** When the open block began; later than now during warm-up. */
  readonly openedMs: number;
  /** The open block by proxy: canary total and bad, stable total and bad. */
  readonly open: readonly number[];
  /** What the folds were given, for audit; null where nobody asks. */
  readonly tape: Tape<Checkpoint> | null;
}

/** All that closed blocks have left behind. */
export interface Folded {
  /** Of all proxies. */
  readonly all: Fold;
  /** By group: of all proxies but the group's. */
  readonly without: readonly Fold[];
  /** By group: its own counts in closed blocks. */
  readonly spreads: readonly Spread[];
  /** Of this step. */
  readonly closed: Counts;
}

/** What the tests had when a chapter of the tape was begun, in the step that was then. */
export interface Checkpoint extends Folded {
  readonly step: ItemStep;
}

/** What an item must know of the step it is in. */
export interface ItemStep extends StepStakes {
  /** Parts per million: the sum of the raised shares. */
  readonly weight: number;
  readonly part: StepPart;
}

/** As the tape has them. */
export const partCodes: readonly StepPart[] = ['none', 'first', 'later'];

/** β: how often something that is not fine may pass as fine. */
const falseFine = 0.01;
/** The formulas divide by the bounds: a bound of 0 or 1 is read as this near to it. */
const least = 1e-6;
/** After a block in which the canary failed grossly, so many times shorter is the next. */
const quick = 5;
/** Reports come on a grid of their own: the one that ends a block may come a little early, and the next would be late. */
const earlyMs = 100;

/** `alpha` is this item's part of 1 − confidence. */
export function openItem(evidence: RatioEvidence, alpha: number): RatioItem {
  const max = clamp(evidence.max);
  const limits: Limits = {
    max,
    tolerate: Math.max(clamp(evidence.tolerate), max),
    versusStable: Math.max(1, evidence.versusStable),
    badAt: -Math.log(alpha),
    fineAt: -Math.log(falseFine),
  };
  return {
    kind: 'ratio',
    evidence,
    limits,
    heard: unheard,
    openedMs: Infinity,
    open: [],
    all: openFold(),
    without: [],
    spreads: [],
    closed: noCounts,
    tape: null,
  };
}

/** The open block is thrown away; the next opens after the warm-up. With `keepTape` it is written down. */
export function beginItemStep(item: RatioItem, step: ItemStep, atMs: number, keepTape: boolean): RatioItem {
  const openedMs = atMs + item.evidence.warmupMs;
  const begun: RatioItem = {
    ...item,
    heard: beginHearing(item.heard, atMs),
    openedMs,
    open: [],
    all: beginFoldStep(item.all, openedMs),
    without: item.without.map((fold) => beginFoldStep(fold, openedMs)),
    closed: noCounts,
  };
  if (!keepTape) return begun;
  const tape = item.tape ?? openTape<Checkpoint>(atMs);
  const stakes = [atMs - tape.endMs, step.weight, step.stableHasWeight ? 1 : 0, partCodes.indexOf(step.part)];
  return { ...begun, tape: addLine(tape, `${stepMark}${printLine(stakes)}`, atMs, checkpointOf(begun, step)) };
}

/** Adds reports to the open block, and closes it where it is old enough and can be compared. */
export function addToItem(
  item: RatioItem,
  reports: readonly Report[],
  step: ItemStep | null,
  nowMs: number,
): RatioItem {
  const { heard, placed } = hearReports(item.heard, reports, nowMs);
  if (step === null || nowMs < item.openedMs) return { ...item, heard };
  const open = addToBlock(item.open, placed, heard.voices);
  const grown = { ...item, heard, open };
  if (nowMs < dueMsOf(item) || !closable(sumFlat(open), step, nowMs - item.all.stableHeardMs)) return grown;
  const groups = sumGroups(open, groupCount(heard.voices));
  return { ...closeBlock(grown, groups, step, item.openedMs, nowMs), openedMs: nowMs, open: [] };
}

/** So long a block takes at least; `isGross` says whether the canary failed grossly in the one before. */
export function leastBlockMs({ blockMs }: RatioEvidence, isGross: boolean): number {
  return blockMs / (isGross ? quick : 1);
}

/** From when on the open block is old enough. */
export function dueMsOf({ evidence, all, openedMs }: RatioItem): number {
  const blockMs = leastBlockMs(evidence, all.isGross);
  // What is asked for comes when it has been scraped: a report that is early must not wait for the next.
  return openedMs + blockMs - Math.max(Math.min(earlyMs, blockMs / 10), everyMsOf(evidence.sli));
}

/** Everything that the tests are ever given goes through here, and is written down: an audit does the same again. */
export function closeBlock(
  item: RatioItem,
  groups: readonly Counts[],
  step: ItemStep,
  openedMs: number,
  nowMs: number,
): RatioItem {
  const total = sumOf(groups);
  // A proxy that is new has had no part in anything yet: all but it is what all is.
  const fresh = Array.from({ length: groups.length - item.without.length }, () => item.all);
  const closed: RatioItem = {
    ...item,
    all: addToFold(item.all, total, item.limits, step, openedMs, nowMs),
    without: [...item.without, ...fresh].map((fold, group) =>
      addToFold(fold, plus(total, groups[group] ?? noCounts, -1), item.limits, step, openedMs, nowMs),
    ),
    spreads: addSpread(item.spreads, groups),
    closed: plus(item.closed, total),
  };
  if (item.tape === null) return closed;
  const times = [openedMs - item.tape.endMs, nowMs - openedMs];
  const line = printLine([...times, ...groups.flatMap(numbersOf)]);
  return { ...closed, tape: addLine(item.tape, line, nowMs, checkpointOf(closed, step)) };
}

/** Counts of this step, those of the open block with them. */
export function countsInStep(item: RatioItem): Counts {
  return plus(item.closed, openCountsOf(item));
}

/** Of the open block. */
export function openCountsOf(item: RatioItem): Counts {
  return sumFlat(item.open);
}

function checkpointOf({ all, without, spreads, closed }: Folded, step: ItemStep): Checkpoint {
  return { all, without, spreads, closed, step };
}

/** A report that is flawed, or doesn't go on where the last one ended, voids what its proxy gave to this block, on both sides. */
function addToBlock(open: readonly number[], placed: readonly Placed[], voices: Voices): number[] {
  const next = open.slice();
  while (next.length < voices.toMs.length * width) next.push(0);
  for (const each of placed) {
    const counts = isUsable(each) ? numbersOf(each.report.counts) : null;
    for (let i = 0; i < width; i++) {
      const at = each.index * width + i;
      next[at] = counts === null ? 0 : (next[at] ?? 0) + (counts[i] ?? 0);
    }
  }
  return next;
}

function sumGroups(open: readonly number[], groups: number): Counts[] {
  const sums: Counts[] = Array.from({ length: groups }, () => noCounts);
  for (let index = 0; index * width < open.length; index++) {
    const group = groupOf(index) % groups;
    sums[group] = plus(sums[group] ?? noCounts, countsAt(open, index));
  }
  return sums;
}

function clamp(share: number): number {
  return Math.min(1 - least, Math.max(least, share));
}
