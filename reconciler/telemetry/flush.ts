/** One export of Envoy's OTLP sink, read into what counts: answers by cluster and class. */

import { fromBinary } from '@bufbuild/protobuf';
import { ExportMetricsServiceRequestSchema } from '#proto/opentelemetry/proto/collector/metrics/v1/metrics_service_pb.js';
import { AggregationTemporality } from '#proto/opentelemetry/proto/metrics/v1/metrics_pb.js';
import type { KeyValue } from '#proto/opentelemetry/proto/common/v1/common_pb.js';
import type { Metric, NumberDataPoint, ResourceMetrics } from '#proto/opentelemetry/proto/metrics/v1/metrics_pb.js';

export interface Flush {
  /** Null where the export names no `service.instance.id`. */
  readonly sender: Sender | null;
  /** Same for all exports of one process, another for the next one; null in an export without points. */
  readonly start: Start | null;
  /** By the proxy's clock, with fractions; null in an export without points. */
  readonly timeMs: number | null;
  readonly counters: readonly Counter[];
}

export interface Sender {
  /** `service.instance.id` */
  readonly instance: string;
  /** `service.name`, which Sluice's bootstrap sets to the node's id, so that xDS and counts speak of one proxy. */
  readonly node: string;
}

export interface Start {
  readonly token: string;
  /** When the process began, by its own clock. */
  readonly ms: number;
}

/** Answers since the process began. */
export interface Counter {
  readonly cluster: string;
  /** The first digit of the status: 1 to 5. */
  readonly statusClass: number;
  readonly value: number;
}

export type ParsedFlush =
  { readonly ok: true; readonly flush: Flush } | { readonly ok: false; readonly reason: string };

/** The only counter that is read: each answer that a client saw exactly once, with its final outcome. */
const answersMetric = 'cluster.upstream_rq_xx';
const maxNameLength = 512;

/** Reads the bytes of an ExportMetricsServiceRequest. What can't be understood is a reason, never an exception. */
export function parseFlush(bytes: Uint8Array): ParsedFlush {
  let resources: readonly ResourceMetrics[];
  try {
    resources = fromBinary(ExportMetricsServiceRequestSchema, bytes).resourceMetrics;
  } catch (error) {
    return { ok: false, reason: `not an OTLP export: ${error instanceof Error ? error.message : String(error)}` };
  }
  const instances = new Set(resources.map((each) => textOf(each.resource?.attributes ?? [], 'service.instance.id')));
  if (instances.size > 1) return { ok: false, reason: 'one export speaks for several proxies' };
  const [instance = null] = instances;
  const node = textOf(resources[0]?.resource?.attributes ?? [], 'service.name') ?? instance;
  const sender = instance === null || node === null ? null : { instance, node };
  if ([instance, node].some((name) => (name?.length ?? 0) > maxNameLength))
    return { ok: false, reason: 'a name too long' };
  const metrics = resources.flatMap((each) => each.scopeMetrics.flatMap((scope) => scope.metrics));
  return readMetrics(sender, metrics);
}

function readMetrics(sender: Sender | null, metrics: readonly Metric[]): ParsedFlush {
  const counters: Counter[] = [];
  let startNano = 0n;
  for (const metric of metrics) {
    if (metric.name !== answersMetric || metric.data.case !== 'sum') continue;
    if (metric.data.value.aggregationTemporality !== AggregationTemporality.CUMULATIVE) {
      return { ok: false, reason: 'the sink sends differences: set report_counters_as_deltas to false' };
    }
    for (const point of metric.data.value.dataPoints) {
      const counter = counterOf(point);
      if (counter === null) return { ok: false, reason: `a point of ${answersMetric} can't be read` };
      counters.push(counter);
      if (startNano === 0n) startNano = point.startTimeUnixNano;
      if (startNano !== point.startTimeUnixNano)
        return { ok: false, reason: 'one export has points of several processes' };
    }
  }
  return { ok: true, flush: { sender, ...timesOf(metrics, startNano), counters } };
}

/** Also in an export without answers: a proxy that serves nothing is not silent. */
function timesOf(metrics: readonly Metric[], answersStartNano: bigint): Pick<Flush, 'start' | 'timeMs'> {
  let startNano = answersStartNano;
  let timeNano = 0n;
  for (const metric of metrics) {
    for (const point of metric.data.value?.dataPoints ?? []) {
      if (point.timeUnixNano > timeNano) timeNano = point.timeUnixNano;
      if (startNano === 0n) startNano = point.startTimeUnixNano;
    }
  }
  return {
    start: startNano === 0n ? null : startOf(startNano),
    timeMs: timeNano === 0n ? null : nanoToMs(timeNano),
  };
}

function counterOf(point: NumberDataPoint): Counter | null {
  const cluster = textOf(point.attributes, 'envoy.cluster_name');
  const statusClass = Number(textOf(point.attributes, 'envoy.response_code_class'));
  const value = point.value.case === undefined ? NaN : Number(point.value.value);
  if (cluster === null || cluster.length > maxNameLength) return null;
  if (![1, 2, 3, 4, 5].includes(statusClass)) return null;
  return Number.isSafeInteger(value) && value >= 0 ? { cluster, statusClass, value } : null;
}

function textOf(attributes: readonly KeyValue[], key: string): string | null {
  const value = attributes.find((each) => each.key === key)?.value?.value;
  return value?.case === 'stringValue' ? value.value : null;
}

/** Envoy writes µs where OTLP wants ns (seen in 1.40.0); the magnitude tells which. */
function startOf(time: bigint): Start {
  const inMicroseconds = time < 100_000_000_000_000_000n;
  return { token: String(time), ms: inMicroseconds ? Number(time) / 1_000 : nanoToMs(time) };
}

/** Whole µs: all that a double holds. */
function nanoToMs(time: bigint): number {
  return Number(time / 1_000n) / 1_000;
}
