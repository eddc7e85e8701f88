/**
 * A proxy whose counts can't be reconciled with those of all others: it lies, or lives in another world.
 *
 * Every proxy sends to the same canary and the same stable. So their error shares differ by chance alone, and by how
 * much chance allows is known: Wilks' likelihood ratio of "this one is different" against "all are alike", by what the
 * blocks of one proxy vary among themselves (failures come in clumps). A fleet whose proxies are alike passes each look
 * but for less than one in a million.
 */

import { noCounts } from './bets.ts';
import type { Counts } from './bets.ts';
import { plus, sumOf } from './counts.ts';

/** What one group of proxies told in closed blocks. */
export interface Spread {
  readonly counts: Counts;
  /** Blocks with a request of that side. */
  readonly canaryBlocks: number;
  readonly stableBlocks: number;
  /** Sums of bad²/total over the blocks, by side: how much they vary. */
  readonly canarySquares: number;
  readonly stableSquares: number;
}

/** ln of a likelihood ratio: e^18 is 65 million. */
const oddAt = 18;
/** Those who are left must agree with each other that well. */
const alikeBelow = 9;
/** Until much is known of how blocks vary, failures are taken to come in clumps of a few, for so many blocks. */
const assumedDispersion = 3;
const assumedBlocks = 4;
/** A lie is coarse: hardly a good answer, or hardly a bad one where the others have ten times the share. */
const allBad = 0.9;
const allGood = 0.1;

export const noSpread: Spread = {
  counts: noCounts,
  canaryBlocks: 0,
  stableBlocks: 0,
  canarySquares: 0,
  stableSquares: 0,
};

/** Adds one closed block. A group that is new begins a new comparison: the others' past was not its own. */
export function addSpread(spreads: readonly Spread[], groups: readonly Counts[]): readonly Spread[] {
  const isNew = groups.length > spreads.length;
  return groups.map((counts, group) => {
    const before = (isNew ? undefined : spreads[group]) ?? noSpread;
    return {
      counts: plus(before.counts, counts),
      canaryBlocks: before.canaryBlocks + Math.min(1, counts.canaryTotal),
      stableBlocks: before.stableBlocks + Math.min(1, counts.stableTotal),
      canarySquares: before.canarySquares + square(counts.canaryBad, counts.canaryTotal),
      stableSquares: before.stableSquares + square(counts.stableBad, counts.stableTotal),
    };
  });
}

/** The one group among these that is different from all others, where they are alike; null where there is none. */
export function oddGroup(spreads: readonly Spread[], groups: ReadonlySet<number>): number | null {
  const members = [...groups].flatMap((group) => {
    const spread = spreads[group];
    return spread === undefined || spread.counts.canaryTotal === 0 ? [] : [{ group, spread }];
  });
  if (members.length < 3) return null;
  const all = fleetOf(members.map(({ spread }) => spread));
  const scores = members.map(({ spread }) => differenceOf(spread, all, true));
  const most = Math.max(...scores);
  const odd = members[scores.indexOf(most)];
  if (odd === undefined || most < oddAt + Math.log(members.length)) return null;
  const rest = members.filter((member) => member !== odd).map(({ spread }) => spread);
  const others = fleetOf(rest);
  return rest.every((spread) => differenceOf(spread, others, false) < alikeBelow) ? odd.group : null;
}

/** What some groups told together, and by how much more than chance their blocks vary. */
interface Fleet {
  readonly counts: Counts;
  readonly canaryDispersion: number;
  readonly stableDispersion: number;
}

function fleetOf(spreads: readonly Spread[]): Fleet {
  return {
    counts: sumOf(spreads.map((each) => each.counts)),
    canaryDispersion: dispersionOf(spreads.map(canaryOf)),
    stableDispersion: dispersionOf(spreads.map(stableOf)),
  };
}

/**
 * ln of the likelihood ratio of one against the rest of its fleet, on both sides; with `coarse` a side counts only where
 * the difference is as coarse as a lie.
 */
function differenceOf(one: Spread, fleet: Fleet, coarse: boolean): number {
  const others = plus(fleet.counts, one.counts, -1);
  const canary = ratioOf(
    { bad: one.counts.canaryBad, total: one.counts.canaryTotal },
    { bad: others.canaryBad, total: others.canaryTotal },
    coarse,
  );
  const stable = ratioOf(
    { bad: one.counts.stableBad, total: one.counts.stableTotal },
    { bad: others.stableBad, total: others.stableTotal },
    coarse,
  );
  return canary / fleet.canaryDispersion + stable / fleet.stableDispersion;
}

interface Share {
  readonly bad: number;
  readonly total: number;
}

interface Varied extends Share {
  readonly blocks: number;
  readonly squares: number;
}

function ratioOf(one: Share, others: Share, coarse: boolean): number {
  if (one.total === 0 || others.total === 0) return 0;
  const share = one.bad / one.total;
  const otherShare = others.bad / others.total;
  if (coarse && share < allBad && share > allGood * otherShare) return 0;
  const both = (one.bad + others.bad) / (one.total + others.total);
  return one.total * divergence(share, both) + others.total * divergence(otherShare, both);
}

/** By how much more than chance the blocks of each group vary among themselves; at least 1. */
function dispersionOf(all: readonly Varied[]): number {
  let [varied, expected, bad, total] = [0, 0, 0, 0];
  for (const each of all) {
    if (each.total === 0) continue;
    const share = each.bad / each.total;
    varied += Math.max(0, each.squares - each.bad * share);
    expected += (each.blocks - 1) * share * (1 - share);
    bad += each.bad;
    total += each.total;
  }
  const share = total === 0 ? 0 : bad / total;
  const assumed = assumedBlocks * share * (1 - share);
  return assumed === 0 ? 1 : Math.max(1, (varied + assumedDispersion * assumed) / (expected + assumed));
}

function canaryOf({ counts, canaryBlocks, canarySquares }: Spread): Varied {
  return { bad: counts.canaryBad, total: counts.canaryTotal, blocks: canaryBlocks, squares: canarySquares };
}

function stableOf({ counts, stableBlocks, stableSquares }: Spread): Varied {
  return { bad: counts.stableBad, total: counts.stableTotal, blocks: stableBlocks, squares: stableSquares };
}

/** Kullback and Leibler's, between two shares; 0 ln 0 is 0. */
export function divergence(share: number, from: number): number {
  return part(share, from) + part(1 - share, 1 - from);
}

function part(a: number, b: number): number {
  return a === 0 ? 0 : a * Math.log(a / b);
}

function square(bad: number, total: number): number {
  return total === 0 ? 0 : (bad * bad) / total;
}
