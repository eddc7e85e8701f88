/**
 * Whose word counts: of three proxies or more none decides alone, and one that can't be reconciled has no say.
 *
 * All together must reach the whole bound, so α and β hold as they do for one proxy: what the rest must reach only takes
 * verdicts away. Without any one of them the rest must reach a part of the bound (in logarithms), so a liar is heard only
 * where honest proxies say the same by themselves, if less surely: by chance they do with probability e^(−part · bound)
 * at most.
 */

import { noCounts, readBets } from './bets.ts';
import type { Limits } from './bets.ts';
import { sumOf } from './counts.ts';
import type { Fold, Outcome } from './fold.ts';
import type { RatioItem } from './item.ts';
import { oddGroup } from './odd.ts';
import type { Spread } from './odd.ts';
import { decidingGroups } from './voices.ts';

export interface Standing {
  readonly outcome: Outcome;
  /** The group that has no say; null where all have. */
  readonly odd: number | null;
  /** What all proxies together would say doesn't stand with any one of them left out. */
  readonly isSingle: boolean;
}

/** A proxy with so large a part of all requests, of at least so many, is the fleet; the others are too few to object. */
const mostOfAll = 0.95;
const enoughRequests = 200;
/**
 * The part of the bound that all proxies but one must reach, times their part of the fleet. Less, and one honest failure
 * beside a liar is enough; more, and three proxies are slower than one by more than a seventh.
 */
const restPart = 0.4;

/** What the last closed block says, by all proxies, or by all but the odd one. */
export function standingOf(item: RatioItem, nowMs: number): Standing {
  const groups = decidingGroups(item.heard.voices, nowMs);
  const odd = oddGroup(item.spreads, groups);
  if (odd !== null) return { outcome: item.without[odd]?.outcome ?? 'unknown', odd, isSingle: false };
  const { outcome } = item.all;
  if (outcome === 'unknown') return { outcome, odd: null, isSingle: false };
  const part = (restPart * (groups.size - 1)) / groups.size;
  const against = [...groups].filter((group) => !leans(item.without[group], outcome, item.limits, part));
  if (against.length === 0) return { outcome, odd: null, isSingle: false };
  const [only] = against;
  if (against.length === 1 && only !== undefined && only === ruler(item.spreads, groups) && isMute(item, only)) {
    return { outcome, odd: null, isSingle: false };
  }
  return { outcome: 'unknown', odd: null, isSingle: true };
}

/** Whether a fold says the same, or is on the way to it by this part of the bound, and by no means to the contrary. */
function leans(fold: Fold | undefined, towards: 'bad' | 'fine', limits: Limits, part: number): boolean {
  if (fold === undefined) return false;
  if (fold.outcome !== 'unknown') return fold.outcome === towards;
  if (!fold.hadStable) return false;
  const { e1, e2, f } = readBets(fold.bets);
  return towards === 'bad' ? Math.min(e1, e2) >= part * limits.badAt : f >= part * limits.fineAt;
}

function ruler(spreads: readonly Spread[], groups: ReadonlySet<number>): number | null {
  const totals = spreads.map(({ counts }) => counts.canaryTotal + counts.stableTotal);
  const all = totals.reduce((sum, total) => sum + total, 0);
  const found = [...groups].find((group) => (totals[group] ?? 0) >= mostOfAll * all);
  return all < enoughRequests ? null : (found ?? null);
}

/** Whether the others say nothing by themselves, and show nothing that they would say. */
function isMute(item: RatioItem, group: number): boolean {
  if (item.without[group]?.outcome !== 'unknown') return false;
  if (item.all.outcome !== 'fine') return true;
  const others = sumOf(item.spreads.map((each, other) => (other === group ? noCounts : each.counts)));
  return others.canaryBad <= Math.max(1, item.limits.tolerate * others.canaryTotal);
}
