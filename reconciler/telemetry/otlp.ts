/**
 * The receiver of Envoy's OTLP stats sink: cumulative counters in, readings out.
 *
 * Counters are cumulative, so that an export that is lost costs time but no counts. `reference` figures and the traps
 * of the sink are in the design notes: what matters here is that a span of a sample never hides a gap.
 */

import { status } from '@grpc/grpc-js';
import type { handleUnaryCall, MethodDefinition } from '@grpc/grpc-js';
import type { Reading, Sample, Side } from '../rollout/sample.ts';
import { nothingWatched } from '../rollout/watch.ts';
import type { Watch } from '../rollout/watch.ts';
import { enterFlush } from './counter-book.ts';
import type { Added } from './counter-book.ts';
import { EnvoyProcesses, orderOf } from './envoy-processes.ts';
import type { EnvoyProcess } from './envoy-processes.ts';
import { parseFlush } from './flush.ts';
import type { Flush } from './flush.ts';
import { ReadingQueue } from './reading-queue.ts';

export interface OtlpOptions {
  /** `now` is wall time, compared with the start of processes only; `monotonic` is for silence. Both in ms. */
  readonly clock: { readonly now: () => number; readonly monotonic: () => number };
  /** Bounds of what hostile or forgotten senders may make us hold. */
  readonly maxProxies?: number;
  readonly maxClusters?: number;
  readonly maxBytes?: number;
  /** A proxy that was silent for so long is said to have no data, and after `forgetMs` it is not spoken of. */
  readonly silentMs?: number;
  readonly forgetMs?: number;
}

export interface OtlpReceiver {
  /** For the gRPC server that Envoy's sink exports to. */
  readonly service: { readonly definition: OtlpDefinition; readonly implementation: OtlpImplementation };
  /** From the next flush on, answers are told to these walks. */
  watch(watch: Watch): void;
  /** All readings since the last call, and one `no-data` for each proxy that is silent now. */
  take(): readonly Reading[];
  /** Called after each export that was taken in; returns how to stop. */
  onExport(listener: () => void): () => void;
  /** Names of the proxies that have sent counts and are not forgotten; sorted. */
  proxies(): readonly string[];
}

export interface OtlpDefinition {
  readonly [method: string]: MethodDefinition<Buffer, Buffer>;
  readonly Export: MethodDefinition<Buffer, Buffer>;
}

export interface OtlpImplementation {
  readonly [method: string]: handleUnaryCall<Buffer, Buffer>;
  readonly Export: handleUnaryCall<Buffer, Buffer>;
}

/** `MetricsService/Export`. The bytes are read in the handler, where bad ones are a reading. */
const definition: OtlpDefinition = {
  Export: {
    path: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
    requestStream: false,
    responseStream: false,
    requestSerialize: (bytes) => bytes,
    requestDeserialize: (bytes) => bytes,
    responseSerialize: (bytes) => bytes,
    responseDeserialize: (bytes) => bytes,
  },
};

const source = 'otlp';

/** Opens a receiver; it holds no timer and nothing to close. */
export function createOtlpReceiver(options: OtlpOptions): OtlpReceiver {
  const { clock, maxProxies = 1_000, maxClusters = 20_000, maxBytes = 16 * 1024 * 1024 } = options;
  const { silentMs = 2_000, forgetMs = 300_000 } = options;
  const processes = new EnvoyProcesses(maxProxies, clock.now());
  const queue = new ReadingQueue();
  const listeners = new Set<() => void>();
  let watched: Watch = nothingWatched;

  const receive = (bytes: Buffer, peer: string): string | null => {
    const parsed: ReturnType<typeof parseFlush> =
      bytes.length > maxBytes ? { ok: false, reason: `an export of ${bytes.length} bytes` } : parseFlush(bytes);
    const outcome = parsed.ok
      ? takeIn(processes, parsed.flush, peer, watched, maxClusters, clock.monotonic())
      : refusal(peer, parsed.reason);
    if (outcome !== null) queue.add(outcome);
    for (const listener of listeners) listener();
    return outcome?.kind === 'error' ? outcome.reason : null;
  };

  return {
    service: { definition, implementation: { Export: exportHandler(receive) } },
    watch: (next) => {
      watched = next;
    },
    take: () => {
      const nowMs = clock.monotonic();
      processes.forgetSilent(nowMs, forgetMs);
      return [...queue.take(), ...silences(processes, nowMs, silentMs)];
    },
    onExport: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    proxies: () =>
      processes
        .named()
        .map((each) => each.name)
        .sort(),
  };
}

function exportHandler(receive: (bytes: Buffer, peer: string) => string | null): OtlpImplementation['Export'] {
  return (call, callback) => {
    const [named] = call.metadata.get('x-proxy-id');
    const fault = receive(call.request, typeof named === 'string' ? named : call.getPeer());
    // An empty ExportMetricsServiceResponse has no bytes.
    if (fault === null) callback(null, Buffer.alloc(0));
    else callback({ code: status.INVALID_ARGUMENT, details: fault });
  };
}

/** Enters one flush into its process' book; null when it says nothing about a walk. */
function takeIn(
  processes: EnvoyProcesses,
  flush: Flush,
  peer: string,
  watched: Watch,
  maxClusters: number,
  nowMs: number,
): Reading | null {
  const { sender, start, timeMs, counters } = flush;
  if (sender === null) return refusal(peer, 'the export names no service.instance.id');
  if (start === null || timeMs === null) return null;
  let process = processes.find(sender, start);
  const isNew = process === null;
  process ??= processes.meet(sender, start, timeMs, nowMs);
  const order = orderOf(process, flush);
  if (order === 'late') return null;
  if (order === 'same') {
    return refusal(process.name, 'two exports for one flush: leave max_data_points_per_request out of the sink');
  }
  processes.ensureNamed(process);
  const unseen = (isNew && !processes.beganUnderOurEyes(process)) || order === 'clock-set-back';
  const fromMs = process.timeMs;
  process.timeMs = timeMs;
  process.heardMs = nowMs;
  process.flushes++;
  const added = enterFlush(process.book, counters, process.flushes, maxClusters);
  if (added === null) return refusal(process.name, `counts of more than ${maxClusters} clusters`);
  // What it counted before we listened, or before its clock was set back, is not ours to tell.
  if (unseen) return null;
  return { kind: 'samples', samples: samplesOf(process, added, watched, fromMs) };
}

/**
 * Both sides of every walk, always: in a whole export no count means no request. Where counters began anew the span
 * is empty, so that it does not follow on the one before.
 */
function samplesOf(process: EnvoyProcess, added: ReadonlyMap<string, Added>, watched: Watch, fromMs: number): Sample[] {
  const sums = new Map<string, { readonly sides: Record<Side, { good: number; total: number }>; reset: boolean }>();
  for (const [cluster, { target, side }] of watched.clusters) {
    let sum = sums.get(target);
    if (sum === undefined) {
      sum = { sides: { canary: { good: 0, total: 0 }, stable: { good: 0, total: 0 } }, reset: false };
      sums.set(target, sum);
    }
    const more = added.get(cluster);
    if (more === undefined) continue;
    sum.sides[side].good += more.good;
    sum.sides[side].total += more.total;
    sum.reset ||= more.reset;
  }
  return [...sums].flatMap(([target, { sides, reset }]) =>
    (['canary', 'stable'] as const).map((side) => ({
      source,
      proxy: process.name,
      target,
      sli: 'errors',
      side,
      fromMs: reset ? process.timeMs : fromMs,
      toMs: process.timeMs,
      ...sides[side],
    })),
  );
}

function silences(processes: EnvoyProcesses, nowMs: number, silentMs: number): Reading[] {
  return processes
    .named()
    .filter((each) => nowMs - each.heardMs > silentMs)
    .map((each) => ({
      kind: 'no-data',
      proxy: each.name,
      reason: `no export for ${Math.round(nowMs - each.heardMs)} ms`,
    }));
}

function refusal(proxy: string, reason: string): Reading & { readonly kind: 'error' } {
  return { kind: 'error', proxy, reason };
}
