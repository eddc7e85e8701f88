// When sources are asked, and when not.

import { afterEach, expect, test } from 'vitest';
import { SteppedTime } from '../../test/support/stepped-time.ts';
import type { QueriedSli } from '../../policies/evidence.ts';
import { nothingWatched } from '../rollout/watch.ts';
import type { Watch } from '../rollout/watch.ts';
import type { Look, Question } from './look.ts';
import { createPulledSource } from './pulled.ts';

const endings: AbortController[] = [];
afterEach(() => {
  for (const ending of endings.splice(0)) ending.abort();
});

type Sli = Extract<QueriedSli, { kind: 'web' }>;

interface Call {
  readonly question: Question<Sli>;
  readonly signal: AbortSignal;
  readonly answer: (look: Look) => Promise<void>;
}

/** A source whose looks are answered by hand. */
function scene(maxConcurrent = 16) {
  const time = new SteppedTime();
  const ending = new AbortController();
  endings.push(ending);
  const calls: Call[] = [];
  const source = createPulledSource<Sli>(
    'web',
    (question, _, signal) =>
      new Promise((resolve) => {
        const answer = async (look: Look): Promise<void> => {
          resolve(look);
          await settled();
        };
        calls.push({ question, signal, answer });
      }),
    { clock: time.clock, sleep: time.sleep, fetch, env: {}, signal: ending.signal, maxConcurrent },
  );
  const pass = async (ms: number): Promise<void> => {
    time.pass(ms);
    await settled();
  };
  return { time, ending, calls, source, pass };
}

/** All that follows of itself, without the world. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

function watching(...names: readonly string[]): Watch {
  const sli = (everyMs: number): Sli => ({
    kind: 'web',
    source: 'quality',
    path: '/$side',
    query: { kind: 'value', value: '' },
    everyMs,
  });
  const slis = [{ key: 'web:quality', sli: sli(1_000) }];
  return {
    ...nothingWatched,
    walks: new Map(names.map((name) => [name, { namespace: 'shop', name, slis }])),
    sources: { quality: { kind: 'web', address: 'http://127.0.0.1:1', timeoutMs: 100, tokenEnv: null } },
  };
}

const value: Look = { kind: 'value', atMs: 1, marksMs: [], ageMs: null, value: 1 };

test('each poll keeps to its grid, with one look under way', async () => {
  const { calls, source, pass } = scene();
  source.watch(watching('a'));
  await settled();
  expect(calls).toHaveLength(1);
  await pass(2_300);
  expect(calls).toHaveLength(1);
  await calls[0]?.answer(value);
  await pass(699);
  expect(calls).toHaveLength(1);
  await pass(1);
  expect(calls).toHaveLength(2);
});

test('the same watch again changes nothing; what is gone is asked no more, and its answer not heard', async () => {
  const { calls, source, pass, time } = scene();
  source.watch(watching('a', 'b'));
  await settled();
  source.watch(watching('a', 'b'));
  await settled();
  expect(calls.map(({ question }) => question.sides.canary.name)).toEqual(['a', 'b']);
  source.watch(watching('b'));
  expect(calls[0]?.signal.aborted).toBe(true);
  await calls[0]?.answer(value);
  await calls[1]?.answer(value);
  expect(source.take()).toMatchObject([{ values: [{ target: 'b' }] }]);
  await pass(1_000);
  expect(calls.map(({ question }) => question.sides.canary.name)).toEqual(['a', 'b', 'b']);
  expect(time.sleeping).toBe(0);
});

test('a source that moves is asked anew', async () => {
  const { calls, source } = scene();
  source.watch(watching('a'));
  await settled();
  const moved = watching('a');
  source.watch({ ...moved, sources: { quality: { kind: 'web', address: 'http://o', timeoutMs: 1, tokenEnv: null } } });
  await settled();
  expect(calls.map(({ question, signal }) => [question.config.address, signal.aborted])).toEqual([
    ['http://127.0.0.1:1', true],
    ['http://o', false],
  ]);
});

test('looks under way are bounded, and the first come are the first served', async () => {
  const { calls, source } = scene(2);
  source.watch(watching('a', 'b', 'c', 'd'));
  await settled();
  expect(calls).toHaveLength(2);
  await calls[1]?.answer(value);
  expect(calls.map(({ question }) => question.sides.canary.name)).toEqual(['a', 'b', 'c']);
  source.watch(watching('d'));
  await settled();
  expect(calls).toHaveLength(3);
  await calls[0]?.answer(value);
  await calls[2]?.answer(value);
  expect(calls.map(({ question }) => question.sides.canary.name)).toEqual(['a', 'b', 'c', 'd']);
});

test('a source that sluice.yaml does not name, or names otherwise, is trouble, and others go on', async () => {
  const { calls, source } = scene();
  const watch = watching('a');
  source.watch({ ...watch, sources: {} });
  await settled();
  source.watch({
    ...watch,
    sources: { quality: { kind: 'prometheus', address: 'http://o', timeoutMs: 1, tokenEnv: null } },
  });
  await settled();
  expect(calls).toEqual([]);
  const about = { target: 'a', sli: 'web:quality', name: 'source-unknown' };
  expect(source.take()).toEqual([
    { kind: 'error', proxy: 'quality', reason: 'sluice.yaml names no source quality', about },
    { kind: 'error', proxy: 'quality', reason: 'the source quality is no web', about },
  ]);
  source.watch({ ...watch, sources: Object.create({ quality: watch.sources['quality'] }) });
  await settled();
  expect(calls).toEqual([]);
});

test('a name is forgotten when it has had no news for long', async () => {
  const { calls, source, pass } = scene();
  source.watch(watching('a'));
  await settled();
  await calls[0]?.answer(value);
  expect(source.proxies()).toEqual(['quality']);
  await pass(300_001);
  expect(source.proxies()).toEqual([]);
});

test('the abort ends all of it, those that sleep and those that wait too', async () => {
  const { calls, source, time, ending } = scene(1);
  source.watch(watching('a', 'b'));
  await settled();
  await calls[0]?.answer(value);
  expect([calls.length, time.sleeping]).toEqual([2, 1]);
  ending.abort();
  await calls[1]?.answer(value);
  await source.ended();
  expect(time.sleeping).toBe(0);
  source.watch(watching('c'));
  await settled();
  expect(calls).toHaveLength(2);
});

test('who does not take costs evidence, not memory', async () => {
  const { calls, source, pass } = scene();
  source.watch(watching('a'));
  await settled();
  const [first] = source.take();
  expect(first).toBeUndefined();
  for (let i = 0; i < 20_010; i++) {
    await calls.shift()?.answer(value);
    await pass(1_000);
  }
  expect(source.take().length).toBeLessThan(20_000);
});
