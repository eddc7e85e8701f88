/**
 * The receiver of Envoy's OTLP stats sink: cumulative counters in, readings out.
 *
 * Counters are cumulative, so that an export that is lost costs time but no counts. `reference` figures and the traps
 * of the sink are in the design notes: what matters here is that a span of a sample never hides a gap.
 */

import { status } from '@grpc/grpc-js';
import type { handleUnaryCall, MethodDefinition } from '@grpc/grpc-js';
import type { Reading } from '../rollout/sample.ts';
import { nothingWatched } from '../rollout/watch.ts';
import type { Watch } from '../rollout/watch.ts';
import { countedWatch, readingsOf } from './counted-watch.ts';
import type { CountedWatch } from './counted-watch.ts';
import { EnvoyProcesses, orderOf } from './envoy-processes.ts';
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

/** Opens a receiver; it holds no timer and nothing to close. */
export function createOtlpReceiver(options: OtlpOptions): OtlpReceiver {
  const { clock, maxProxies = 1_000, maxClusters = 20_000, maxBytes = 16 * 1024 * 1024 } = options;
  const { silentMs = 2_000, forgetMs = 300_000 } = options;
  const processes = new EnvoyProcesses(maxProxies, clock.now());
  const queue = new ReadingQueue();
  const listeners = new Set<() => void>();
  let watched = countedWatch(nothingWatched);

  const receive = (bytes: Buffer, peer: string): string | null => {
    const parsed = parseFlush(bytes, { maxBytes, maxClusters });
    const taken: Taken = parsed.ok
      ? takeIn(processes, parsed.flush, watched, clock.monotonic())
      : { refused: parsed.reason, by: parsed.sender?.node ?? peer };
    if ('readings' in taken) for (const reading of taken.readings) queue.add(reading);
    else queue.add({ kind: 'error', proxy: taken.by ?? peer, reason: taken.refused });
    for (const listener of listeners) listener();
    return 'readings' in taken ? null : taken.refused;
  };

  return {
    service: { definition, implementation: { Export: exportHandler(receive) } },
    watch: (next) => {
      watched = countedWatch(next);
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

/** Readings, or why the export was refused; `by` is null where it doesn't say whose it is. */
type Taken = { readonly readings: readonly Reading[] } | { readonly refused: string; readonly by: string | null };

const nothingNew: Taken = { readings: [] };

/** Enters one flush into the book of its process. */
function takeIn(processes: EnvoyProcesses, flush: Flush, watched: CountedWatch, nowMs: number): Taken {
  const { sender, start, timeMs } = flush;
  if (sender === null) return { refused: 'the export names no service.instance.id', by: null };
  if (start === null || timeMs === null) return nothingNew;
  let process = processes.find(sender, start);
  const isNew = process === null;
  process ??= processes.meet(sender, start, timeMs, nowMs);
  const order = orderOf(process, flush);
  if (order === 'late') return nothingNew;
  if (order === 'same') {
    const refused = 'two exports for one flush: leave max_data_points_per_request out of the sink';
    return { refused, by: process.name };
  }
  processes.ensureNamed(process);
  const unseen = (isNew && !processes.beganUnderOurEyes(process)) || order === 'clock-set-back';
  const last = { clusters: process.clusters, timeMs: process.timeMs };
  process.clusters = flush.clusters;
  process.bounds = flush.bounds ?? process.bounds;
  process.timeMs = timeMs;
  process.heardMs = nowMs;
  process.flushes++;
  if (!unseen) return { readings: readingsOf(process, last, watched) };
  // What it counted before we listened, or before its clock was set back, is not ours to tell.
  process.ledgers = new Map();
  return nothingNew;
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
