// What is said while a canary is bad by itself, and stable has too little to be compared with.

import { expect, test } from 'vitest';
import { Feed } from '../../test/support/evidence-feed.ts';
import { verdict } from './verdict.ts';

/** Requests per second of each side, and the shares of them that fail. */
interface Rates {
  readonly canary: readonly [number, number];
  readonly stable: readonly [number, number];
}

const halfBroken: Rates = { canary: [5, 0.5], stable: [0.2, 0] };

test.each<[string, Rates, number, string]>([
  ['half broken', halfBroken, 30, 'little-stable-traffic'],
  ['half broken, until it can be compared', halfBroken, 120, 'little-stable-traffic'],
  ['half broken, and compared', halfBroken, 130, 'bad'],
  ['a tenth broken', { ...halfBroken, canary: [5, 0.1] }, 300, 'little-stable-traffic'],
  [
    'as bad as is tolerated, which E1 takes long to see',
    { ...halfBroken, canary: [5, 0.02] },
    100,
    'between-max-and-tolerate',
  ],
  ['as bad as is tolerated, once E1 stands', { ...halfBroken, canary: [5, 0.02] }, 400, 'little-stable-traffic'],
  ['two failures', halfBroken, 1, 'too-few-requests'],
  ['well', { ...halfBroken, canary: [5, 0.001] }, 20, 'too-few-requests'],
  ['stable fails as well', { canary: [5, 0.5], stable: [0.2, 0.5] }, 60, 'common-cause'],
  ['stable has enough, the canary too few', { canary: [5, 0.03], stable: [95, 0.005] }, 60, 'too-few-requests'],
  [
    'both have enough, and blocks set the pace',
    { canary: [1_000, 0.05], stable: [1_000, 0.01] },
    5,
    'too-few-requests',
  ],
  ['no stable request yet', { canary: [5, 0.5], stable: [0.01, 0] }, 20, 'little-stable-traffic'],
  ['none for long', { canary: [5, 0.5], stable: [0.01, 0] }, 40, 'no-stable-traffic'],
  ['one in 100 s', { canary: [5, 0.5], stable: [0.01, 0] }, 110, 'little-stable-traffic'],
])('%s', (_, rates, seconds, name) => {
  expect(fed(rates, seconds).name).toBe(name);
});

test('it is said while E1 stands and E2 does not', () => {
  const { tests } = verdict(fed(halfBroken, 60).state);
  expect(tests.e1).toBeGreaterThan(Math.log(100));
  expect(tests.e2).toBeLessThan(Math.log(100));
});

/** Requests and failures come as evenly as whole ones can. */
function fed({ canary, stable }: Rates, seconds: number): Feed {
  const feed = new Feed().begin();
  for (let flush = 0; flush < seconds * 4 && feed.name !== 'bad'; flush++) {
    feed.flush({ canary: countsOf(canary, flush), stable: countsOf(stable, flush) });
  }
  return feed;
}

function countsOf([rate, share]: readonly [number, number], flush: number): [number, number] {
  const total = within(rate, flush);
  return [total - Math.min(total, within(rate * share, flush)), total];
}

function within(rate: number, flush: number): number {
  const until = (flushes: number): number => Math.floor((flushes * rate) / 4 + 1e-9);
  return until(flush + 1) - until(flush);
}
