// Several proxies speak for one walk, and none of three or more decides alone.

import { expect, test } from 'vitest';
import { broken, Feed, healthy, of, samplesOf } from '../../test/support/evidence-feed.ts';
import type { Given } from '../../test/support/evidence-feed.ts';
import { verdict } from './verdict.ts';

test('one proxy that resets on and on takes nothing from the others, and what it said is in no count', () => {
  const feed = new Feed().begin();
  for (let i = 0; i < 12; i++) {
    const fromMs = feed.nowMs;
    const odd = samplesOf({ ...broken, proxy: 'odd' }, fromMs + 100, fromMs + 250);
    feed.nowMs += 250;
    feed.samples(...samplesOf({ ...broken, proxy: 'a' }, fromMs, feed.nowMs), ...odd);
  }
  expect(verdict(feed.state)).toMatchObject({ kind: 'bad' });
  expect(verdict(feed.state).counts.canary.total).toBe(12 * 50);
});

const allBad: Given = { canary: [0, 50], stable: [0, 950] };
const badCanary: Given = { canary: [0, 50], stable: [950, 950] };

test.each([
  [3, allBad],
  [3, badCanary],
  [20, allBad],
  [20, badCanary],
])('of %i proxies one that lies makes nothing bad, keeps nothing from being fine, and is named', (count, lie) => {
  const honest = fleetOf(count - 1, healthy);
  const feed = new Feed().begin();
  const alone = new Feed().begin();
  for (let i = 0; i < 120; i++) {
    feed.flush(...honest, of('liar', lie));
    alone.flush(...honest);
    expect(feed.name).not.toBe('bad');
  }
  expect([feed.name, alone.name]).toEqual(['fine', 'fine']);
  expect(verdict(feed.state).odd).toEqual(['liar']);
});

test.each([3, 20])('of %i proxies one that sees no fault keeps no broken canary up', (count) => {
  const honest = fleetOf(count - 1, broken);
  const feed = new Feed().begin().flushes(8, ...honest, of('liar', healthy));
  expect(feed.name).toBe('bad');
});

test('of three proxies one that is worse, but no liar, is not put aside: a fault that one zone sees is held', () => {
  const worse: Given = { canary: [35, 50], stable: [950, 950] };
  const feed = new Feed().begin().flushes(120, of('a', healthy), of('b', healthy), of('zone', worse));
  expect([feed.name, verdict(feed.state).odd]).toEqual(['single-proxy', []]);
});

test('of three proxies no single one makes a canary fine, unless it is the fleet', () => {
  const few: Given = { canary: [1, 1], stable: [19, 19] };
  const none: Given = { canary: [0, 0], stable: [19, 19] };
  const fed = (liar: Given): string => new Feed().begin().flushes(60, of('a', few), of('b', none), of('c', liar)).name;
  expect(fed({ canary: [20, 20], stable: [19, 19] })).toBe('single-proxy');
  expect(fed({ canary: [50, 50], stable: [950, 950] })).toBe('fine');
  const bad: Given = { canary: [25, 50], stable: [950, 950] };
  expect(fed(bad)).toBe('bad');
});

test('of three proxies each may know too little by itself, where the others are on the way to the same', () => {
  const few: Given = { canary: [2, 2], stable: [38, 38] };
  const three = ['a', 'b', 'c'].map((name) => of(name, few));
  const feed = new Feed().begin();
  const [all, two] = [feed.flushes(52, ...three).name, new Feed().begin().flushes(52, ...three.slice(1)).name];
  expect([all, two]).toEqual(['fine', 'too-few-requests']);
});

test('of forty proxies no single one decides either', () => {
  const crowd = fleetOf(39, healthy);
  const liar = of('liar', { canary: [0, 50_000], stable: [950, 950] });
  expect(new Feed().begin().flushes(20, ...crowd, liar).name).not.toBe('bad');
  const sick = crowd.map((each) => ({ ...each, canary: [25, 50] as const }));
  expect(new Feed().begin().flushes(20, ...sick, liar).name).toBe('bad');
});

test('a proxy that joins late, third of three, is left out as well as the others', () => {
  const [a, b] = [of('a', healthy), of('b', healthy)];
  const feed = new Feed().begin().flushes(20, a, b);
  for (let i = 0; i < 120; i++) {
    feed.flush(a, b, of('liar', { canary: [0, 5_000], stable: [950, 950] }));
    expect(feed.name).not.toBe('bad');
  }
  expect([feed.name, verdict(feed.state).odd]).toEqual(['fine', ['liar']]);
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

function fleetOf(count: number, given: Given): Given[] {
  return Array.from({ length: count }, (_, i) => of(`edge-${i}`, given));
}
