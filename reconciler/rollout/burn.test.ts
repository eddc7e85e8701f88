// How fast a canary burns an error budget, and how much of it one walk may spend.

import { expect, test } from 'vitest';
import { rolloutOf } from '../../test/bars/statistics-simulation.ts';
import type { Slo } from '../../policies/evidence.ts';
import { seeded } from '../../test/support/seeded.ts';
import { burn, evidence, Feed, of, samplesOf } from '../../test/support/evidence-feed.ts';
import type { Given } from '../../test/support/evidence-feed.ts';
import { allowanceOf, dayOf, remainingOf, spend } from './budget.ts';
import { withAllowance } from './evidence.ts';
import { verdict } from './verdict.ts';

const slo = 'slo:shop/checkout';
const judged = rolloutOf({ evidence: [evidence({}), burn({})] });
const good: Given = { canary: [50, 50], stable: [950, 950] };
const burning: Given = { canary: [48, 50], stable: [950, 950] };

function told(feed: Feed, flushes: number, ...given: readonly Given[]): Feed {
  for (let i = 0; i < flushes; i++) {
    feed.flush(...given.map((each) => ({ ...good, ...(each.proxy === undefined ? {} : { proxy: each.proxy }) })));
    feed.flushOf(slo, ...given);
  }
  return feed;
}

function elapse(feed: Feed, ms: number, given: Given): void {
  const fromMs = feed.nowMs;
  feed.nowMs += ms;
  feed.samples(...samplesOf(given, fromMs, feed.nowMs).map((sample) => ({ ...sample, sli: slo })));
}

function reasonOf(feed: Feed): string {
  const { kind, reason } = verdict(feed.state);
  return `${kind} ${reason}`;
}

test('a canary that burns its budget too fast is a breach; one within it says nothing', () => {
  expect(reasonOf(told(new Feed(judged).begin(), 40, burning))).toBe('bad slo-breach');
  expect(reasonOf(told(new Feed(judged).begin(), 120, good))).toBe('fine below-tolerate');
});

test('an SLO alone never calls a canary fine', () => {
  const alone = rolloutOf({ evidence: [burn({})] });
  expect(told(new Feed(alone).begin(), 400, good).name).toBe('no-evidence');
});

test('with all traffic on it a breach rejects still', () => {
  const feed = told(new Feed(judged).begin(1_000_000, false), 40, { canary: [1_000, 1_000] });
  expect(feed.name).toBe('not-judged');
  expect(reasonOf(told(feed, 20, { canary: [950, 1_000] }))).toBe('bad slo-breach');
});

test('with all traffic on it silence is named', () => {
  const feed = told(new Feed(judged).begin(1_000_000, false), 40, { canary: [1_000, 1_000] });
  feed.nowMs += 3_000;
  expect(reasonOf(feed.samples())).toBe('unknown no-data');
  expect(verdict(feed.state).silentMs).toBe(3_000);
});

test("stable's trouble is no breach of the canary's", () => {
  const outage: Given = { canary: [0, 50], stable: [0, 950] };
  expect(told(new Feed(judged).begin(), 80, outage).name).not.toBe('bad');
});

test('a burst that is over is no breach: the short window has forgotten it', () => {
  const quick = burn({ windows: [{ longMs: 60_000, shortMs: 5_000, rate: 14.4 }] });
  const feed = told(new Feed(rolloutOf({ evidence: [evidence({}), quick] })).begin(), 40, good);
  expect(told(feed, 8, { canary: [40, 50], stable: [950, 950] }).name).toBe('bad');
  expect(told(feed, 30, good).name).not.toBe('bad');
});

test('one failure, or four, at a rate of 0.05/s are no breach', () => {
  const feed = new Feed(judged).begin();
  for (let i = 0; i < 4; i++) told(feed, 1, { canary: [0, 1], stable: [19, 19] });
  expect(verdict(feed.state).items.map(({ kind }) => kind)).toEqual(['unknown', 'unknown']);
});

test('a canary at its objective is no breach in twenty minutes, at any rate', () => {
  for (const [seed, total] of [0.05, 1, 10, 100].entries()) {
    const chance = seeded(seed + 1);
    const feed = new Feed(judged).begin();
    for (let i = 0; i < 1_200; i++) {
      const requests = Math.floor(total) + (chance() < total % 1 ? 1 : 0);
      const bad = Array.from({ length: requests }, chance).filter((draw) => draw < 0.001).length;
      elapse(feed, 1_000, { canary: [requests - bad, requests], stable: [950, 950] });
      expect(verdict(feed.state).items[1]?.kind).toBe('unknown');
    }
    expect(verdict(feed.state).items[1]?.reason).toBe('within-slo');
  }
});

test('of three proxies one that sees only failures makes no breach', () => {
  const lie: Given = { canary: [0, 50], stable: [950, 950] };
  const feed = told(new Feed(judged).begin(), 60, of('a', good), of('b', good), of('liar', lie));
  expect(verdict(feed.state).items[1]).toMatchObject({ kind: 'unknown', reason: 'within-slo' });
  expect(told(feed, 60, of('a', burning), of('b', burning), of('liar', lie)).name).toBe('bad');
});

test('it never grows: windows are kept in buckets', () => {
  const feed = new Feed(judged).begin();
  for (let i = 0; i < 4_000; i++) elapse(feed, 100_000, good);
  const [, item] = feed.state.items;
  if (item?.kind !== 'burn') throw new Error('no SLO');
  expect(Math.max(...item.series.map(({ buckets }) => buckets.length))).toBeLessThanOrEqual(32);
});

const dayMs = 86_400_000;
const nowMs = Date.parse('2026-03-31T12:00:00Z');
const checkout: Slo = {
  namespace: 'shop',
  name: 'checkout',
  service: 'checkout.shop.svc.cluster.local',
  objective: 0.999,
  windowMs: 30 * dayMs,
  sli: { kind: 'errors', protocol: 'http' },
  windows: burn({}).windows,
  source: { file: 'slo.yaml', document: 0, path: [], object: 'SLO shop/checkout' },
};

test('a ledger has a line for each day, and forgets those that left the window, but for one', () => {
  let budgets = spend([], checkout, nowMs - 32 * dayMs, 1, 2);
  budgets = spend(budgets, checkout, nowMs - 31 * dayMs, 3, 4);
  budgets = spend(budgets, { ...checkout, name: 'cart' }, nowMs, 7, 8);
  budgets = spend(budgets, checkout, nowMs, 10, 20);
  budgets = spend(budgets, checkout, nowMs, 5, 5);
  expect(budgets).toEqual([
    { slo: 'shop/cart', days: [{ day: '2026-03-31', good: 7, total: 8 }] },
    {
      slo: 'shop/checkout',
      days: [
        { day: '2026-02-28', good: 3, total: 4 },
        { day: dayOf(nowMs), good: 15, total: 25 },
      ],
    },
  ]);
});

test('what is left of a budget: all where nothing is known, less than nothing when it is overdrawn', () => {
  const left = (failures: number): number =>
    remainingOf(checkout, spend([], checkout, nowMs, 1_000_000 - failures, 1_000_000), nowMs);
  expect(remainingOf(checkout, [], nowMs)).toBe(1);
  expect([left(0), left(250), left(2_000)]).toEqual([1, expect.closeTo(0.75), expect.closeTo(-1)]);
});

test('a window has as many requests as the whole days of its ledger; one without says nothing', () => {
  const short = spend([], checkout, nowMs, 1_000, 1_000);
  expect(allowanceOf(checkout, short, nowMs).requests).toBeNull();
  const two = spend(spend(short, checkout, nowMs - dayMs, 2_000, 2_000), checkout, nowMs - 9 * dayMs, 7, 7);
  expect(allowanceOf(checkout, two, nowMs).requests).toBeCloseTo((3_000 * 30) / 1.5);
});

test('a walk that spends its share of a budget is bad, whatever its rate', () => {
  const spends = rolloutOf({ evidence: [evidence({})], budget: { slo: 'shop/checkout', share: 0.02 } });
  const began = spend([], checkout, nowMs - 2 * dayMs, 1, 1);
  const month = spend(began, checkout, nowMs - dayMs, 333_333, 333_333);
  const feed = new Feed(spends).begin();
  feed.state = withAllowance(feed.state, allowanceOf(checkout, month, nowMs));
  // 2 % of a thousandth of ten million are two hundred.
  for (let i = 0; i < 199; i++) told(feed, 1, { canary: [49, 50], stable: [950, 950] });
  expect(verdict(feed.state).items.at(-1)).toMatchObject({
    key: 'budget:shop/checkout',
    kind: 'unknown',
    of: 'budget',
  });
  expect(verdict(feed.state).items.at(-1)?.value).toBeCloseTo(0.98, 1);
  feed.begin(250_000);
  expect(reasonOf(told(feed, 6, { canary: [49, 50], stable: [950, 950] }))).toBe('bad budget-spent');
  expect(verdict(feed.state).items.map(({ key }) => key)).toEqual(['errors', 'budget:shop/checkout']);
});

test('a ledger that began before midnight says nothing of a window yet', () => {
  const begun = spend([], checkout, Date.parse('2026-03-30T23:00:00Z'), 3_600, 3_600);
  const night = spend(begun, checkout, Date.parse('2026-03-31T00:30:00Z'), 1_800, 1_800);
  expect(allowanceOf(checkout, night, Date.parse('2026-03-31T00:30:00Z')).requests).toBeNull();
  const day = spend(night, checkout, nowMs, 84_600, 84_600);
  expect(allowanceOf(checkout, day, Date.parse('2026-04-01T00:00:00Z')).requests).toBeCloseTo(86_400 * 30);
});
