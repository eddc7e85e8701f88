/** Whose word counts: of three proxies or more none decides alone, and one that can't be reconciled has no say. */

import { noCounts } from './bets.ts';
import { sumOf } from './counts.ts';
import type { Outcome } from './fold.ts';
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

/** What the last closed block says, by all proxies, or by all but the odd one. */
export function standingOf(item: RatioItem, nowMs: number): Standing {
  const groups = decidingGroups(item.heard.voices, nowMs);
  const odd = oddGroup(item.spreads, groups);
  if (odd !== null) return { outcome: item.without[odd]?.outcome ?? 'unknown', odd, isSingle: false };
  const { outcome } = item.all;
  const against = [...groups].filter((group) => item.without[group]?.outcome !== outcome);
  if (against.length === 0) return { outcome, odd: null, isSingle: false };
  const [only] = against;
  if (against.length === 1 && only !== undefined && only === ruler(item.spreads, groups) && isMute(item, only)) {
    return { outcome, odd: null, isSingle: false };
  }
  return { outcome: 'unknown', odd: null, isSingle: outcome !== 'unknown' };
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
