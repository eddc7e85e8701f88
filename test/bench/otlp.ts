// What a flush of a proxy costs: its bytes, and the receiver's time for it, with as many clusters as a large mesh has.

import { fromBinary } from '@bufbuild/protobuf';
import { ExportMetricsServiceRequestSchema } from '#proto/opentelemetry/proto/collector/metrics/v1/metrics_service_pb.js';
import type { Watch, WatchedSli } from '../../reconciler/rollout/watch.ts';
import { createOtlpReceiver } from '../../reconciler/telemetry/otlp.ts';
import { count, deliver, end, exportBytes, otlpProxy } from '../support/otlp-proxy.ts';
import { median, type Row } from './row.ts';

const walks = 200;
const flushes = 60;
const slis: readonly WatchedSli[] = [
  { key: 'errors', sli: { kind: 'errors', protocol: 'http' } },
  { key: 'latency<300ms', sli: { kind: 'latency', thresholdMs: 300 } },
];

/** 200 walks of two clusters each, and the same among 2,000 clusters that all have histograms. */
export async function run(): Promise<readonly Row[]> {
  const own = measure(2 * walks);
  const all = measure(2_000);
  await Promise.resolve();
  return [
    { what: `an export of ${walks} walks, all in use`, value: own.bytes / 1_024, unit: ' KiB' },
    { what: `an export of 2,000 clusters with histograms`, value: all.bytes / 1_024, unit: ' KiB' },
    { what: `receiving that of ${walks} walks`, value: own.ms, unit: ' ms' },
    { what: 'receiving that of 2,000 clusters', value: all.ms, unit: ' ms' },
    { what: 'the same beside decoding it with protobuf-es', value: all.ms / all.decodingMs, unit: ' ×', atMost: 1.5 },
  ];
}

interface Measured {
  readonly bytes: number;
  /** Of the receiver, for a flush. */
  readonly ms: number;
  /** Of protobuf-es, for the same bytes. */
  readonly decodingMs: number;
}

function measure(clusters: number): Measured {
  let nowMs = 1_700_000_000_000;
  const receiver = createOtlpReceiver({ clock: { now: () => nowMs, monotonic: () => nowMs } });
  const names = Array.from(
    { length: clusters },
    (_, i) => `shop/service-${i >> 1}/80/v${i & 1}/for/shop/walk-${i >> 1}-1a2b3c4d5e`,
  );
  receiver.watch(watchOf(names.slice(0, 2 * walks)));
  const edge = otlpProxy('edge', nowMs + 1);
  let bytes = 0;
  const ms: number[] = [];
  const decodingMs: number[] = [];
  for (let flush = 0; flush < flushes; flush++) {
    nowMs += 250;
    for (const name of names) {
      count(edge, name, 2, 10);
      if (flush === 0) count(edge, name, 5, 1);
      end(edge, name, flush % 400, 10);
    }
    const exported = exportBytes(edge, nowMs);
    bytes = exported.length;
    const begun = performance.now();
    deliver(receiver, exported);
    ms.push(performance.now() - begun);
    receiver.take();
    if (flush % 4 > 0) continue;
    const decoding = performance.now();
    fromBinary(ExportMetricsServiceRequestSchema, exported);
    decodingMs.push(performance.now() - decoding);
  }
  return { bytes, ms: median(ms), decodingMs: median(decodingMs) };
}

function watchOf(names: readonly string[]): Watch {
  const targets = Array.from({ length: walks }, (_, i) => `VirtualService/shop/walk-${i}#main`);
  return {
    sources: {},
    budgets: new Map(),
    walks: new Map(targets.map((target) => [target, { namespace: 'shop', name: 'walk', slis }])),
    clusters: new Map(
      names.map((name, i) => [
        name,
        { target: targets[i >> 1] ?? '', destinationKey: name, side: i % 2 === 0 ? 'stable' : 'canary' },
      ]),
    ),
  };
}
