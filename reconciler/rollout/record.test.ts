// What a live commit keeps is enough to decide again, and nothing but what happened can be said in it.

import { expect, test } from 'vitest';
import type { Rollout } from '../../policies/mesh.ts';
import { rolloutOf } from '../../test/bars/statistics-simulation.ts';
import { broken, burn, evidence, Feed, healthy, of, skip, value } from '../../test/support/evidence-feed.ts';
import type { Given } from '../../test/support/evidence-feed.ts';
import { plainJson, recordOf } from './record.ts';
import { replay } from './replay.ts';
import { verdict } from './verdict.ts';

const several = rolloutOf({
  evidence: [
    evidence({}),
    evidence({ key: 'latency<300ms', sli: { kind: 'latency', thresholdMs: 300 }, blockMs: 5_000 }),
    value({}),
    burn({}),
  ],
  budget: { slo: 'shop/checkout', share: 0.02 },
});
const worse: Given = { canary: [47, 50], stable: [949, 950] };

const stories: readonly (readonly [string, () => Feed])[] = [
  ['one that is fine', () => new Feed().begin().flushes(120, healthy)],
  ['one that is bad', () => new Feed().begin().flushes(8, broken)],
  ['one in the middle of a block', () => new Feed().begin().flushes(10, healthy)],
  ['one that has just begun', () => new Feed().begin()],
  [
    'its third step',
    () => new Feed().begin().flushes(120, healthy).begin(250_000).flushes(120, healthy).begin(500_000),
  ],
  [
    'the end, with no stable left',
    () =>
      new Feed()
        .begin()
        .flushes(60, healthy)
        .begin(1_000_000, false)
        .flushes(8, { canary: [9, 9] }),
  ],
  [
    'a step that was begun again',
    () => new Feed().begin().flushes(9, worse).begin(250_000).flushes(9, worse).begin().flushes(9, worse),
  ],
  ['warm-up', () => new Feed(rolloutOf({ evidence: [evidence({ warmupMs: 3_000 })] })).begin().flushes(30, worse)],
  ['silence', () => later(new Feed().begin().flushes(40, healthy), 9_000)],
  ['counters that were reset', () => skip(new Feed().begin().flushes(40, healthy)).flush(healthy)],
  ['no stable traffic', () => new Feed().begin().flushes(200, { canary: [25, 50], stable: [0, 0] })],
  ['three proxies', () => new Feed().begin().flushes(60, of('a', healthy), of('b', worse), of('c', healthy))],
  [
    'a liar',
    () =>
      new Feed()
        .begin()
        .flushes(60, of('a', healthy), of('b', healthy), of('liar', { canary: [0, 50], stable: [950, 950] })),
  ],
  [
    'a third proxy that joins',
    () =>
      new Feed()
        .begin()
        .flushes(30, of('a', worse), of('b', worse))
        .flushes(31, of('a', worse), of('b', worse), of('c', worse)),
  ],
  ['a walk that holds for long', () => new Feed().begin().flushes(4_000, worse)],
  [
    'long and of twenty',
    () => new Feed().begin().flushes(400, ...Array.from({ length: 20 }, (_, i) => of(`edge-${i}`, worse))),
  ],
  ['several things at once', () => many(new Feed(several).begin(), 40)],
  ['several things, later', () => many(many(new Feed(several).begin(), 40).begin(250_000), 40)],
];

test.each(stories)('is decided again from its record: %s', (_, tell) => {
  const feed = tell();
  const record = plainJson(recordOf(feed.state));
  const again = replay(feed.rollout, JSON.parse(JSON.stringify(record)));
  expect(again).toMatchObject({ kind: 'replayed', verdict: verdict(feed.state) });
});

test('a record stays small, and says when its beginning is gone', () => {
  const sizes = stories.map(([, tell]) => JSON.stringify(recordOf(tell().state)).length);
  expect(Math.max(...sizes)).toBeLessThan(40_000);
  const completeness = (count: number): unknown => recordOf(new Feed().begin().flushes(count, worse).state)?.complete;
  expect([completeness(1_000), completeness(4_000)]).toEqual([true, false]);
});

test('nothing is kept before the first step', () => {
  expect(recordOf(new Feed().flushes(4, healthy).state)).toBeNull();
});

test('no number and no word of it can be changed, and no line left out, without being found', () => {
  const feed = many(new Feed(several).begin(), 60);
  const text = JSON.stringify(recordOf(feed.state));
  const edits = editsOf(text);
  expect(edits.length).toBeGreaterThan(100);
  const unnoticed = edits.filter((edit) => {
    const again = replay(feed.rollout, JSON.parse(edit));
    return again.kind === 'replayed' && JSON.stringify(again.verdict) !== JSON.stringify(verdict(feed.state));
  });
  expect(unnoticed).toEqual([]);
});

test.each(['null', '1', '"x"', '[]', '{}', '{"version":1}', '{"version":1,"weight":1,"tape":{}}'])(
  'what is no record is a fault: %s',
  (text) => expect(replay(rolloutOf(), JSON.parse(text)).kind).toBe('fault'),
);

test('a record of another rollout is a fault', () => {
  const record = plainJson(recordOf(new Feed().begin().flushes(120, healthy).state));
  const stricter: Rollout = rolloutOf({ evidence: [evidence({ tolerate: 0.011 })] });
  expect(replay(stricter, record).kind).toBe('fault');
  expect(replay(several, record).kind).toBe('fault');
});

/** Each number one more, and each line of a tape left out. */
function editsOf(text: string): string[] {
  const numbers = [...text.matchAll(/(?<=[:[,"/])\d+(?=[,\]}"/])/g)].map(
    (match) => `${text.slice(0, match.index)}${Number(match[0]) + 1}${text.slice(match.index + match[0].length)}`,
  );
  const lines = [...text.matchAll(/ [0-9a-z,/]+(?=[ "])/g)].map(
    (match) => `${text.slice(0, match.index)}${text.slice(match.index + match[0].length)}`,
  );
  return [...numbers, ...lines];
}

function many(feed: Feed, flushes: number): Feed {
  for (let i = 0; i < flushes; i++) {
    feed
      .flush(of('edge', worse))
      .flushOf('latency<300ms', of('edge', healthy))
      .flushOf('slo:shop/checkout', of('edge', worse));
    if (i % 4 === 0) feed.value(100 + i);
  }
  return feed;
}

function later(feed: Feed, ms: number): Feed {
  feed.nowMs += ms;
  return feed.samples();
}
