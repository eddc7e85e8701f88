import { expect, test } from 'vitest';
import { liveMessage, verbs, type LiveEvent } from '../live/trailers.ts';
import { newsOf } from './news.ts';

const intent = '2'.repeat(40);
const step = { target: 'VirtualService/shop/a#b', fromPpm: 50_000, toPpm: 50_000, phase: 'Progressing', reason: '' };

// The keys of that table are events; `Object.keys` forgets it.
test.each(Object.keys(verbs) as LiveEvent[])('a commit that was written for %s is told as that', (event) => {
  const message = liveMessage({ event, intent, steps: [] });
  expect(newsOf({ oid: 'a', committedAt: 0, message }, 'default')).toMatchObject([{ event, target: null, id: 'a' }]);
});

test.each([
  ['raise', { toPpm: 250_000 }, 'raise'],
  ['raise', { phase: 'Held', reason: 'no-data' }, 'hold'],
  ['lower', { toPpm: 0, phase: 'Rejected', reason: 'errors' }, 'lower'],
  ['abort', { toPpm: 0, phase: 'Rejected', reason: 'aborted' }, 'abort'],
  ['promote', { phase: 'Promoted' }, 'promote'],
  ['accept', { toPpm: 0, phase: 'Reverted' }, 'revert'],
  ['accept', { toPpm: 900_000, phase: 'Settled' }, 'settle'],
  ['accept', { toPpm: 0, phase: 'Gone' }, 'gone'],
  ['accept', { movedFrom: 'VirtualService/shop/a#c' }, 'move'],
  ['accept', { fromPpm: 0, toPpm: 0 }, 'begin'],
  ['release', {}, 'release'],
  ['pause', { phase: 'Held', reason: 'paused' }, 'pause'],
] as const)('in a commit for %s, %j is told as %s', (event, changes, told) => {
  const message = liveMessage({ event, intent, steps: [{ ...step, ...changes }] });
  const news = newsOf({ oid: 'a', committedAt: 0, message }, 'default');
  expect(news.at(-1)).toMatchObject({ event: told, target: 'shop/a#b', id: 'a/shop/a#b' });
  expect(news).toHaveLength(event === 'accept' ? 2 : 1);
});

test('a freeze names who said so, and why', () => {
  const message = liveMessage({ event: 'freeze', intent, steps: [], by: 'ada', reason: 'a holiday' });
  const news = newsOf({ oid: 'a', committedAt: 0, message }, 'default');
  expect(news).toMatchObject([{ event: 'freeze', by: 'ada', headline: 'Freeze by ada: a holiday' }]);
});

test('a commit of main is no news', () => {
  expect(newsOf({ oid: 'a', committedAt: 0, message: 'Raise v2 to 5 %\n' }, 'default')).toEqual([]);
});
