// One number that is to stay in a range: two bad ones reject, three good ones are fine while they are fresh.

import { expect, test } from 'vitest';
import { rolloutOf } from '../../test/bars/statistics-simulation.ts';
import { Feed, healthy, value } from '../../test/support/evidence-feed.ts';
import { verdict } from './verdict.ts';

const alone = rolloutOf({ evidence: [value({})] });

function told(feed: Feed, ...numbers: readonly number[]): Feed {
  for (const number of numbers) {
    feed.nowMs += 1_000;
    feed.value(number);
  }
  return feed;
}

test.each<[readonly number[], string]>([
  [[], 'too-few-values'],
  [[100, 100], 'too-few-values'],
  [[100, 0, 250], 'fine'],
  [[251], 'too-few-values'],
  [[251, 251], 'bad'],
  [[-1, 251], 'bad'],
  [[251, 100, 251, 100], 'too-few-values'],
  [[100, 100, 100, 251], 'too-few-values'],
  [[251, 100, 100, 100], 'fine'],
  [[100, 100, 100, 251, 251], 'bad'],
  [[100, NaN, 100, Infinity], 'too-few-values'],
])('values %j: %s', (numbers, name) => {
  expect(told(new Feed(alone).begin(), ...numbers).name).toBe(name);
});

test('an open end bounds nothing', () => {
  const least = rolloutOf({ evidence: [value({ min: 0.9, max: null })] });
  expect(told(new Feed(least).begin(), 1e9, 1, 0.9).name).toBe('fine');
  expect(told(new Feed(least).begin(), 0.8, 0.8).name).toBe('bad');
});

test('the same answer told twice is one', () => {
  const feed = told(new Feed(alone).begin(), 100, 251);
  feed.value(251, feed.nowMs);
  expect(feed.name).toBe('too-few-values');
});

test('each step asks for values of its own, after its warm-up', () => {
  const feed = told(new Feed(rolloutOf({ evidence: [value({ warmupMs: 2_500 })] })).begin(), 251, 251);
  expect(feed.name).toBe('warm-up');
  expect(told(feed, 100, 100, 100).name).toBe('fine');
  expect(told(feed.begin(250_000), 100).name).toBe('warm-up');
});

test('fine lasts for two intervals and 2 s; what is old is held by the name of its trouble', () => {
  const feed = told(new Feed(alone).begin(), 100, 100, 100);
  feed.nowMs += 4_000;
  expect(feed.samples().name).toBe('fine');
  feed.nowMs += 1;
  expect(feed.trouble('source-slow', 'value').name).toBe('source-slow');
  expect(verdict(feed.state).silentMs).toBe(4_001);
  expect(told(feed, 100).name).toBe('fine');
});

test('with all traffic on it, it is not judged', () => {
  expect(told(new Feed(alone).begin(1_000_000, false), 251, 251).name).toBe('not-judged');
});

test('one source that is silent holds the walk by its name, whatever another one says', () => {
  const both = rolloutOf({ evidence: [...rolloutOf().evidence, value({})] });
  const feed = told(new Feed(both).begin(), 100, 100, 100).flushes(120, healthy);
  expect(feed.trouble('source-empty', 'value').name).toBe('source-empty');
  const { silentMs, items } = verdict(feed.state);
  expect([silentMs, items.map(({ reason }) => reason)]).toEqual([30_000, ['below-tolerate', 'source-empty']]);
});

test('fine needs all of them; one is enough for bad', () => {
  const both = rolloutOf({ evidence: [...rolloutOf().evidence, value({})] });
  expect(new Feed(both).begin().flushes(140, healthy).name).toBe('no-data');
  const feed = new Feed(both).begin().flushes(140, healthy);
  expect(told(feed, 1, 1, 1).flush(healthy).name).not.toBe('fine');
  const fresh = new Feed(both).begin();
  for (let i = 0; i < 140; i++) fresh.flush(healthy).value(100);
  expect(fresh.name).toBe('fine');
  expect(told(fresh, 300, 300).name).toBe('bad');
});
