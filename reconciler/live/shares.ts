/** Shares of a target: what it had, what it is to have, and every point of the way between, in whole parts per million. */

import { compareText } from '../../policies/finding.ts';
import { destinationKey } from '../../policies/mesh.ts';
import type { Forward, RouteRule } from '../../policies/mesh.ts';
import type { Entry, Share } from './state.ts';

/** All of a rule's traffic, and all of a walk's way, in parts per million. */
export const whole = 1_000_000;

/** The two ends of a walk. */
export type Ends = Pick<Entry, 'home' | 'to'>;

/** One share for each list item of a rule, in its order; none for a rule that forwards nothing. */
export function sharesOf(rule: RouteRule): readonly Share[] {
  return rule.action.kind === 'forward' ? forwardShares(rule.action) : [];
}

function forwardShares(action: Forward): readonly Share[] {
  return action.destinations.map((item) => ({
    key: destinationKey(item.destination),
    share: item.share,
    destination: item.item,
    ...(item.headers === undefined ? {} : { headers: item.headers }),
  }));
}

/** D → share; items of one destination are added up. Keeps the order of first mention. */
export function totalsOf(shares: readonly Share[]): Map<string, number> {
  const totals = new Map<string, number>();
  for (const { key, share } of shares) totals.set(key, (totals.get(key) ?? 0) + share);
  return totals;
}

/** True when both send every destination the same share; an item with share 0 counts for nothing. */
export function sameShares(a: readonly Share[], b: readonly Share[]): boolean {
  const left = totalsOf(a);
  const right = totalsOf(b);
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    if ((left.get(key) ?? 0) !== (right.get(key) ?? 0)) return false;
  }
  return true;
}

/** The destinations that a walk gives more to: its canary. Sorted. */
export function raisedKeys(ends: Ends): readonly string[] {
  const home = totalsOf(ends.home);
  const raised = [...totalsOf(ends.to)].filter(([key, share]) => share > (home.get(key) ?? 0));
  return raised.map(([key]) => key).sort(compareText);
}

/** w(T): one share for each destination of either end, those of `to` first. Sums to one million. */
export function sharesAt(entry: Entry): readonly Share[] {
  const items = new Map<string, Share>();
  for (const share of [...entry.to, ...entry.home]) if (!items.has(share.key)) items.set(share.key, share);
  const weights = weightsAt(entry, entry.s);
  return [...items.values()].map((share) => ({ ...share, share: weights.get(share.key) ?? 0 }));
}

/** w(D) at `s`: raised sides rounded down, and what is left to the heaviest lowered destination that can take it. */
export function weightsAt(ends: Ends, s: number): Map<string, number> {
  const home = totalsOf(ends.home);
  const to = totalsOf(ends.to);
  const weights = new Map<string, number>();
  for (const key of new Set([...to.keys(), ...home.keys()])) {
    const from = home.get(key) ?? 0;
    // Truncation: a raised side is rounded down, a lowered one keeps its fraction. Both stay between the ends.
    weights.set(key, from + Math.trunc((s * ((to.get(key) ?? 0) - from)) / whole));
  }
  settleRest(weights, home, to);
  return weights;
}

/** Gives the rounding's rest to lowered destinations, heaviest first, none of them beyond its ends. */
function settleRest(
  weights: Map<string, number>,
  home: ReadonlyMap<string, number>,
  to: ReadonlyMap<string, number>,
): void {
  let rest = sum(home.values()) - sum(weights.values());
  if (rest === 0) return;
  const lowered = [...home].filter(([key, share]) => share > (to.get(key) ?? 0));
  lowered.sort(([a, x], [b, y]) => y - x || compareText(a, b));
  for (const [key, most] of lowered) {
    const now = weights.get(key) ?? 0;
    const then = Math.min(most, Math.max(to.get(key) ?? 0, now + rest));
    weights.set(key, then);
    rest -= then - now;
  }
}

/** u(s): what the raised destinations have together, in parts per million; the weight that steps speak of. */
export function weightAt(ends: Ends, s: number): number {
  const weights = weightsAt(ends, s);
  return sum(raisedKeys(ends).map((key) => weights.get(key) ?? 0));
}

/** The least s at which the raised destinations have at least `weightPpm` together; the end when they never do. */
export function sFor(ends: Ends, weightPpm: number): number {
  let low = 0;
  let high = whole;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (weightAt(ends, middle) >= weightPpm) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * The furthest that a walk may start while no destination gets more than the greater of its `live` and its home share.
 * Of all s that give these shares the least, so that "nothing raised" reads 0.
 */
export function furthestWithin(ends: Ends, live: ReadonlyMap<string, number>): number {
  const home = totalsOf(ends.home);
  const to = totalsOf(ends.to);
  const ways = raisedKeys(ends).map((key) => {
    const from = home.get(key) ?? 0;
    return { way: (to.get(key) ?? 0) - from, room: Math.max(live.get(key) ?? 0, from) - from };
  });
  const most = Math.min(whole, ...ways.map(({ way, room }) => Math.ceil(((room + 1) * whole) / way) - 1));
  return Math.max(0, ...ways.map(({ way }) => Math.ceil((Math.floor((most * way) / whole) * whole) / way)));
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
