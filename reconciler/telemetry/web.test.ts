// Any endpoint that answers JSON.

import { afterEach, expect, test } from 'vitest';
import { AskedSource, clusters, everyMs } from '../../test/support/asked-source.ts';
import { startJsonServer } from '../../test/support/json-server.ts';
import type { Reply } from '../../test/support/json-server.ts';
import type { QueriedSli } from '../../policies/evidence.ts';
import type { Reading } from '../rollout/sample.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

type Sli = Extract<QueriedSli, { kind: 'web' }>;

const counting: Sli = {
  kind: 'web',
  source: 'quality',
  path: '/v1/$namespace/$name?side=$side',
  query: { kind: 'counts', good: '/data/0/ok', total: '/data/0/all' },
  everyMs,
};

async function scene(sli: Sli, answering: (url: string) => unknown, named = clusters) {
  const given: { answer: (url: string) => Reply | null } = {
    answer: (url) => ({ headers: { date: new Date(nowMs()).toUTCString() }, body: answering(url) }),
  };
  let nowMs = (): number => 1_700_000_000_000;
  const server = await startJsonServer(({ url }) => given.answer(url));
  open.push(server);
  const config = {
    quality: { kind: 'web' as const, address: `${server.address}/api/`, timeoutMs: 5_000, tokenEnv: null },
  };
  const { asked, readings } = await AskedSource.open({ slis: [sli], config, clusters: named });
  open.push(asked);
  nowMs = () => asked.time.nowMs;
  return { given, server, asked, readings, urls: () => server.asked.map(({ url }) => url) };
}

test('asks for each side, below its address', async () => {
  let all = 10;
  const { asked, readings, urls } = await scene(counting, (url) => ({
    data: [url.includes('canary') ? { ok: all - 1, all } : { ok: 2 * all, all: 2 * all }],
  }));
  expect(urls()).toEqual(['/api/v1/shop/checkout?side=canary', '/api/v1/shop/checkout?side=stable']);
  expect(readings).toMatchObject([{ samples: [{ total: 0 }, { total: 0 }] }]);
  all = 13;
  const fromMs = asked.time.nowMs;
  const span = { source: 'web', proxy: 'quality', target: 'T', sli: 'web:quality#0', fromMs, toMs: fromMs + 1_000 };
  expect(await asked.again()).toEqual([
    {
      kind: 'samples',
      samples: [
        { ...span, side: 'canary', good: 3, total: 3 },
        { ...span, side: 'stable', good: 6, total: 6 },
      ],
    },
  ]);
});

test('one page may speak of both sides', async () => {
  const sli = {
    ...counting,
    path: '/all',
    query: { kind: 'counts', good: '/$side/a~1b', total: '/$side/~0' },
  } as const;
  const page = { canary: { 'a/b': 1, '~': 2 }, stable: { 'a/b': 3, '~': 4 } };
  const { asked, urls } = await scene(sli, () => page);
  page.canary = { 'a/b': 2, '~': 4 };
  expect(await asked.again()).toMatchObject([{ samples: [{ good: 1, total: 2 }, { total: 0 }] }]);
  expect(urls()).toEqual(['/api/all', '/api/all']);
});

test('clusters go into a path as one component', async () => {
  const sli = { ...counting, path: '/c/$clusters', query: { kind: 'value', value: '' } } as const;
  const odd = new Map([...clusters, ['x?&#/../%', { target: 'T', destinationKey: 'x', side: 'canary' as const }]]);
  const { urls, readings } = await scene(sli, () => 0.5, odd);
  expect(urls()).toEqual(['/api/c/shop%2Fcheckout%2F80%2Fv2%7Cx%5C%3F%26%23%2F%5C.%5C.%2F%25']);
  expect(readings).toMatchObject([{ kind: 'values', values: [{ source: 'web', value: 0.5 }] }]);
});

test('the same page again is no news, though it is said again', async () => {
  const { asked, given } = await scene(counting, () => ({ data: [{ ok: 1, all: 1 }] }));
  const date = new Date(asked.time.nowMs).toUTCString();
  given.answer = () => ({ headers: { date }, body: { data: [{ ok: 1, all: 1 }] } });
  for (let i = 0; i < 4; i++) expect(await asked.again()).toEqual([]);
  expect(await asked.again()).toMatchObject([
    { kind: 'no-data', reason: 'nothing new for 5000 ms', about: { name: 'source-empty' } },
  ]);
});

test.each<[string, unknown, string]>([
  ['nothing there', { data: [] }, 'source-empty'],
  ['null', { data: [{ ok: null, all: 1 }] }, 'source-empty'],
  ['nothing at all', null, 'source-empty'],
  ['a field of every object', { data: { 0: { __proto__: { ok: 1, all: 1 } } } }, 'source-empty'],
  ['NaN as text', { data: [{ ok: 'NaN', all: 1 }] }, 'source-nan'],
  ['infinity as text', { data: [{ ok: 1, all: '-Infinity' }] }, 'source-nan'],
  ['too large a number', '{"data":[{"ok":1,"all":1e999}]}', 'source-nan'],
  ['a list', { data: [{ ok: [1, 2], all: 3 }] }, 'source-many-series'],
  ['text', { data: [{ ok: '1', all: 3 }] }, 'source-error'],
  ['a fraction', { data: [{ ok: 0.5, all: 1 }] }, 'source-error'],
  ['more good than all', { data: [{ ok: 2, all: 1 }] }, 'source-error'],
  ['no JSON', 'what?', 'source-error'],
])('%s is trouble with a name', async (_, body, name) => {
  const { readings } = await scene(counting, () => body);
  expect(troubles(readings)).toEqual([name]);
});

test.each([
  ['an error', { status: 500, body: {} }, 'source-error'],
  ['a status that is no page', { status: 202, body: { data: [{ ok: 1, all: 1 }] } }, 'source-error'],
  ['a redirect', { status: 301, headers: { location: '/other' }, body: {} }, 'source-error'],
  [
    'a page of an hour ago',
    { headers: { date: new Date(1_700_000_000_000 - 3_600_000).toUTCString() }, body: { data: [{ ok: 1, all: 1 }] } },
    'source-clock',
  ],
])('%s is trouble with a name, and not followed', async (_, answer, name) => {
  const { asked, given, urls } = await scene(counting, () => ({ data: [{ ok: 1, all: 1 }] }));
  const before = urls().length;
  given.answer = () => answer;
  expect(troubles(await asked.again())).toEqual([name]);
  expect(urls()).toHaveLength(before + 1);
});

test.each(['/../secret', '/a/%2E%2e/b', '//other/x', 'x', '/a\\..\\b'])(
  'a path can not lead away: %s',
  async (path) => {
    const { readings, urls } = await scene({ ...counting, path: `${path}?$side` }, () => ({}));
    expect(troubles(readings)).toEqual([path.startsWith('//') ? 'source-empty' : 'source-error']);
    // Two slashes stay below the address, whose host they can't replace.
    for (const url of urls()) expect(url).toMatch(/^\/api\//);
  },
);

test('a path that tells no sides apart is an error', async () => {
  const { readings } = await scene({ ...counting, path: '/same' }, () => ({ data: [{ ok: 1, all: 1 }] }));
  expect(troubles(readings)).toEqual(['source-error']);
});

test('a stable side without clusters has no requests, and is not asked', async () => {
  const alone = new Map([...clusters].filter(([, { side }]) => side === 'canary'));
  const page = { data: [{ ok: 1, all: 1 }] };
  const { asked, urls } = await scene({ ...counting, path: '/c?$clusters' }, () => page, alone);
  page.data = [{ ok: 4, all: 5 }];
  expect(await asked.again()).toMatchObject([
    {
      samples: [
        { good: 3, total: 4 },
        { good: 0, total: 0 },
      ],
    },
  ]);
  expect(urls()).toHaveLength(2);
});

function troubles(readings: readonly Reading[]): readonly (string | undefined)[] {
  return readings.flatMap((reading) => ('about' in reading ? [reading.about?.name] : []));
}
