// What the receiver makes of counters that each tell a part: cut bodies, calls without a status, and what it can't tell.

import { expect, test } from 'vitest';
import { count, countOther, end, otlpProxy } from '../../test/support/otlp-proxy.ts';
import type { OtlpProxy } from '../../test/support/otlp-proxy.ts';
import { httpErrors, scene, startedMs } from '../../test/support/otlp-scene.ts';
import type { Scene } from '../../test/support/otlp-scene.ts';
import type { WatchedSli } from '../rollout/watch.ts';

const latency: WatchedSli = { key: 'latency<300ms', sli: { kind: 'latency', thresholdMs: 300 } };
const grpc: WatchedSli = { key: 'grpc', sli: { kind: 'errors', protocol: 'grpc' } };

function started(...slis: readonly WatchedSli[]): { readonly at: Scene; readonly edge: OtlpProxy } {
  const at = scene({}, slis);
  const edge = otlpProxy('edge', startedMs + 1);
  answers(edge, 1);
  at.flush(edge);
  at.stable();
  return { at, edge };
}

/** Answers that were fine and fast. */
function answers(edge: OtlpProxy, number: number): void {
  count(edge, 'v1', 2, number);
  end(edge, 'v1', 3, number);
}

/** Good and total of each flush. */
function told(at: Scene, key: string): (readonly [good: number, total: number])[] {
  return at
    .stable()
    .filter(({ sli }) => sli === key)
    .map(({ good, total }) => [good, total]);
}

test('a cut body shows half a second later, in the place of answers that come then', () => {
  const { at, edge } = started(httpErrors);
  count(edge, 'v1', 2, 3);
  countOther(edge, 'v1', 'upstream_rq_rx_reset', 3);
  for (let i = 0; i < 3; i++) at.flush(edge);
  answers(edge, 2);
  at.flush(edge);
  answers(edge, 2);
  at.flush(edge);
  expect(told(at, 'errors')).toEqual([
    [3, 3],
    [0, 0],
    [0, 0],
    [0, 2],
    [1, 2],
  ]);
});

test.each([
  ['became a 503', (edge: OtlpProxy) => count(edge, 'v1', 5, 3), 20],
  ['was tried again', (edge: OtlpProxy) => countOther(edge, 'v1', 'upstream_rq_retry', 3), 20],
  ['cut nothing that had begun', () => undefined, 0],
])('a break that %s is no cut body, though others are long on their way', (_, also, streams) => {
  const { at, edge } = started(httpErrors);
  count(edge, 'v1', 2, streams);
  countOther(edge, 'v1', 'upstream_cx_destroy_remote_with_active_rq', 3);
  also(edge);
  at.flush(edge);
  for (let i = 0; i < 4; i++) {
    answers(edge, 10);
    at.flush(edge);
  }
  const late = told(at, 'errors').slice(1);
  expect(late).toEqual(late.map(() => [10, 10]));
});

test('a flush between a break and its 503 makes no cut body of it', () => {
  const { at, edge } = started(httpErrors);
  countOther(edge, 'v1', 'upstream_rq_rx_reset', 1);
  at.flush(edge);
  count(edge, 'v1', 5, 1);
  at.flush(edge);
  for (let i = 0; i < 4; i++) {
    answers(edge, 1);
    at.flush(edge);
  }
  expect(told(at, 'errors')).toEqual([
    [0, 0],
    [0, 1],
    [1, 1],
    [1, 1],
    [1, 1],
    [1, 1],
  ]);
});

test('a connection that breaks under many streams cuts each of them once', () => {
  const { at, edge } = started(httpErrors);
  count(edge, 'v1', 2, 8);
  countOther(edge, 'v1', 'upstream_cx_destroy_remote_with_active_rq', 1);
  countOther(edge, 'v1', 'upstream_rq_pending_failure_eject', 5);
  for (let i = 0; i < 3; i++) at.flush(edge);
  end(edge, 'v1', 700, 3);
  answers(edge, 10);
  at.flush(edge);
  expect(told(at, 'errors').at(-1)).toEqual([5, 10]);
});

test('answers are slow for latency when they end late, never end, or fail without an end; a fast 500 is not', () => {
  const { at, edge } = started(latency);
  count(edge, 'v1', 5, 2);
  end(edge, 'v1', 1, 1);
  answers(edge, 5);
  count(edge, 'v1', 2, 3);
  end(edge, 'v1', 299, 1);
  end(edge, 'v1', 300, 1);
  for (let i = 0; i < 4; i++) at.flush(edge);
  const [first, ...later] = told(at, 'latency<300ms');
  expect(first).toEqual([7, 8]);
  expect(later).toEqual([
    [0, 0],
    [0, 2],
    [0, 0],
  ]);
});

test('a slow body that was told before it ended is not told again', () => {
  const { at, edge } = started(latency);
  count(edge, 'v1', 2, 1);
  for (let i = 0; i < 4; i++) at.flush(edge);
  end(edge, 'v1', 900, 1);
  at.flush(edge);
  expect(told(at, 'latency<300ms')).toEqual([
    [0, 0],
    [0, 0],
    [0, 1],
    [0, 0],
    [0, 0],
  ]);
});

test('calls are told when they end: by status, or without one', () => {
  const { at, edge } = started(grpc);
  count(edge, 'v1', 2, 10);
  at.flush(edge);
  expect(told(at, 'grpc')).toEqual([[0, 0]]);
  for (const [status, calls] of [
    [0, 4],
    [5, 1],
    [14, 2],
    [77, 1],
  ] as const) {
    countOther(edge, 'v1', `grpc.${status}`, calls);
    end(edge, 'v1', 3, calls);
  }
  // Two of the ten end without a status; then the router answers two more by itself.
  end(edge, 'v1', 3, 2);
  at.flush(edge);
  count(edge, 'v1', 5, 2);
  at.flush(edge);
  expect(told(at, 'grpc')).toEqual([
    [5, 10],
    [0, 2],
  ]);
});

test('ends that are told a flush after their statuses make no call of their own, one after the other', () => {
  const { at, edge } = started(grpc);
  let late = 0;
  for (let i = 0; i < 50; i++) {
    count(edge, 'v1', 2, 20);
    countOther(edge, 'v1', 'grpc.0', 20);
    const now = i % 3;
    end(edge, 'v1', 3, 20 + late - now);
    late = now;
    at.flush(edge);
  }
  expect(told(at, 'grpc').every(([good, total]) => good === total)).toBe(true);
});

test('a proxy whose histograms lack the threshold says so, for that SLI alone', () => {
  const { at, edge } = started(httpErrors, latency);
  const old = { ...edge, bounds: [99, 999] };
  answers(old, 1);
  at.flush(old);
  const about = { target: 'T', sli: 'latency<300ms', name: 'source-unknown' };
  const readings = at.receiver.take();
  expect(readings).toContainEqual({ kind: 'error', proxy: 'edge', reason: expect.stringContaining('300 ms'), about });
  expect(readings.flatMap((reading) => (reading.kind === 'samples' ? reading.samples : []))).toMatchObject([
    { sli: 'errors', side: 'canary' },
    { sli: 'errors', side: 'stable', total: 1 },
  ]);
});

test('histograms that begin anew empty the span of what rests on them alone', () => {
  const { at, edge } = started(httpErrors, latency);
  answers(edge, 5);
  at.flush(edge);
  edge.ends.clear();
  answers(edge, 2);
  at.flush(edge);
  const [errors, slow] = at.stable().slice(-2);
  expect(errors).toMatchObject({ sli: 'errors', good: 2, total: 2 });
  expect((errors?.toMs ?? 0) - (errors?.fromMs ?? 0)).toBe(250);
  expect(slow).toMatchObject({ sli: 'latency<300ms', good: 2, total: 2, fromMs: slow?.toMs });
});

test('a budget is told for all clusters of its service, beside the walk that one of them is in', () => {
  const { at, edge } = started(httpErrors);
  at.receiver.watch({
    sources: {},
    clusters: new Map([['v1', { target: 'T', destinationKey: 'v1', side: 'stable' }]]),
    walks: new Map([['T', { namespace: 'shop', name: 'checkout', slis: [httpErrors] }]]),
    budgets: new Map([['slo shop/checkout', { sli: { kind: 'errors', protocol: 'http' }, clusters: ['v1', 'other'] }]]),
  });
  answers(edge, 3);
  count(edge, 'other', 5, 2);
  at.flush(edge);
  expect(at.stable()).toMatchObject([
    { target: 'T', good: 3, total: 3 },
    { target: 'slo shop/checkout', sli: 'slo shop/checkout', good: 3, total: 5 },
  ]);
});
