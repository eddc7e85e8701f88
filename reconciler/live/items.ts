/** The list items of a rule in flight, each with its share: those of the intent in its order, then those of home. */

import type { HeaderEdits, Json } from '../../policies/mesh.ts';
import type { TargetView } from './intent.ts';
import { sameShares, totalsOf, weightsAt } from './shares.ts';
import type { Entry, Share } from './state.ts';

export interface LiveItem {
  readonly key: string;
  readonly share: number;
  readonly item: Json;
  readonly headers?: HeaderEdits;
}

/** The items that carry w(T); null where that is what the intent says anyway, for then its text stands as it is. */
export function liveItems(view: TargetView, entry: Entry): readonly LiveItem[] | null {
  const weights = weightsAt(entry, entry.s);
  const wanted = totalsOf(view.shares);
  const homeOnly = entry.home.filter(({ key }) => !wanted.has(key) && (weights.get(key) ?? 0) > 0);
  const items = [...spread(view.shares, weights), ...spread(homeOnly, weights)];
  return sameShares(view.shares, toShares(items)) ? null : items;
}

function toShares(items: readonly LiveItem[]): readonly Share[] {
  return items.map(({ key, share, item }) => ({ key, share, destination: item }));
}

/** Gives each destination's weight to its items, in proportion to their own shares; the rest to the first of them. */
function spread(shares: readonly Share[], weights: ReadonlyMap<string, number>): readonly LiveItem[] {
  const totals = totalsOf(shares);
  const left = new Map<string, number>();
  for (const [key, weight] of weights) {
    const given = shares.reduce((sum, share) => sum + (share.key === key ? part(share, weight, totals) : 0), 0);
    left.set(key, weight - given);
  }
  return shares.map((share) => {
    const { key, destination: item, headers } = share;
    const own = part(share, weights.get(key) ?? 0, totals) + (left.get(key) ?? 0);
    left.set(key, 0);
    return { key, share: own, item, ...(headers === undefined ? {} : { headers }) };
  });
}

function part(share: Share, weight: number, totals: ReadonlyMap<string, number>): number {
  const total = totals.get(share.key) ?? 0;
  return total === 0 ? 0 : Math.floor((weight * share.share) / total);
}
