// The receiver's own promises: what cumulative counters, their resets and restarts do to it.

import { status } from '@grpc/grpc-js';
import { expect, test } from 'vitest';
import { count, deliver, exportBytes, otlpProxy } from '../../test/support/otlp-proxy.ts';
import { scene, startedMs } from '../../test/support/otlp-scene.ts';

test('informational answers and redirects are good, only 5xx is bad', () => {
  const { receiver, flush, stable } = scene();
  const edge = otlpProxy('edge', startedMs + 1);
  for (const statusClass of [1, 2, 3, 4, 5]) count(edge, 'v1', statusClass, 10);
  flush(edge);
  expect(stable()).toMatchObject([{ good: 40, total: 50 }]);
  expect(receiver.proxies()).toEqual(['edge']);
});

test('a process that is older than the receiver is counted from its first export on', () => {
  const { flush, stable } = scene();
  const edge = otlpProxy('edge', startedMs - 60_000);
  count(edge, 'v1', 2, 5_000);
  flush(edge);
  expect(stable()).toEqual([]);
  count(edge, 'v1', 2, 3);
  flush(edge);
  expect(stable()).toMatchObject([{ good: 3, total: 3, toMs: startedMs + 500, fromMs: startedMs + 250 }]);
});

test('a series that appears later in a known process starts at nothing', () => {
  const { flush, stable } = scene();
  const edge = otlpProxy('edge', startedMs - 60_000);
  count(edge, 'other', 2, 1);
  flush(edge);
  count(edge, 'v1', 5, 4);
  flush(edge);
  expect(stable()).toMatchObject([{ good: 0, total: 4 }]);
});

test('a counter that falls has begun anew: what it says counts, and its span follows on nothing', () => {
  const { flush, stable } = scene();
  const edge = otlpProxy('edge', startedMs + 1);
  count(edge, 'v1', 2, 100);
  flush(edge);
  edge.counters.delete('v1');
  count(edge, 'v1', 2, 7);
  flush(edge);
  count(edge, 'v1', 2, 1);
  flush(edge);
  const [first, second, third] = stable();
  expect([first?.total, second?.total, third?.total]).toEqual([100, 7, 1]);
  expect(second?.fromMs).toBe(second?.toMs);
  expect(second?.fromMs).not.toBe(first?.toMs);
  expect(third?.fromMs).toBe(second?.toMs);
});

test('a counter that is missing from an export begins anew, even when it comes back higher', () => {
  const { flush, stable } = scene();
  const edge = otlpProxy('edge', startedMs + 1);
  count(edge, 'other', 2, 1);
  count(edge, 'v1', 2, 10);
  flush(edge);
  edge.counters.delete('v1');
  flush(edge);
  count(edge, 'v1', 2, 25);
  flush(edge);
  const [, missing, back] = stable();
  expect(missing).toMatchObject({ total: 0, fromMs: missing?.toMs });
  expect(back).toMatchObject({ total: 25, fromMs: missing?.toMs });
});

test('one class that is missing begins anew by itself', () => {
  const { flush, stable } = scene();
  const edge = otlpProxy('edge', startedMs + 1);
  count(edge, 'v1', 2, 10);
  count(edge, 'v1', 5, 10);
  flush(edge);
  edge.counters.get('v1')?.delete(5);
  flush(edge);
  count(edge, 'v1', 5, 25);
  flush(edge);
  expect(stable().map(({ good, total }) => [good, total])).toEqual([
    [10, 20],
    [0, 0],
    [0, 25],
  ]);
});

test('a process that follows a known one is counted from nothing, though its clock is far behind ours', () => {
  const { receiver, stable } = scene();
  const hourMs = 3_600_000;
  const [old, fresh] = [otlpProxy('edge', startedMs - 2 * hourMs), otlpProxy('edge', startedMs - hourMs + 300)];
  for (const proxy of [old, fresh]) count(proxy, 'v1', 2, 7);
  deliver(receiver, exportBytes(old, startedMs - hourMs));
  deliver(receiver, exportBytes(fresh, startedMs - hourMs + 500));
  expect(stable()).toMatchObject([{ total: 7 }]);
});

test('an export that comes late adds nothing, and takes nothing', () => {
  const { receiver, flush, nowMs, stable } = scene();
  const edge = otlpProxy('edge', startedMs + 1);
  count(edge, 'v1', 2, 10);
  const late = exportBytes(edge, nowMs() + 100);
  count(edge, 'v1', 2, 10);
  flush(edge);
  expect(deliver(receiver, late)).toBe(status.OK);
  flush(edge);
  expect(stable().map((sample) => sample.total)).toEqual([20, 0]);
});

test('a proxy whose clock was set back is heard again, from there on', () => {
  const { receiver, flush, nowMs, stable } = scene();
  const edge = otlpProxy('edge', startedMs + 1);
  count(edge, 'v1', 2, 10);
  flush(edge);
  stable();
  count(edge, 'v1', 2, 5);
  deliver(receiver, exportBytes(edge, nowMs() - 3_600_000));
  count(edge, 'v1', 2, 2);
  deliver(receiver, exportBytes(edge, nowMs() - 3_599_750));
  expect(stable()).toMatchObject([{ total: 2, fromMs: nowMs() - 3_600_000 }]);
});

test('two processes of one id that run side by side get two names, and keep their counts apart', () => {
  const { receiver, flush, stable } = scene();
  const [first, second] = [otlpProxy('edge', startedMs + 1), otlpProxy('edge', startedMs + 2)];
  for (const proxy of [first, second]) count(proxy, 'v1', 2, 1);
  flush(first, second);
  flush(first, second);
  stable();
  count(first, 'v1', 2, 10);
  count(second, 'v1', 2, 20);
  flush(first, second);
  expect(stable().map(({ proxy, total }) => [proxy, total])).toEqual([
    ['edge~2', 10],
    ['edge', 20],
  ]);
  expect(receiver.proxies()).toEqual(['edge', 'edge~2']);
});

test('a proxy goes by the name of its node, over a restart under another id too', () => {
  const { receiver, flush, stable } = scene();
  const old = { ...otlpProxy('uid-1', startedMs + 1), node: 'edge' };
  const fresh = { ...otlpProxy('uid-2', startedMs + 400), node: 'edge' };
  for (const proxy of [old, fresh]) count(proxy, 'v1', 2, 3);
  flush(old);
  flush(fresh);
  expect(stable().map(({ proxy, total }) => [proxy, total])).toEqual([
    ['edge', 3],
    ['edge', 3],
  ]);
  expect(receiver.proxies()).toEqual(['edge']);
});

test('a twin that is older than the receiver is not credited with its past', () => {
  const { flush, stable } = scene();
  const [first, second] = [otlpProxy('edge', startedMs - 60_000), otlpProxy('edge', startedMs - 90_000)];
  for (const proxy of [first, second]) count(proxy, 'v1', 2, 1_000);
  flush(first, second);
  flush(first, second);
  expect(stable().map((sample) => sample.total)).toEqual([0, 0]);
});

test('a process that was replaced is not called silent, and one that is gone for long is forgotten', () => {
  const { receiver, flush, pass } = scene({ forgetMs: 60_000 });
  const [old, fresh] = [otlpProxy('edge', startedMs + 1), otlpProxy('edge', startedMs + 100)];
  for (const proxy of [old, fresh]) count(proxy, 'v1', 2, 1);
  flush(old);
  flush(fresh);
  pass(1_900);
  flush(fresh);
  expect(receiver.take().filter((reading) => reading.kind !== 'samples')).toEqual([]);
  pass(10_000);
  expect(receiver.take()).toMatchObject([{ kind: 'no-data', proxy: 'edge', reason: 'no export for 10000 ms' }]);
  pass(60_000);
  expect(receiver.take()).toEqual([]);
  expect(receiver.proxies()).toEqual([]);
});

test('each export wakes those who asked, until they have enough', () => {
  const { receiver, flush } = scene();
  const edge = otlpProxy('edge', startedMs + 1);
  count(edge, 'v1', 2, 1);
  let woken = 0;
  const stop = receiver.onExport(() => woken++);
  flush(edge);
  flush(edge);
  stop();
  flush(edge);
  expect(woken).toBe(2);
});
