// Real Envoys, scraped by a real Prometheus: every answer is counts that clients saw, or trouble with a name.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { sleep } from '../../reconciler/commands/sleep.ts';
import { poll } from '../../reconciler/demo/waiting.ts';
import type { SourceConfig } from '../../policies/config.ts';
import type { Asked, QueriedSli } from '../../policies/evidence.ts';
import type { Reading, Sample, Side } from '../../reconciler/rollout/sample.ts';
import { nothingWatched } from '../../reconciler/rollout/watch.ts';
import type { Watch } from '../../reconciler/rollout/watch.ts';
import type { PulledSource } from '../../reconciler/telemetry/pulled.ts';
import { sources } from '../../reconciler/telemetry/sources.ts';
import { startJsonServer, type JsonServer } from '../support/json-server.ts';
import { judge, type Taken } from '../support/judged-readings.ts';
import { startPrometheus, type RealPrometheus } from '../support/real-prometheus.ts';
import { clusterOf, TwoVersions } from '../support/two-versions.ts';

const answers = 'envoy_cluster_upstream_rq_xx{envoy_cluster_name=~"$clusters"}';
const goodAnswers = 'envoy_cluster_upstream_rq_xx{envoy_cluster_name=~"$clusters",envoy_response_code_class!="5"}';
const counts: Asked = { kind: 'counts', good: `sum(${goodAnswers}) or vector(0)`, total: `sum(${answers}) # all` };

/** SLI → what is asked, and of whom. */
const questions = {
  counts: ['prom', counts],
  empty: ['prom', { ...counts, total: 'sum(envoy_gone{envoy_cluster_name=~"$clusters"})' }],
  nan: ['prom', { ...counts, total: `sum(${answers}) * 0 / 0` }],
  infinite: ['prom', { ...counts, total: `sum(${answers}) / 0` }],
  many: ['prom', { ...counts, total: answers }],
  refused: ['prom', { ...counts, total: `sum(${answers}` }],
  scalar: ['prom', { kind: 'value', value: '1' }],
  value: ['prom', { kind: 'value', value: `sum(rate(${answers}[10s]))` }],
  overloaded: ['hasty', counts],
  behind: ['behind', counts],
  ahead: ['ahead', counts],
  gone: ['gone', counts],
} as const satisfies Readonly<Record<string, readonly [string, Asked]>>;

type Question = keyof typeof questions;
type Trouble = Extract<Reading, { reason: string }>;

const stop = new AbortController();
const { signal } = stop;
const taken: Taken[] = [];
const parts: { close(): Promise<void> }[] = [];
let versions: TwoVersions;
let prometheus: RealPrometheus;
let source: PulledSource | undefined;

beforeAll(async () => {
  versions = await TwoVersions.start(signal);
  parts.push(versions);
  await versions.send('v1', 6);
  await versions.send('v2', 2);
  prometheus = await startPrometheus({ targets: versions.admins, scrapeMs: 500, signal });
  // It has no time for any query.
  const hasty = await startPrometheus({ targets: [], scrapeMs: 500, flags: ['--query.timeout=0s'], signal });
  parts.push(prometheus, hasty);
  await poll('scraped Envoys', scraped, { deadlineMs: 20_000, everyMs: 50, signal });
  const config = (address: string): SourceConfig => ({ kind: 'prometheus', address, timeoutMs: 1_000, tokenEnv: null });
  const [behind, ahead] = [await shifted(-60), await shifted(45)];
  const asked = sources.prometheus({
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    sleep,
    fetch,
    env: {},
    signal,
  });
  source = asked;
  asked.onLook(() => taken.push(...asked.take().map((reading) => ({ reading, atMs: performance.now() }))));
  asked.watch(
    watchOf({
      prom: config(prometheus.address),
      hasty: config(hasty.address),
      behind: config(behind.address),
      ahead: config(ahead.address),
    }),
  );
}, 60_000);

afterAll(async () => {
  stop.abort();
  await source?.ended();
  for (const part of parts.reverse()) await part.close();
});

test('tells what clients saw, of all Envoys together, each answer once', async () => {
  await until('a first look', () => samplesOf('counts').length > 0);
  await Promise.all([versions.send('v1', 40), versions.send('v2', 20)]);
  await until('every answer', () => toldOf('canary').total === 20 && toldOf('stable').total === 40);
  expect(toldOf('canary')).toEqual({ good: 20, total: 20 });
  expect(toldOf('stable')).toEqual({ good: 40, total: 40 });
});

test('scrapes without requests are no requests, and spans follow on one another', async () => {
  const from = spansOf('canary').length;
  await until('three scrapes', () => spansOf('canary').length >= from + 3);
  expect(spansOf('canary').at(-1)).toMatchObject({ good: 0, total: 0 });
  const spans = spansOf('canary').slice(1);
  expect(spans.map(({ fromMs }) => fromMs)).toEqual(
    spansOf('canary')
      .slice(0, -1)
      .map(({ toMs }) => toMs)
      .slice(0, spans.length),
  );
});

test.each<[Question, string, RegExp]>([
  ['empty', 'source-empty', /^total canary: no series$/],
  ['nan', 'source-nan', /^total canary: NaN$/],
  ['infinite', 'source-nan', /^total canary: Infinity$/],
  ['many', 'source-many-series', /^total canary: \d+ series, where one is wanted$/],
  ['refused', 'source-error', /^it answered 400: .*parse error/],
  ['scalar', 'source-error', /^it answered 400: .*expected type instant vector/],
  ['overloaded', 'source-error', /^it answered 503: .*timed out/],
  ['behind', 'source-clock', /^its clock is \d+ s behind$/],
  ['ahead', 'source-clock', /^its clock is \d+ s ahead$/],
  ['gone', 'source-unknown', /^sluice\.yaml names no source gone$/],
])('%s is %s, and never evidence', async (question, name, reason) => {
  await until(`trouble of ${question}`, () => troublesOf(question).length > 1);
  for (const trouble of troublesOf(question)) {
    expect(trouble.about?.name).toBe(name);
    expect(trouble.reason).toMatch(reason);
  }
  expect(samplesOf(question)).toEqual([]);
  expect(judged(question)).toEqual({ verdict: 'unknown', decision: `hold: ${name}` });
});

test('a value is one number of the canary', async () => {
  const last = (): Reading | undefined => taken.findLast(({ reading }) => reading.kind === 'values')?.reading;
  await until('a value', () => last() !== undefined);
  expect(last()).toMatchObject({ values: [{ sli: 'value', proxy: 'prom', value: expect.any(Number) }] });
});

test('a Prometheus that hangs is slow; what it missed to tell comes after', async () => {
  const before = toldOf('canary').total;
  prometheus.freeze();
  await until('slowness', () => troublesOf('counts').some(({ about }) => about?.name === 'source-slow'));
  expect(judged('counts')).toEqual({ verdict: 'unknown', decision: 'hold: source-slow' });
  await versions.send('v2', 10);
  prometheus.thaw();
  await until('what was missed', () => toldOf('canary').total === before + 10);
  const named = new Set(troublesOf('counts').map(({ about }) => about?.name));
  named.delete('source-empty');
  expect(named).toEqual(new Set(['source-slow']));
});

test('an Envoy that is replaced takes its counts along: a reset, and nothing is told of what was before', async () => {
  await versions.restartSecond();
  await until('a reset', () => troublesOf('counts').some(({ about }) => about?.name === 'counts-reset'));
  expect(judged('counts')).toEqual({ verdict: 'unknown', decision: 'hold: counts-reset' });
  await versions.send('v1', 10);
  await versions.send('v2', 10);
  await until('what comes after', () =>
    spansOf('stable')
      .slice(-8)
      .some(({ total }) => total > 0),
  );
  for (const side of ['canary', 'stable'] as const) {
    const { seen } = versions;
    expect(toldOf(side).total).toBeLessThanOrEqual(side === 'canary' ? seen.v2.total : seen.v1.total);
  }
  const spans = [...spansOf('stable'), ...spansOf('canary')];
  expect(spans.every(({ good, total }) => good === total)).toBe(true);
});

test('half of the answers bad is a verdict', async () => {
  versions.backend('v2').setFailingShare(0.5);
  // Over several scrapes: what comes in one may be one outage.
  for (let scrapes = 0; scrapes < 40 && judged('counts').verdict !== 'bad'; scrapes++) {
    const told = spansOf('canary').length;
    await Promise.all([versions.send('v1', 40), versions.send('v2', 10)]);
    await until('the next scrape', () => spansOf('canary').length > told);
  }
  expect(judged('counts').decision).toBe('lower: prometheus');
});

async function scraped(): Promise<true | null> {
  const response = await fetch(`${prometheus.address}/api/v1/query?query=sum(up)`, { signal });
  return (await response.text()).includes(`"${versions.admins.length}"`) ? true : null;
}

/** In front of the real one, with a clock that is so many seconds off. */
async function shifted(seconds: number): Promise<JsonServer> {
  const server = await startJsonServer(async ({ url, body }) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const response = await fetch(prometheus.address + url, { method: 'POST', headers, body, signal });
    const text = await response.text();
    const moved = text.replaceAll(/"value":\[([\d.]+)/g, (_, at: string) => `"value":[${Number(at) + seconds}`);
    return { status: response.status, body: moved };
  });
  parts.push(server);
  return server;
}

function watchOf(config: Watch['sources']): Watch {
  const slis = Object.entries(questions).map(([key, [named, query]]) => {
    const sli: QueriedSli = { kind: 'prometheus', source: named, query, everyMs: 250 };
    return { key, sli };
  });
  return {
    ...nothingWatched,
    clusters: new Map([
      [clusterOf.v1, { target: 'T', destinationKey: 'v1', side: 'stable' }],
      [clusterOf.v2, { target: 'T', destinationKey: 'v2', side: 'canary' }],
    ]),
    walks: new Map([['T', { namespace: 'shop', name: 'checkout', slis }]]),
    sources: config,
  };
}

async function until(what: string, reached: () => boolean): Promise<void> {
  try {
    await poll(what, () => (reached() ? true : null), { deadlineMs: 20_000, everyMs: 25, signal });
  } catch (cause) {
    throw new Error(`no ${what}: ${JSON.stringify(taken.slice(-20))}`, { cause });
  }
}

function samplesOf(question: Question): readonly Sample[] {
  const samples = taken.flatMap(({ reading }) => (reading.kind === 'samples' ? reading.samples : []));
  return samples.filter(({ sli }) => sli === question);
}

function spansOf(side: Side): readonly Sample[] {
  return samplesOf('counts').filter((sample) => sample.side === side);
}

function toldOf(side: Side): { good: number; total: number } {
  return spansOf(side).reduce((sum, { good, total }) => ({ good: sum.good + good, total: sum.total + total }), {
    good: 0,
    total: 0,
  });
}

function troublesOf(question: Question): readonly Trouble[] {
  const troubles = taken.flatMap(({ reading }) => ('about' in reading ? [reading] : []));
  return troubles.filter(({ about }) => about?.sli === question);
}

/** What a walk that is judged by this question alone would do now, if nothing more came for a while. */
function judged(question: Question): { readonly verdict: string; readonly decision: string } {
  const [source, query] = questions[question];
  const sli: QueriedSli = { kind: 'prometheus', source, query, everyMs: 250 };
  const bounds = { max: 0.01, tolerate: 0.02, versusStable: 2, blockMs: 250, warmupMs: 0 };
  const { verdict, decision } = judge({ kind: 'ratio', key: question, sli, ...bounds }, taken, 11_000);
  return { verdict: verdict.kind, decision: `${decision.kind}: ${decision.reason}` };
}
