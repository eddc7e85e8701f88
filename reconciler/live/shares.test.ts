import fc from 'fast-check';
import { expect, test } from 'vitest';
import { counterexample } from '../../test/support/properties.ts';
import {
  furthestWithin,
  raisedKeys,
  sFor,
  sameShares,
  sharesAt,
  totalsOf,
  weightAt,
  weightsAt,
  whole,
} from './shares.ts';
import type { Ends } from './shares.ts';
import type { Share } from './state.ts';

const share = (key: string, ppm: number): Share => ({ key, share: ppm, destination: { host: key } });
const v1v2: Ends = { home: [share('v1', whole)], to: [share('v1', 0), share('v2', whole)] };

test('half of the way is half of each difference', () => {
  expect(Object.fromEntries(weightsAt(v1v2, 500_000))).toEqual({ v1: 500_000, v2: 500_000 });
});

test('a raised side is rounded down, and the heaviest lowered destination takes the rest', () => {
  const ends = { home: [share('a', 700_000), share('b', 300_000)], to: [share('c', 333_333), share('d', 666_667)] };
  expect(Object.fromEntries(weightsAt(ends, 1))).toEqual({ a: 700_000, b: 300_000, c: 0, d: 0 });
  expect(Object.fromEntries(weightsAt(ends, 5))).toEqual({ a: 699_997, b: 299_999, c: 1, d: 3 });
});

test('the rest never takes a lowered destination beyond what it had at home', () => {
  const home = [share('a', 600_000), share('b', 400_000)];
  const to = [share('a', 500_000), share('c', 166_667), share('d', 166_667), share('e', 166_666)];
  const weights = Object.fromEntries(weightsAt({ home, to }, 3));
  expect(weights).toEqual({ a: 600_000, b: 400_000, c: 0, d: 0, e: 0 });
});

test('a destination named twice counts once', () => {
  const twice = [share('v1', 400_000), share('v2', 200_000), share('v1', 400_000)];
  expect(Object.fromEntries(totalsOf(twice))).toEqual({ v1: 800_000, v2: 200_000 });
  expect(sameShares(twice, [share('v2', 200_000), share('v1', 800_000), share('v3', 0)])).toBe(true);
  expect(sameShares(twice, [share('v2', 200_001), share('v1', 799_999)])).toBe(false);
});

test('w(T) lists the destinations of `to` first, then those that only home has', () => {
  const entry = { ...v1v2, to: [share('v2', whole)], s: 50_000 };
  const keys = sharesAt({ ...blank, ...entry }).map(({ key, share: ppm }) => [key, ppm]);
  expect(keys).toEqual([
    ['v2', 50_000],
    ['v1', 950_000],
  ]);
});

test("a step's s is the least that gives its weight, and the end where the walk never gets there", () => {
  const small: Ends = { home: [share('v1', whole)], to: [share('v1', 800_000), share('v2', 200_000)] };
  expect(sFor(v1v2, 50_000)).toBe(50_000);
  expect(sFor(small, 50_000)).toBe(250_000);
  expect(sFor(small, 200_001)).toBe(whole);
  expect(sFor(small, 0)).toBe(0);
});

test('a walk that begins again stays where no destination gains', () => {
  const next: Ends = { home: [share('v1', whole)], to: [share('v2', 300_000), share('v3', 700_000)] };
  expect(furthestWithin(next, new Map([['v2', 500_000]]))).toBe(0);
  const less: Ends = { home: [share('v1', whole)], to: [share('v1', 700_000), share('v2', 300_000)] };
  expect(furthestWithin(less, new Map([['v2', 150_000]]))).toBe(500_000);
  expect(furthestWithin(less, new Map([['v2', 600_000]]))).toBe(whole);
});

const blank = {
  target: 't',
  attempt: { intent: '0'.repeat(40), n: 1 },
  phase: 'Progressing',
  reason: '',
  since: 0,
  walkDigest: '',
  toDigest: '',
} as const;

const shareList = fc
  .array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.integer({ min: 0, max: 1000 })), {
    minLength: 1,
    maxLength: 6,
  })
  .map((items) => {
    const sum = items.reduce((total, [, weight]) => total + weight, 0);
    const shares = items.map(([key, weight]) => share(key, sum === 0 ? 0 : Math.floor((weight * whole) / sum)));
    const rest = whole - shares.reduce((total, each) => total + each.share, 0);
    return shares.map((each, index) => (index === 0 ? { ...each, share: each.share + rest } : each));
  });
const ends = fc.record({ home: shareList, to: shareList });
const way = fc.integer({ min: 0, max: whole });

test('everywhere on the way shares sum to one million and stay between home and to', () => {
  const between = fc.property(ends, way, (walk, s) => {
    const weights = weightsAt(walk, s);
    const home = totalsOf(walk.home);
    const to = totalsOf(walk.to);
    const inside = ([key, weight]: [string, number]): boolean => {
      const both = [home.get(key) ?? 0, to.get(key) ?? 0];
      return weight >= Math.min(...both) && weight <= Math.max(...both);
    };
    return [...weights.values()].reduce((a, b) => a + b, 0) === whole && [...weights].every(inside);
  });
  expect(counterexample(between, 300)).toBeUndefined();
});

test('at the ends the shares are exactly those of the ends', () => {
  const asShares = (weights: Map<string, number>) => [...weights].map(([key, ppm]) => share(key, ppm));
  const exact = fc.property(
    ends,
    (walk) =>
      sameShares(asShares(weightsAt(walk, 0)), walk.home) && sameShares(asShares(weightsAt(walk, whole)), walk.to),
  );
  expect(counterexample(exact, 200)).toBeUndefined();
});

test('the s of a weight is the least that reaches it', () => {
  const least = fc.property(ends, way, (walk, weight) => {
    const s = sFor(walk, weight);
    return (s === whole || weightAt(walk, s) >= weight) && (s === 0 || weightAt(walk, s - 1) < weight);
  });
  expect(counterexample(least, 300)).toBeUndefined();
});

test('beginning again gives no raised destination more than it may have, and one more part would', () => {
  const furthest = fc.property(ends, shareList, (walk, now) => {
    const live = totalsOf(now);
    const home = totalsOf(walk.home);
    const s = furthestWithin(walk, live);
    const tooMuch = (at: number) =>
      raisedKeys(walk).some(
        (key) => (weightsAt(walk, at).get(key) ?? 0) > Math.max(live.get(key) ?? 0, home.get(key) ?? 0),
      );
    const further = sFor(walk, weightAt(walk, s) + 1);
    return !tooMuch(s) && (further <= s || weightAt(walk, further) === weightAt(walk, s) || tooMuch(further));
  });
  expect(counterexample(furthest, 300)).toBeUndefined();
});
