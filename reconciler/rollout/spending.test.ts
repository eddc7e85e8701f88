// What an attempt spent before its evidence was opened counts like what it spends now, and is in the record.

import { expect, test } from 'vitest';
import type { Slo } from '../../policies/evidence.ts';
import { rolloutOf } from '../../test/bars/statistics-simulation.ts';
import { burn, evidence, Feed, of } from '../../test/support/evidence-feed.ts';
import type { Given } from '../../test/support/evidence-feed.ts';
import { allowanceOf } from './budget.ts';
import { openEvidence, withAllowance } from './evidence.ts';
import { plainJson, recordOf } from './record.ts';
import { replay } from './replay.ts';
import { spendingIn, withSpending } from './spending.ts';
import type { WalkSpending } from './spending.ts';
import { verdict } from './verdict.ts';

const key = 'slo:shop/checkout';
const walk = rolloutOf({ evidence: [evidence({})], budget: { slo: 'shop/checkout', share: 0.02 } });
const slo: Slo = {
  namespace: 'shop',
  name: 'checkout',
  service: 'checkout.shop.svc.cluster.local',
  objective: 0.999,
  windowMs: 30 * 86_400_000,
  sli: { kind: 'errors', protocol: 'http' },
  windows: burn({}).windows,
  source: { file: 'slo.yaml', document: 0, path: [], object: 'SLO shop/checkout' },
};
const one: Given = { canary: [199, 200], stable: [800, 800] };
/** 1,000 in 250 ms: a month has 10 milliard, of which 207 thousand may be the walk's. */
const before: WalkSpending = { slo: 'shop/checkout', bad: 207_000, total: 4_000_000, forMs: 1_000_000 };

function told(feed: Feed, flushes: number, ...given: readonly Given[]): Feed {
  for (let i = 0; i < flushes; i++) feed.flush(...given).flushOf(key, ...given);
  return feed;
}

function begun(...known: readonly WalkSpending[]): Feed {
  const feed = new Feed(walk);
  feed.state = withAllowance(known.reduce(withSpending, feed.state), allowanceOf(slo, [], 0));
  return feed.begin();
}

test('what was spent before is spent, and a few failures more are too many', () => {
  const feed = told(begun(before), 40, one);
  expect(spendingIn(feed.state)).toEqual({ ...before, bad: 207_040, total: 4_040_000, forMs: 1_010_000 });
  expect(verdict(feed.state).items.at(-1)).toMatchObject({ key: 'budget:shop/checkout', reason: 'within-budget' });
  expect(verdict(told(feed, 400, one).state)).toMatchObject({ kind: 'bad', reason: 'budget-spent' });
  expect(verdict(told(begun(), 440, one).state).kind).not.toBe('bad');
});

test('one second of little traffic after a restart makes no month of it', () => {
  const feed = begun({ ...before, bad: 100_000 });
  feed.nowMs += 1_000;
  feed.flush({ canary: [1, 1] }).flushOf(key, { canary: [1, 1] });
  expect(verdict(feed.state).items.at(-1)?.value).toBeCloseTo(0.48, 2);
});

test('to be told of it again adds nothing, and of less takes nothing away', () => {
  const feed = told(begun(before, before), 10, one);
  const now = spendingIn(feed.state);
  expect(withSpending(feed.state, before)).toBe(feed.state);
  expect(spendingIn(withSpending(feed.state, { ...before, bad: 300_000 }))).toEqual({ ...now, bad: 300_000 });
  expect(spendingIn(told(feed, 1, one).state)?.bad).toBe((now?.bad ?? 0) + 1);
});

test("another SLO's is not this one's; a walk without a budget has spent none", () => {
  const feed = told(begun({ ...before, slo: 'shop/cart' }), 10, one);
  expect(spendingIn(feed.state)?.bad).toBe(10);
  const free = openEvidence(rolloutOf({ evidence: [evidence({}), burn({})] }));
  expect(spendingIn(free)).toBeNull();
  expect(withSpending(free, before)).toBe(free);
});

test('a liar among three spends nothing that is handed on', () => {
  const fine: Given = { canary: [200, 200], stable: [800, 800] };
  const lie: Given = { canary: [0, 200], stable: [800, 800] };
  const feed = told(begun(), 60, of('a', one), of('b', fine), of('liar', lie));
  expect(spendingIn(feed.state)?.bad).toBe(60);
});

test('it is decided again from the record, which says what was spent before only where it was', () => {
  for (const [feed, says] of [
    [told(begun(before), 500, one), true],
    [told(begun(), 40, one), false],
  ] as const) {
    const record = plainJson(recordOf(feed.state));
    expect(JSON.stringify(record).includes('"before"')).toBe(says);
    expect(replay(walk, record)).toMatchObject({ kind: 'replayed', verdict: { kind: verdict(feed.state).kind } });
  }
  const text = JSON.stringify(plainJson(recordOf(told(begun(before), 500, one).state)));
  for (const wrong of ['"bad":1', '"bad":"soon"', '"bad":1.5']) {
    expect(replay(walk, JSON.parse(text.replace('"bad":207000', wrong))).kind).toBe('fault');
  }
});
