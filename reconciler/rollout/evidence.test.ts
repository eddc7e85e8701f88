// What becomes of samples: which count, when a block closes, and what the verdict is called.

import { expect, test } from 'vitest';
import { rolloutOf } from '../../test/bars/statistics-simulation.ts';
import { broken, evidence, Feed, healthy, samplesOf, skip } from '../../test/support/evidence-feed.ts';
import type { Given } from '../../test/support/evidence-feed.ts';
import { openEvidence } from './evidence.ts';
import { verdict } from './verdict.ts';

test('a canary that is broken is bad within two blocks, one that is well is fine after a while', () => {
  expect(new Feed().begin().flushes(8, broken).name).toBe('bad');
  expect(new Feed().begin().flushes(4, healthy).name).toBe('too-few-requests');
  expect(new Feed().begin().flushes(120, healthy).name).toBe('fine');
});

test('bad has the counts and the tests that led to it', () => {
  const { kind, reason, counts, tests, blocks } = verdict(new Feed().begin().flushes(8, broken).state);
  expect({ kind, reason, counts, blocks }).toEqual({
    kind: 'bad',
    reason: 'errors',
    counts: { canary: { good: 200, total: 400 }, stable: { good: 7_600, total: 7_600 } },
    // One of a second, which was gross; then four short ones.
    blocks: 5,
  });
  expect(Math.min(tests.e1, tests.e2)).toBeGreaterThan(Math.log(100));
});

test('nothing is judged before a step has begun, nor where stable has no weight', () => {
  expect(new Feed().flushes(40, broken).name).toBe('no-step');
  expect(new Feed().begin(1_000_000, false).flushes(40, broken).name).toBe('not-judged');
});

test('a rollout without evidence never calls anything fine', () => {
  expect(new Feed(rolloutOf({ evidence: [] })).begin().flushes(200, healthy).name).toBe('no-evidence');
});

test('a step change throws the open block away, and asks for fresh proof', () => {
  const feed = new Feed().begin().flushes(120, healthy).flushes(3, broken);
  feed.begin(250_000);
  expect([feed.name, feed.blocks]).toEqual(['too-few-requests', 0]);
  expect(verdict(feed.state).counts.canary.total).toBe(0);
  feed.flushes(4, healthy);
  expect([feed.name, feed.blocks]).toEqual(['too-few-requests', 1]);
  expect(verdict(feed.state).tests.f).toBe(verdict(new Feed().begin().flushes(4, healthy).state).tests.f);
});

test('the same step said again changes nothing', () => {
  const feed = new Feed().begin().flushes(10, healthy);
  const { state } = feed;
  expect(feed.begin().state).toBe(state);
});

test('requests during the warm-up do not count', () => {
  const feed = new Feed(rolloutOf({ evidence: [evidence({ warmupMs: 10_000 })] })).begin();
  feed.flushes(39, broken);
  expect([feed.name, feed.blocks]).toEqual(['warm-up', 0]);
  feed.flushes(100, healthy);
  expect(feed.name).toBe('fine');
});

test('a block closes when it is old enough and both sides have a request', () => {
  const feed = new Feed().begin();
  expect(feed.flushes(3, healthy).blocks).toBe(0);
  expect(feed.flush(healthy).blocks).toBe(1);
  expect(feed.flushes(20, { canary: [0, 0], stable: [950, 950] }).blocks).toBe(1);
  expect(feed.flush({ canary: [1, 1], stable: [950, 950] }).blocks).toBe(2);
});

test('the report that ends a block may come a little early', () => {
  const feed = new Feed().begin().flushes(3, healthy);
  feed.samples(...samplesOf(healthy, 750, 900 - 1));
  expect(feed.blocks).toBe(0);
  feed.nowMs = 900;
  expect(feed.samples(...samplesOf(healthy, 899, 900)).blocks).toBe(1);
});

test('a longer block asks for more time', () => {
  const feed = new Feed(rolloutOf({ evidence: [evidence({ blockMs: 5_000 })] })).begin();
  expect(feed.flushes(19, broken).blocks).toBe(0);
  expect(feed.flush(broken).blocks).toBe(1);
});

test('without stable requests nothing is judged, and it is said so', () => {
  const feed = new Feed().begin().flushes(119, { canary: [25, 50], stable: [0, 0] });
  expect([feed.name, feed.blocks]).toEqual(['little-stable-traffic', 0]);
  feed.flush({ canary: [25, 50], stable: [0, 0] });
  expect(feed.name).toBe('no-stable-traffic');
  expect(feed.blocks).toBeGreaterThan(0);
  expect(feed.flushes(8, broken).name).toBe('bad');
});

test('without canary requests nothing is judged, and it is said so', () => {
  const feed = new Feed().begin().flushes(40, healthy);
  expect(feed.flushes(120, { canary: [0, 0], stable: [950, 950] }).name).toBe('no-canary-traffic');
});

test('fine is fine only while reports come', () => {
  const feed = new Feed().begin().flushes(120, healthy);
  feed.nowMs += 2_000;
  expect(feed.samples().name).toBe('fine');
  feed.nowMs += 1;
  expect(feed.samples().name).toBe('no-data');
  expect(verdict(feed.state).silentMs).toBe(2_001);
});

test('bad stays bad while reports stay away', () => {
  const feed = new Feed().begin().flushes(8, broken);
  feed.nowMs += 60_000;
  expect(feed.samples().name).toBe('bad');
});

test("a shared outage is not the canary's fault, and is named", () => {
  const outage: Given = { canary: [0, 50], stable: [0, 950] };
  expect(new Feed().begin().flushes(40, outage).name).toBe('common-cause');
  expect(new Feed().begin().flushes(40, healthy).flushes(40, outage).flushes(40, healthy).name).not.toBe('bad');
});

test('a rate between max and tolerate is named', () => {
  const indifferent: Given = { canary: [197, 200], stable: [3_800, 3_800] };
  const feed = new Feed(rolloutOf({ evidence: [evidence({ max: 0.01, tolerate: 0.02 })] })).begin();
  expect(feed.flushes(12, indifferent).name).toBe('between-max-and-tolerate');
});

test('samples of other targets are passed over', () => {
  const others = samplesOf(broken, 0, 250).map((sample) => ({ ...sample, target: 'U' }));
  const feed = new Feed().begin().samples(...others);
  expect(verdict(feed.state).counts.canary.total).toBe(0);
});

test.each<[string, (feed: Feed) => Feed]>([
  ['counts-reset', (feed) => skip(feed).flush(broken)],
  ['one-sided', (feed) => feed.flush({ canary: [0, 5_000] })],
  ['one-sided', (feed) => feed.flush({ stable: [5_000, 5_000] })],
  ['invalid-counts', (feed) => feed.flush({ canary: [NaN, 5_000], stable: [1, 1] })],
  ['invalid-counts', (feed) => feed.flush({ canary: [-1, 5_000], stable: [1, 1] })],
  ['invalid-counts', (feed) => feed.flush({ canary: [2, 1], stable: [1, 1] })],
  ['invalid-counts', (feed) => feed.flush({ canary: [1, 1], stable: [1, Infinity] })],
  ['invalid-counts', (feed) => feed.flush({ canary: [0.5, 1], stable: [1, 1] })],
])("%s: that proxy's part of the block is dropped on both sides", (reason, spoil) => {
  const feed = new Feed().begin().flushes(2, broken);
  expect(spoil(feed).name).toBe(reason);
  const none: Given = { canary: [0, 0], stable: [0, 0] };
  const without = new Feed().begin().flushes(3, none).flush(healthy);
  expect(verdict(feed.flush(healthy).state).tests).toEqual(verdict(without.state).tests);
});

test('reports that cannot be used are no data, by their name', () => {
  const feed = new Feed().begin().flushes(120, healthy);
  for (let i = 0; i < 9; i++) skip(feed).flush(healthy);
  expect(feed.name).toBe('counts-reset');
  expect(verdict(feed.state).silentMs).toBeGreaterThan(2_000);
});

test('with several items one that is bad decides, and all must be fine', () => {
  const [strict, lax] = [evidence({ max: 0.01, tolerate: 0.02 }), evidence({ max: 0.4, tolerate: 0.8 })];
  const rollout = rolloutOf({ evidence: [lax, strict] });
  const faulty: Given = { canary: [45, 50], stable: [950, 950] };
  expect(new Feed(rollout).begin().flushes(40, faulty).name).toBe('bad');
  expect(new Feed(rolloutOf({ evidence: [lax] })).begin().flushes(40, faulty).name).toBe('fine');
  expect(new Feed(rollout).begin().flushes(120, healthy).name).toBe('fine');
  expect(new Feed(rolloutOf({ evidence: [lax] })).begin().flushes(16, healthy).name).toBe('fine');
  expect(new Feed(rollout).begin().flushes(16, healthy).name).toBe('too-few-requests');
});

test('several items share the chance of a false alarm', () => {
  const two = openEvidence(rolloutOf({ evidence: [evidence({}), evidence({ max: 0.1 })], confidence: 0.99 }));
  expect(two.items.map((item) => (item.kind === 'ratio' ? Math.exp(item.limits.badAt) : 0))).toEqual([
    expect.closeTo(200),
    expect.closeTo(200),
  ]);
});

test('each step brings its part of the budget once', () => {
  const feed = new Feed();
  const share = (weight: number): number | undefined => feed.begin(weight).flushes(4, healthy).state.step?.share;
  expect([50_000, 250_000, 50_000, 250_000].map(share)).toEqual([0.5, 0.25 / 3, 0, 0]);
});

test('spans that arrive in one go are put in order', () => {
  const flushes = [0, 250, 500].flatMap((fromMs) => samplesOf(healthy, fromMs, fromMs + 250));
  const feed = new Feed().begin().samples(...flushes.reverse());
  expect([feed.name, verdict(feed.state).counts.canary.total]).toEqual(['too-few-requests', 150]);
});

test('a bound of nought or of one is read without a division by nought', () => {
  for (const max of [0, 1]) {
    const feed = new Feed(rolloutOf({ evidence: [evidence({ max, tolerate: max * 2 })] })).begin();
    const { tests } = verdict(feed.flushes(40, broken).state);
    expect(Object.values(tests).some((log) => Number.isNaN(log))).toBe(false);
  }
});

test('the whole budget is one: it is never exceeded, however many steps and blocks there are', () => {
  const feed = new Feed(rolloutOf({ deadlineMs: 60_000 }));
  for (const weight of [50_000, 250_000, 500_000, 50_000, 900_000, 250_000, 700_000, 800_000]) {
    feed.begin(weight).flushes(120, healthy);
  }
  const [item] = feed.state.items;
  if (item?.kind !== 'ratio') throw new Error('no item');
  expect(item.all.spent).toBeLessThanOrEqual(1);
  expect(item.all.spent).toBeGreaterThan(0.99);
  expect(item.all.belowSpent).toBeLessThanOrEqual(0.5);
});

test('the state is plain data: the same samples make the same state, and none is changed', () => {
  const feed = new Feed().begin().flushes(10, healthy);
  const before = structuredClone(feed.state);
  const { state } = feed;
  feed.flushes(10, broken);
  expect(state).toEqual(before);
  expect(new Feed().begin().flushes(10, healthy).flushes(10, broken).state).toEqual(feed.state);
});
