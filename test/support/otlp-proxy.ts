// An Envoy's OTLP sink without the Envoy: cumulative counters, put into the bytes that it would send.

import { status } from '@grpc/grpc-js';
import { latencyThresholdsMs } from '../../policies/evidence.ts';
import type { OtlpReceiver } from '../../reconciler/telemetry/otlp.ts';
import { create, toBinary } from '@bufbuild/protobuf';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { ExportMetricsServiceRequestSchema } from '#proto/opentelemetry/proto/collector/metrics/v1/metrics_service_pb.js';
import type { MetricSchema } from '#proto/opentelemetry/proto/metrics/v1/metrics_pb.js';

export interface OtlpProxy {
  readonly instance: string;
  /** `service.name`; absent: none is sent. */
  readonly node?: string;
  /** ms of the proxy's clock: the start of the process. */
  readonly startMs: number;
  /** Cluster → status class → answers since the start. A removed key is missing from the next export. */
  readonly counters: Map<string, Map<number, number>>;
  /** Cluster → other counters by name, without `cluster.`. */
  readonly others: Map<string, Map<string, number>>;
  /** Cluster → answers that ended, by how many ms they took. */
  readonly ends: Map<string, Map<number, number>>;
  /** Of its histograms. */
  readonly bounds: readonly number[];
}

export function otlpProxy(instance: string, startMs: number): OtlpProxy {
  const bounds = latencyThresholdsMs.map((thresholdMs) => thresholdMs - 1);
  return { instance, startMs, counters: new Map(), others: new Map(), ends: new Map(), bounds };
}

/** Counts answers of one class (2 is 200 to 299). */
export function count(proxy: OtlpProxy, cluster: string, statusClass: number, answers: number): void {
  const classes = proxy.counters.get(cluster) ?? new Map<number, number>();
  proxy.counters.set(cluster, classes.set(statusClass, (classes.get(statusClass) ?? 0) + answers));
}

/** Counts in another counter of a cluster: `upstream_rq_rx_reset`, `grpc.14`. */
export function countOther(proxy: OtlpProxy, cluster: string, name: string, more: number): void {
  const others = proxy.others.get(cluster) ?? new Map<string, number>();
  proxy.others.set(cluster, others.set(name, (others.get(name) ?? 0) + more));
}

/** Lets answers end that took so many ms. */
export function end(proxy: OtlpProxy, cluster: string, tookMs: number, answers: number): void {
  const ends = proxy.ends.get(cluster) ?? new Map<number, number>();
  proxy.ends.set(cluster, ends.set(tookMs, (ends.get(tookMs) ?? 0) + answers));
}

export interface ExportOptions {
  readonly temporality?: 'cumulative' | 'delta';
  readonly withoutInstance?: boolean;
}

/** The bytes of one flush at `timeMs` of the proxy's clock. */
export function exportBytes(proxy: OtlpProxy, timeMs: number, options: ExportOptions = {}): Uint8Array {
  const identity = options.withoutInstance === true ? [] : identityOf(proxy);
  const metrics = [
    ...[...proxy.counters].flatMap(([cluster, classes]) =>
      [...classes].map(([statusClass, value]) => answersMetric(proxy, timeMs, options, cluster, statusClass, value)),
    ),
    ...[...proxy.others].flatMap(([cluster, others]) =>
      [...others].map(([name, value]) => counterMetric(proxy, timeMs, options, cluster, name, value)),
    ),
    ...[...proxy.ends].map(([cluster, ends]) => histogramMetric(proxy, timeMs, cluster, ends)),
  ];
  const request = create(ExportMetricsServiceRequestSchema, {
    resourceMetrics: [{ resource: { attributes: identity }, scopeMetrics: [{ metrics }] }],
  });
  return toBinary(ExportMetricsServiceRequestSchema, request);
}

function identityOf(proxy: OtlpProxy): ReturnType<typeof attribute>[] {
  const instance = attribute('service.instance.id', proxy.instance);
  return proxy.node === undefined ? [instance] : [instance, attribute('service.name', proxy.node)];
}

/** Hands the bytes to the receiver as its gRPC server would; what the sender is told. */
export function deliver(receiver: OtlpReceiver, bytes: Uint8Array, sender = 'edge'): number {
  let answered: number = status.UNKNOWN;
  const metadata = { get: (key: string) => (key === 'x-proxy-id' ? [sender] : []) };
  const call = { request: Buffer.from(bytes), metadata, getPeer: () => sender };
  // The handler reads no more of the call than this.
  receiver.service.implementation.Export(
    call as unknown as Parameters<typeof receiver.service.implementation.Export>[0],
    (error) => {
      answered = error === null ? status.OK : (error.code ?? status.UNKNOWN);
    },
  );
  return answered;
}

type MetricInit = MessageInitShape<typeof MetricSchema>;

function answersMetric(
  proxy: OtlpProxy,
  timeMs: number,
  options: ExportOptions,
  cluster: string,
  statusClass: number,
  value: number,
): MetricInit {
  const metric = counterMetric(proxy, timeMs, options, cluster, 'upstream_rq_xx', value);
  metric.data.value.dataPoints[0]?.attributes.push(attribute('envoy.response_code_class', String(statusClass)));
  return metric;
}

function counterMetric(
  proxy: OtlpProxy,
  timeMs: number,
  options: ExportOptions,
  cluster: string,
  name: string,
  value: number,
) {
  const attributes = [attribute('envoy.cluster_name', cluster)];
  const point = { ...times(proxy, timeMs), attributes, value: { case: 'asInt' as const, value: BigInt(value) } };
  const aggregationTemporality = options.temporality === 'delta' ? 1 : 2;
  return {
    name: `cluster.${name}`,
    data: { case: 'sum' as const, value: { aggregationTemporality, isMonotonic: true, dataPoints: [point] } },
  };
}

function histogramMetric(
  proxy: OtlpProxy,
  timeMs: number,
  cluster: string,
  ends: ReadonlyMap<number, number>,
): MetricInit {
  const bucketCounts = [...proxy.bounds, 0].map(() => 0n);
  for (const [tookMs, answers] of ends) {
    const bucket = proxy.bounds.findIndex((bound) => tookMs <= bound);
    const at = bucket < 0 ? proxy.bounds.length : bucket;
    bucketCounts[at] = (bucketCounts[at] ?? 0n) + BigInt(answers);
  }
  const point = {
    ...times(proxy, timeMs),
    attributes: [attribute('envoy.cluster_name', cluster)],
    count: bucketCounts.reduce((sum, count) => sum + count, 0n),
    explicitBounds: [...proxy.bounds],
    bucketCounts,
  };
  return {
    name: 'cluster.upstream_rq_time',
    data: { case: 'histogram', value: { aggregationTemporality: 2, dataPoints: [point] } },
  };
}

/** As Envoy 1.40 has it: the start in µs, the time in ns. */
function times(proxy: OtlpProxy, timeMs: number): { startTimeUnixNano: bigint; timeUnixNano: bigint } {
  return {
    startTimeUnixNano: BigInt(Math.round(proxy.startMs * 1_000)),
    timeUnixNano: BigInt(Math.round(timeMs * 1_000)) * 1_000n,
  };
}

function attribute(
  key: string,
  value: string,
): { key: string; value: { value: { case: 'stringValue'; value: string } } } {
  return { key, value: { value: { case: 'stringValue', value } } };
}
