// What hostile, broken and forgotten senders do to the receiver: nothing but readings with a name.

import { status } from '@grpc/grpc-js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { count, countOther, deliver, end, exportBytes, otlpProxy } from '../../test/support/otlp-proxy.ts';
import { scene, startedMs } from '../../test/support/otlp-scene.ts';
import { parseFlush } from './flush.ts';

test.each([
  ['bytes that are no export', Uint8Array.from([10, 200, 1]), 'not an OTLP export'],
  ['differences', exportOf({ temporality: 'delta' }), 'report_counters_as_deltas'],
  ['a sender without an id', exportOf({ withoutInstance: true }), 'service.instance.id'],
  ['points of two processes', twoExports('edge', 'edge'), 'several processes'],
  ['two proxies in one', twoExports('edge', 'east'), 'several proxies'],
  ['a name without end', longName(), 'a name too long'],
  ['a message that is too long', new Uint8Array(2_000), 'an export of 2000 bytes'],
])('%s is refused by name', (_, bytes, reason) => {
  const { receiver } = scene({ maxBytes: 1_500 });
  expect(deliver(receiver, bytes, 'edge')).toBe(status.INVALID_ARGUMENT);
  expect(receiver.take()).toEqual([{ kind: 'error', proxy: 'edge', reason: expect.stringContaining(reason) }]);
});

test('an export in two messages is refused, for neither half is whole', () => {
  const { receiver, nowMs } = scene();
  const edge = otlpProxy('edge', startedMs + 1);
  count(edge, 'v1', 2, 10);
  deliver(receiver, exportBytes(edge, nowMs() + 250));
  deliver(receiver, exportBytes(edge, nowMs() + 250));
  expect(receiver.take()).toMatchObject([{ kind: 'samples' }, { kind: 'error', proxy: 'edge' }]);
});

test('a sender of endless clusters is refused, and others are not touched', () => {
  const { receiver, flush, stable } = scene({ maxClusters: 10 });
  const [hostile, edge] = [otlpProxy('hostile', startedMs + 1), otlpProxy('edge', startedMs + 1)];
  for (let i = 0; i < 11; i++) count(hostile, `c${i}`, 2, 1);
  count(edge, 'v1', 2, 3);
  flush(hostile, edge);
  expect(receiver.take()).toMatchObject([{ kind: 'error', proxy: 'hostile' }, { kind: 'samples' }]);
  flush(edge);
  expect(stable()).toMatchObject([{ proxy: 'edge', total: 0 }]);
});

test('of more proxies than it may hold it forgets the longest silent', () => {
  const { receiver, flush } = scene({ maxProxies: 2 });
  for (const name of ['a', 'b', 'c']) {
    const proxy = otlpProxy(name, startedMs + 1);
    count(proxy, 'v1', 2, 1);
    flush(proxy);
  }
  expect(receiver.proxies()).toEqual(['b', 'c']);
});

test('clusters that come and go take no room', () => {
  const { receiver, flush } = scene({ maxClusters: 10 });
  const edge = otlpProxy('edge', startedMs + 1);
  for (let i = 0; i < 20; i++) {
    edge.counters.clear();
    for (let j = 0; j < 5; j++) count(edge, `c${i}-${j}`, 2, 1);
    flush(edge);
  }
  expect(receiver.take().map((reading) => reading.kind)).not.toContain('error');
});

test('readings that nobody takes are bounded, and the gap can be seen', () => {
  const { flush, stable } = scene();
  const edge = otlpProxy('edge', startedMs + 1);
  count(edge, 'v1', 2, 1);
  for (let i = 0; i < 20_001; i++) flush(edge);
  const kept = stable();
  expect(kept.length).toBeLessThan(20_001);
  expect(kept.length).toBeGreaterThan(0);
  expect(kept[0]?.fromMs).toBeGreaterThan(startedMs + 1);
});

test('bytes that were changed anywhere are read or refused, never thrown at', () => {
  const edge = otlpProxy('edge', startedMs + 1);
  count(edge, 'v1', 2, 1_000);
  countOther(edge, 'v1', 'grpc.14', 3);
  end(edge, 'v1', 40, 1_000);
  const whole = exportBytes(edge, startedMs + 250);
  const limits = { maxBytes: 10_000, maxClusters: 10 };
  const change = fc.record({
    at: fc.nat(whole.length - 1),
    to: fc.nat(255),
    length: fc.integer({ min: 1, max: whole.length }),
  });
  fc.assert(
    fc.property(change, ({ at, to, length }) => {
      const bytes = whole.slice(0, length);
      bytes[Math.min(at, length - 1)] = to;
      const parsed = parseFlush(bytes, limits);
      expect(parsed.ok || parsed.reason.length > 0).toBe(true);
    }),
    { numRuns: 5_000, seed: 4 },
  );
});

function exportOf(options: Parameters<typeof exportBytes>[2]): Uint8Array {
  const edge = otlpProxy('edge', startedMs + 1);
  count(edge, 'v1', 2, 1);
  return exportBytes(edge, startedMs + 250, options);
}

/** One message after the other is one message with both. */
function twoExports(...names: readonly string[]): Uint8Array {
  const parts = names.map((name, i) => {
    const proxy = otlpProxy(name, startedMs + i);
    count(proxy, 'v1', 2, 1);
    return exportBytes(proxy, startedMs + 250);
  });
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function longName(): Uint8Array {
  const proxy = otlpProxy('e'.repeat(600), startedMs + 1);
  count(proxy, 'v1', 2, 1);
  return exportBytes(proxy, startedMs + 250);
}
