// What Prometheus' answers come to: counts that can be used, or trouble by its name.

import { afterEach, expect, test } from 'vitest';
import { clusters, everyMs } from '../../test/support/asked-source.ts';
import { counting, prometheusScene, queryOf, type Parts } from '../../test/support/prometheus-scene.ts';
import type { Reply } from '../../test/support/json-server.ts';
import type { Reading } from '../rollout/sample.ts';
import { nothingWatched } from '../rollout/watch.ts';

const open: { close(): Promise<void> }[] = [];
const scene = (...options: Parameters<typeof prometheusScene> extends [unknown, ...infer Rest] ? Rest : never) =>
  prometheusScene(open, ...options);
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

test('one query asks for all, with clusters as text in a string', async () => {
  const { server, readings } = await scene();
  expect(server.asked).toMatchObject([{ method: 'POST', url: '/api/v1/query' }]);
  expect(queryOf(server)).toMatchInlineSnapshot(`
    "label_replace((
    sum(ok{c=~"shop/checkout/80/v2"})
    ), "sluice_part", "good canary", "", "")
    or
    label_replace((
    sum(all{c=~"shop/checkout/80/v2"})
    ), "sluice_part", "total canary", "", "")
    or
    label_replace((
    sum(ok{c=~"shop/checkout/80/v1"})
    ), "sluice_part", "good stable", "", "")
    or
    label_replace((
    sum(all{c=~"shop/checkout/80/v1"})
    ), "sluice_part", "total stable", "", "")
    or
    label_replace((
    max(timestamp(all{c=~"shop/checkout/80/v1"}))
    ), "sluice_part", "seen 0", "", "")
    or
    label_replace((
    max(timestamp(all{c=~"shop/checkout/80/v2"}))
    ), "sluice_part", "seen 1", "", "")
    or
    label_replace((
    max(timestamp(ok{c=~"shop/checkout/80/v1"}))
    ), "sluice_part", "seen 2", "", "")
    or
    label_replace((
    max(timestamp(ok{c=~"shop/checkout/80/v2"}))
    ), "sluice_part", "seen 3", "", "")
    or
    label_replace((
    count(count by (instance) (all{c=~"shop/checkout/80/v1"} or all{c=~"shop/checkout/80/v2"} or ok{c=~"shop/checkout/80/v1"} or ok{c=~"shop/checkout/80/v2"}))
    ), "sluice_part", "instances", "", "")"
  `);
  expect(readings).toMatchObject([{ kind: 'samples', samples: [{ total: 0 }, { total: 0 }] }]);
});

test('tells what was added, of both sides, by its own clock', async () => {
  const { asked, change } = await scene();
  change({
    'good canary': ['7'],
    'total canary': ['9'],
    'total stable': ['103'],
    'good stable': ['92'],
    seen: ['1700000001'],
  });
  const fromMs = asked.time.nowMs;
  const span = {
    source: 'prometheus',
    proxy: 'prom',
    target: 'T',
    sli: 'prometheus:prom#0',
    fromMs,
    toMs: fromMs + 1_000,
  };
  expect(await asked.again()).toEqual([
    {
      kind: 'samples',
      samples: [
        { ...span, side: 'canary', good: 2, total: 3 },
        { ...span, side: 'stable', good: 2, total: 3 },
      ],
    },
  ]);
});

test('says nothing before the next scrape, and takes no half of one', async () => {
  const { asked, change } = await scene();
  expect(await asked.again()).toEqual([]);
  // As between two rules of a group: the total is new, the good of it not yet.
  change({ 'total canary': ['60'], 'seen 1': ['1700000001'] });
  expect(await asked.again()).toEqual([]);
  change({ 'good canary': ['59'], seen: ['1700000001'] });
  expect(await asked.again()).toMatchObject([{ samples: [{ good: 54, total: 54 }, { total: 0 }] }]);
});

test.each<[string, Parts, string]>([
  ['no series of the stable side', { 'total stable': [] }, 'source-empty'],
  ['NaN', { 'good canary': ['NaN'] }, 'source-nan'],
  ['infinity', { 'total canary': ['+Inf'] }, 'source-nan'],
  ['several series', { 'total stable': ['5', '6'] }, 'source-many-series'],
  ['what is no count', { 'good canary': ['4.5'] }, 'source-error'],
  ['less than nothing', { 'good canary': ['-1'] }, 'source-error'],
  ['more good than all', { 'good canary': ['7'] }, 'source-error'],
  ['more than can be counted', { 'total stable': ['1e300'] }, 'source-error'],
])('%s is trouble with a name, and the next answer is used again', async (_, parts, name) => {
  const { asked, given, change } = await scene();
  const before = given.parts;
  change({ ...parts, seen: ['1700000001'] });
  expect(troubles(await asked.again())).toEqual([name]);
  given.parts = { ...before, seen: ['1700000002'] };
  expect((await asked.again()).map(({ kind }) => kind)).toEqual(['samples']);
});

test.each<[string, Reply | null]>([
  ['a refused query', { status: 400, body: { status: 'error', errorType: 'bad_data', error: 'parse error' } }],
  ['an error with status 200', { body: { status: 'error', error: 'no' } }],
  ['a broken server', { status: 503, body: 'upstream gone' }],
  ['HTML', { body: '<html>' }],
  ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: {} }],
  ['a scalar', { body: { status: 'success', data: { resultType: 'scalar', result: [1, '2'] } } }],
  ['no data at all', { body: { status: 'success' } }],
  ['null', { body: null }],
  ['strange series', { body: { status: 'success', data: { resultType: 'vector', result: [{ metric: null }] } } }],
  [
    'a part of the data',
    { body: { status: 'success', warnings: ['a store is gone'], data: { resultType: 'vector', result: [] } } },
  ],
  ['too much', { body: `"${'x'.repeat(1_100_000)}"` }],
])('%s is an error, and costs no counts', async (_, whole) => {
  const { asked, given, change } = await scene();
  given.whole = whole;
  const readings = await asked.again();
  expect(troubles(readings)).toEqual(['source-error']);
  for (const reading of readings) expect('reason' in reading && reading.reason.length).toBeLessThan(300);
  given.whole = undefined;
  change({ 'good canary': ['15'], 'total canary': ['16'], seen: ['1700000001'] });
  expect(await asked.again()).toMatchObject([{ samples: [{ good: 10, total: 10 }, { total: 0 }] }]);
});

test('no answer in time is slow, and costs no counts', async () => {
  const { asked, server, given, change } = await scene();
  given.whole = null;
  const heard = server.nextAsked();
  asked.time.pass(everyMs);
  await heard;
  asked.time.pass(5_000);
  await asked.untilLooks(2);
  expect(troubles(asked.source.take())).toEqual(['source-slow']);
  given.whole = undefined;
  change({ 'good canary': ['15'], 'total canary': ['16'], seen: ['1700000001'] });
  expect(await asked.again()).toMatchObject([{ samples: [{ good: 10, total: 10 }, { total: 0 }] }]);
});

test('a server that is gone is an error', async () => {
  const { asked, server } = await scene();
  open.splice(open.indexOf(server), 1);
  await server.close();
  expect(await asked.again()).toMatchObject([{ kind: 'error', reason: 'it could not be asked: ECONNREFUSED' }]);
});

test.each([-31_000, 31_000])('a clock that is %d ms off is trouble, not evidence', async (offMs) => {
  const { asked, given } = await scene();
  given.offMs = offMs;
  expect(troubles(await asked.again())).toEqual(['source-clock']);
  given.offMs = 0;
  expect(await asked.again()).toMatchObject([{ samples: [{ total: 0 }, { total: 0 }] }]);
});

test('a clock that goes back a little begins a new row', async () => {
  const { asked, given, change } = await scene();
  given.offMs = -20_000;
  change({ 'total canary': ['60'], seen: ['1700000001'] });
  const readings = await asked.again();
  expect(troubles(readings)).toEqual(['source-clock']);
  expect(readings[1]).toMatchObject({ samples: [{ total: 0 }, { total: 0 }] });
});

test("a canary's first requests count from nothing, once its series are there", async () => {
  const { asked, readings, change } = await scene(counting, {}, null, { 'good canary': [], 'total canary': [] });
  const [first] = readings;
  expect(first).toMatchObject({ kind: 'no-data', reason: 'good canary: no series', about: { name: 'source-empty' } });
  expect(readings).toHaveLength(1);
  const beganMs = asked.time.nowMs;
  change({ 'good canary': ['5'], 'total canary': ['9'], 'total stable': ['103'], seen: ['1700000001'] });
  expect(await asked.again()).toMatchObject([
    {
      samples: [
        { fromMs: beganMs, toMs: beganMs, total: 0 },
        { fromMs: beganMs, toMs: beganMs, total: 0 },
      ],
    },
    {
      samples: [
        { fromMs: beganMs, good: 5, total: 9 },
        { fromMs: beganMs, good: 0, total: 3 },
      ],
    },
  ]);
});

test('where both sides have no series, what comes may be old', async () => {
  const gone = { 'good canary': [], 'total canary': [], 'good stable': [], 'total stable': [] };
  const { asked, change } = await scene(counting, {}, null, gone);
  change({ 'good canary': ['5'], 'total canary': ['9'], 'good stable': ['90'], 'total stable': ['100'] });
  expect(await asked.again()).toMatchObject([{ samples: [{ total: 0 }, { total: 0 }] }]);
});

test('an instance that is gone, or back, makes no requests', async () => {
  const { asked, change } = await scene(counting, {}, null, { instances: ['2'] });
  change({ instances: ['1'], 'total stable': ['101'], seen: ['1700000001'] });
  expect(await asked.again()).toMatchObject([
    { reason: '1 instances speak, where there were 2', about: { name: 'counts-reset' } },
    { samples: [{ total: 0 }, { total: 0 }] },
  ]);
  change({ instances: ['2'], 'total stable': ['9000'], seen: ['1700000002'] });
  expect(await asked.again()).toMatchObject([
    { about: { name: 'counts-reset' } },
    { samples: [{ total: 0 }, { total: 0 }] },
  ]);
});

test('counts that fall have begun anew: the span is empty, and the next one goes on', async () => {
  const { asked, change } = await scene();
  change({ 'good stable': ['3'], 'total stable': ['3'], seen: ['1700000001'] });
  const readings = await asked.again();
  const toMs = asked.time.nowMs;
  expect(troubles(readings)).toEqual(['counts-reset']);
  expect(readings[1]).toMatchObject({
    samples: [
      { fromMs: toMs, toMs, total: 0 },
      { fromMs: toMs, toMs, total: 0 },
    ],
  });
  change({ 'good stable': ['4'], 'total stable': ['5'], seen: ['1700000002'] });
  expect(await asked.again()).toMatchObject([{ samples: [{ fromMs: toMs }, { good: 1, total: 2 }] }]);
});

test('a reset that other counts hide shows where more is good than there is', async () => {
  const { asked, change } = await scene();
  change({ 'good stable': ['99'], 'total stable': ['101'], seen: ['1700000001'] });
  expect(troubles(await asked.again())).toEqual(['counts-reset']);
});

test('other clusters begin a new row', async () => {
  const { asked, server, change } = await scene();
  const config = { prom: { kind: 'prometheus' as const, address: server.address, timeoutMs: 5_000, tokenEnv: null } };
  const more = new Map([
    ...clusters,
    ['shop/checkout/80/v3', { target: 'T', destinationKey: 'v3', side: 'canary' as const }],
  ]);
  const walk = { namespace: 'shop', name: 'checkout', slis: [{ key: 'prometheus:prom#0', sli: counting }] };
  asked.source.watch({ ...nothingWatched, clusters: more, walks: new Map([['T', walk]]), sources: config });
  change({ 'total canary': ['1000'], seen: ['1700000001'] });
  const [reading] = await asked.again();
  expect(reading).toMatchObject({ samples: [{ total: 0 }, { total: 0 }] });
  expect(queryOf(server)).toContain('shop/checkout/80/v2|shop/checkout/80/v3');
});

test('a value is told when it is a new one', async () => {
  const { asked, given, readings, change } = await scene({
    ...counting,
    query: { kind: 'value', value: 'depth{s="$side"}' },
  });
  expect(troubles(readings)).toEqual(['source-empty']);
  change({ 'value canary': ['0.25'] });
  const told = { source: 'prometheus', proxy: 'prom', target: 'T', sli: 'prometheus:prom#0', value: 0.25 };
  const first = await asked.again();
  expect(first).toEqual([{ kind: 'values', values: [{ ...told, atMs: asked.time.nowMs }] }]);
  expect(await asked.again()).toEqual([]);
  change({ seen: ['1700000005'] });
  expect(await asked.again()).toMatchObject([{ kind: 'values' }]);
  given.parts = { ...given.parts, 'value canary': ['NaN'] };
  expect(troubles(await asked.again())).toEqual(['source-nan']);
});

test('queries that do not tell the sides apart are an error', async () => {
  const { server, readings } = await scene({ ...counting, query: { kind: 'counts', good: 'ok', total: 'all' } });
  expect(troubles(readings)).toEqual(['source-error']);
  expect(server.asked).toEqual([]);
});

function troubles(readings: readonly Reading[]): readonly (string | undefined)[] {
  return readings.flatMap((reading) => ('about' in reading ? [reading.about?.name] : []));
}
