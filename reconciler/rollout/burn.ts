/**
 * How fast the canary's own slice burns an SLO's error budget, over several windows at once.
 *
 * The rate of a whole service hides a canary of 5 % for a quarter of an hour. Here only the canary's answers count.
 * A window that is longer than the walk takes what there is. So few answers may be a coincidence: the rate must be
 * above its limit with confidence, not only by its value, in the long window and in the short one that says "still".
 */

import type { BurnEvidence } from '../../policies/evidence.ts';
import { nothingSpent } from '../live/spent.ts';
import type { Spending } from '../live/state.ts';
import { noCounts } from './bets.ts';
import type { Counts } from './bets.ts';
import { countsAt, numbersOf, plus, sumOf, width } from './counts.ts';
import { beginHearing, hearReports, isUsable, unheard } from './heard.ts';
import type { Heard } from './heard.ts';
import { divergence } from './odd.ts';
import type { Report } from './report.ts';
import { addFlat, addToSeries, openSeries, sumSeries } from './series.ts';
import type { Series } from './series.ts';
import { groupCount, groupOf } from './voices.ts';

export interface BurnItem {
  readonly kind: 'burn';
  readonly evidence: BurnEvidence;
  readonly heard: Heard;
  readonly openedMs: number;
  /** ln of what a window's likelihood ratio must reach. */
  readonly badAt: number;
  /** One for each length of a window; shortest first. */
  readonly series: readonly Series[];
  /** Since the evidence was opened: four numbers for each group, and the time that they are of. */
  readonly walked: readonly number[];
  readonly walkedFromMs: number | null;
  /** What the attempt had spent before that: in another process, with other pods or other steps. */
  readonly before: Spending;
  /** Of this step. */
  readonly counts: Counts;
}

/** A breach is looked for each second. Looks at one window have most answers in common: they count for so many. */
const looks = 100;
/** Fewer failures than this are no breach, however few the requests. */
export const fewestFailures = 5;
/** A canary that is within so many times stable's share has stable's trouble. */
const versusStable = 2;

export function openBurn(evidence: BurnEvidence, alpha: number): BurnItem {
  const lengths = [...new Set(evidence.windows.flatMap(({ longMs, shortMs }) => [longMs, shortMs]))];
  return {
    kind: 'burn',
    evidence,
    heard: unheard,
    openedMs: Infinity,
    badAt: Math.log((evidence.windows.length * looks) / alpha),
    series: lengths.toSorted((a, b) => a - b).map(openSeries),
    walked: [],
    walkedFromMs: null,
    before: nothingSpent,
    counts: noCounts,
  };
}

/** What was burnt before stays: a walk has one budget, whatever its steps. */
export function beginBurnStep(item: BurnItem, atMs: number): BurnItem {
  const openedMs = atMs + item.evidence.warmupMs;
  const walkedFromMs = item.walkedFromMs ?? openedMs;
  return { ...item, heard: beginHearing(item.heard, atMs), openedMs, walkedFromMs, counts: noCounts };
}

export function addToBurn(item: BurnItem, reports: readonly Report[], nowMs: number): BurnItem {
  const { heard, placed } = hearReports(item.heard, reports, nowMs);
  if (nowMs < item.openedMs) return { ...item, heard };
  const told: number[] = Array.from({ length: groupCount(heard.voices) * width }, () => 0);
  for (const each of placed) {
    if (!isUsable(each)) continue;
    for (const [i, number] of numbersOf(each.report.counts).entries()) {
      const at = groupOf(each.index) * width + i;
      told[at] = (told[at] ?? 0) + number;
    }
  }
  return {
    ...item,
    heard,
    series: item.series.map((series) => addToSeries(series, told, nowMs)),
    walked: addFlat(item.walked, told),
    counts: plus(item.counts, totalOf(told)),
  };
}

/** One window's counts, four numbers for each group. */
export interface BurnSums {
  readonly longFlat: readonly number[];
  readonly shortFlat: readonly number[];
}

export function sumsOf(item: BurnItem, nowMs: number): readonly BurnSums[] {
  return item.evidence.windows.map(({ longMs, shortMs }) => ({
    longFlat: flatOf(item, longMs, nowMs),
    shortFlat: flatOf(item, shortMs, nowMs),
  }));
}

function flatOf(item: BurnItem, spanMs: number, nowMs: number): readonly number[] {
  const series = item.series.find((each) => each.spanMs === spanMs);
  return series === undefined ? [] : sumSeries(series, nowMs);
}

/** The same windows with these sums, shortest first, whenever they were counted; null where one is missing. */
export function openSeriesOf(
  item: BurnItem,
  sums: readonly (readonly number[] | null)[],
  nowMs: number,
): readonly Series[] | null {
  const series = item.series.flatMap((each, i) => {
    const counts = sums[i] ?? null;
    return counts === null ? [] : [addToSeries(each, counts, nowMs)];
  });
  return series.length === item.series.length ? series : null;
}

/** ln of the strongest window's likelihood ratio; 0 where none is above its limit. It must stand without each of `groups`. */
export function breachOf(
  item: BurnItem,
  sums: readonly BurnSums[],
  stableHasWeight: boolean,
  groups: ReadonlySet<number>,
): number {
  const ratios = item.evidence.windows.map(({ rate }, i) => {
    const each = sums[i];
    if (each === undefined) return 0;
    const limit = rate * (1 - item.evidence.objective);
    const ratioWithout = (group: number | null): number =>
      Math.min(
        ratioOf(without(each.longFlat, group), limit, stableHasWeight),
        ratioOf(without(each.shortFlat, group), limit, stableHasWeight),
      );
    return Math.min(ratioWithout(null), ...[...groups].map(ratioWithout));
  });
  return Math.max(0, ...ratios);
}

/** Chernoff's bound, by which so high a share comes from `limit` at most e^−this often; 0 where it is no breach. */
function ratioOf(counts: Counts, limit: number, stableHasWeight: boolean): number {
  const { canaryTotal, canaryBad, stableTotal, stableBad } = counts;
  if (canaryBad < fewestFailures || limit >= 1) return 0;
  const share = canaryBad / canaryTotal;
  if (share <= limit) return 0;
  const isShared = stableHasWeight && stableTotal > 0 && share <= versusStable * (stableBad / stableTotal);
  return isShared ? 0 : canaryTotal * divergence(share, limit);
}

function without(flat: readonly number[], group: number | null): Counts {
  const all = totalOf(flat);
  return group === null ? all : plus(all, countsAt(flat, group), -1);
}

export function totalOf(flat: readonly number[]): Counts {
  return sumOf(Array.from({ length: Math.ceil(flat.length / width) }, (_, group) => countsAt(flat, group)));
}
