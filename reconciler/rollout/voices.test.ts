// Several proxies speak for one walk, and none of three or more decides alone.

import { expect, test } from 'vitest';
import { broken, Feed, healthy, of, samplesOf } from '../../test/support/evidence-feed.ts';
import type { Given } from '../../test/support/evidence-feed.ts';
import { verdict } from './verdict.ts';

test('one proxy that resets on and on takes nothing from the others', () => {
  const feed = new Feed().begin();
  for (let i = 0; i < 12; i++) {
    const fromMs = feed.nowMs;
    const odd = samplesOf({ ...broken, proxy: 'odd' }, fromMs + 100, fromMs + 250);
    feed.nowMs += 250;
    feed.samples(...samplesOf({ ...broken, proxy: 'a' }, fromMs, feed.nowMs), ...odd);
  }
  expect(verdict(feed.state)).toMatchObject({ kind: 'bad' });
  expect(verdict(feed.state).counts.canary.total).toBe(13 * 50);
});

test('of three proxies no single one makes a canary bad', () => {
  const [a, b, liar] = [of('a', healthy), of('b', healthy), of('liar', { canary: [0, 5_000], stable: [950, 950] })];
  expect(new Feed().begin().flushes(40, a, b, liar).name).toBe('single-proxy');
  expect(new Feed().begin().flushes(40, of('a', broken), of('b', broken), liar).name).toBe('bad');
});

test('of three proxies no single one makes a canary fine', () => {
  const few: Given = { canary: [1, 1], stable: [19, 19] };
  const [a, b, liar] = [of('a', few), of('b', few), of('liar', { canary: [9_000, 9_000], stable: [9_000, 9_000] })];
  expect(new Feed().begin().flushes(60, a, b, liar).name).toBe('single-proxy');
});

test('of forty proxies no single one decides either', () => {
  const crowd = Array.from({ length: 39 }, (_, i) => of(`p${i}`, healthy));
  const liar = of('liar', { canary: [0, 50_000], stable: [950, 950] });
  expect(new Feed().begin().flushes(20, ...crowd, liar).name).toBe('single-proxy');
  const sick = crowd.map((each) => ({ ...each, canary: [25, 50] as const }));
  expect(new Feed().begin().flushes(20, ...sick, liar).name).toBe('bad');
});

test('a proxy that joins late, third of three, is left out as well as the others', () => {
  const [a, b] = [of('a', healthy), of('b', healthy)];
  const feed = new Feed().begin().flushes(20, a, b);
  feed.flushes(40, a, b, of('liar', { canary: [0, 5_000], stable: [950, 950] }));
  expect(feed.name).toBe('single-proxy');
});

test('of two proxies both together decide', () => {
  const liar = of('liar', { canary: [0, 500], stable: [950, 950] });
  expect(new Feed().begin().flushes(20, of('a', healthy), liar).name).toBe('bad');
});

test('a proxy that joins late, third of three, need not wait: without it all is as it was', () => {
  const [a, b] = [of('a', healthy), of('b', healthy)];
  const feed = new Feed().begin().flushes(120, a, b);
  expect(feed.flushes(8, a, b, of('c', healthy)).name).toBe('fine');
});

test('proxies that have gone leave the word to those that stay', () => {
  const crowd = ['a', 'b', 'c'].map((name) => of(name, healthy));
  const feed = new Feed().begin().flushes(40, ...crowd);
  feed.flushes(239, of('a', broken));
  expect(feed.name).toBe('single-proxy');
  expect(feed.flushes(8, of('a', broken)).name).toBe('bad');
});
