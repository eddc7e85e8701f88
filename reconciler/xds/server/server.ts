import type { ServerOptions, ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import { Server, status } from '@grpc/grpc-js';

import type { Json } from '../../../policies/mesh.ts';
import { createDiffer } from '../subscription/difference.ts';
import type { RulesOff } from '../subscription/rules.ts';
import { allRules } from '../subscription/rules.ts';
import type { Variant } from '../subscription/state.ts';
import { createVersioner } from '../subscription/version.ts';
import type { SnapshotFor } from './fleet.ts';
import { Fleet } from './fleet.ts';
import { createInterning } from './interning.ts';
import type { Limits } from './limits.ts';
import { defaultLimits } from './limits.ts';
import { listen } from './listener.ts';
import type { LostProxies } from './lost.ts';
import { createLostProxies } from './lost.ts';
import { discoveryService } from './service.ts';
import type { SharedResponses } from './shared-responses.ts';
import { createSharedResponses } from './shared-responses.ts';
import type { AdsCall, StreamDeps } from './stream.ts';
import { AdsStream } from './stream.ts';
import type { ConnectedProxy } from './view.ts';
import { viewStream } from './view.ts';

export interface XdsServerOptions<S> {
  /** `HOST:PORT` on the loopback interface; port 0 takes a free one. */
  readonly address: string;
  readonly snapshotFor: SnapshotFor<S>;
  /**
   * Whether what is served takes these lowerings (T → attempt) in, which a client said it runs. Until then it is sent
   * nothing, so that nobody raises what it knows to be lowered. Absent: always.
   */
  readonly isHeard?: (served: S, lowerings: ReadonlyMap<string, string>) => boolean;
  /** Wall time and a clock that never jumps, both in ms. */
  readonly clock: { now(): number; monotonic(): number };
  readonly log: (event: string, fields: Readonly<Record<string, Json>>) => void;
  /** Other gRPC services on the same port. */
  readonly services?: readonly {
    readonly definition: ServiceDefinition;
    readonly implementation: UntypedServiceImplementation;
  }[];
  /** This instance's name; every response carries it, and the commit. */
  readonly identifier: string;
  readonly limits?: Partial<Limits>;
  /** A cluster goes this long after its last route; absent: two flushes and the longest request by the routes before. */
  readonly lingerMs?: number;
  /** Routes wait so long at most for a client that doesn't fetch its clusters' endpoints. */
  readonly gateMs?: number;
  /** Switched-off rules: for tests only. */
  readonly off?: RulesOff;
}

export interface XdsServer<S> {
  /** `HOST:PORT` as bound. */
  readonly address: string;
  serve(served: S): void;
  proxies(): readonly ConnectedProxy[];
  onChange(listener: () => void): () => void;
  /** How many responses were encoded, for all streams together. */
  encodings(): number;
  close(): Promise<void>;
}

/**
 * Starts the aggregated discovery service, delta and state of the world. It ends with the signal.
 * @throws when the address is not a loopback HOST:PORT, or can't be bound.
 */
export async function startXdsServer<S>(options: XdsServerOptions<S>, signal: AbortSignal): Promise<XdsServer<S>> {
  signal.throwIfAborted();
  const limits = { ...defaultLimits, ...options.limits };
  const off = options.off ?? allRules;
  const { listeners, notify, silence } = createNews();
  const fleet = new Fleet(options.snapshotFor, options.log, createInterning(off));
  const responses = createSharedResponses(
    (commit) => (off.has('identifier') ? '' : `${options.identifier} ${commit}`),
    limits.sharedBytes,
  );
  const streams = new Set<AdsStream>();
  const lost = createLostProxies(limits.lostMs);
  const deps = streamDeps(options, limits, off, { fleet, lost, streams, responses, notify });
  const server = new Server(channelOptions(limits, off));
  const open = (variant: Variant) => (call: AdsCall) => {
    if (streams.size >= limits.streams) {
      call.emit('error', { code: status.RESOURCE_EXHAUSTED, details: `At most ${limits.streams} streams are served.` });
      return;
    }
    streams.add(new AdsStream(call, variant, deps));
  };
  server.addService(discoveryService, {
    StreamAggregatedResources: open('sotw'),
    DeltaAggregatedResources: open('delta'),
  });
  for (const service of options.services ?? []) server.addService(service.definition, service.implementation);
  const listener = await listen(server, options.address, limits);
  const close = async (): Promise<void> => {
    signal.removeEventListener('abort', onAbort);
    silence();
    fleet.close();
    for (const stream of streams) stream.close();
    await listener.close();
    server.forceShutdown();
  };
  const onAbort = (): void => void close();
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    address: listener.address,
    serve: (served) => {
      fleet.serve(served);
      notify();
    },
    proxies: () => {
      const now = options.clock.monotonic();
      const connected = [...fleet.members].map(([stream, { name }]) => viewStream(name, stream, now));
      return [...connected, ...lost.view(now)];
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    encodings: responses.encodings,
    close,
  };
}

/** Tells listeners that something changed, once for all that came in one turn: 200 ACKs are one piece of news. */
function createNews(): { listeners: Set<() => void>; notify: () => void; silence: () => void } {
  const listeners = new Set<() => void>();
  let pending: NodeJS.Immediate | null = null;
  return {
    listeners,
    notify: () => {
      pending ??= setImmediate(() => {
        pending = null;
        for (const listener of listeners) listener();
      });
    },
    silence: () => {
      listeners.clear();
      if (pending) clearImmediate(pending);
    },
  };
}

/** Two flushes of a proxy's counts (250 ms each), and the last one's way here. */
const flushesMs = 700;
/** A route without a timeout has no longest request: Envoy's own default, which most are written for, bounds it all. */
const longestLingerMs = 15_000;

interface Parts<S> {
  readonly fleet: Fleet<S>;
  readonly lost: LostProxies;
  readonly streams: Set<AdsStream>;
  readonly responses: SharedResponses;
  readonly notify: () => void;
}

function streamDeps<S>(options: XdsServerOptions<S>, limits: Limits, off: RulesOff, parts: Parts<S>): StreamDeps {
  const { clock, log } = options;
  const { fleet, lost, streams, responses, notify } = parts;
  return {
    clock,
    limits,
    responses,
    options: {
      differ: createDiffer(),
      versionOf: createVersioner(),
      lingerFor: (longestMs) => options.lingerMs ?? Math.min(flushesMs + longestMs, longestLingerMs),
      gateMs: options.gateMs ?? 5_000,
      owedLimit: limits.owed,
      responseBytes: limits.responseBytes,
      off,
    },
    isHeard: (lowerings) => lowerings.size === 0 || fleet.hasHeard(lowerings, options.isHeard),
    joined: (stream, node) => {
      const problem = fleet.join(stream, node);
      const name = fleet.members.get(stream)?.name ?? node.id;
      lost.isBack(name);
      if (problem === null) log('xds.connect', { proxy: name, peer: stream.peer });
      notify();
      return problem;
    },
    answered: (stream, typeUrl, answered) => {
      if (answered.kind === 'nack') {
        const { commit, resources, reason } = answered;
        log('xds.nack', {
          proxy: fleet.members.get(stream)?.name ?? '',
          typeUrl,
          commit,
          resources: [...resources],
          reason,
        });
      }
      notify();
    },
    left: (stream, isLost) => {
      streams.delete(stream);
      const name = fleet.leave(stream);
      if (name === null) return;
      const now = clock.monotonic();
      if (isLost) lost.add(viewStream(name, stream, now), now);
      log('xds.disconnect', { proxy: name });
      notify();
    },
  };
}

/** What many clients and servers of gRPC take where nobody says otherwise. */
const usualStreams = 100;

function channelOptions(limits: Limits, off: RulesOff): ServerOptions {
  const keepalive = {
    'grpc.keepalive_time_ms': limits.keepaliveMs,
    'grpc.keepalive_timeout_ms': limits.keepaliveTimeoutMs,
  };
  return {
    'grpc.max_receive_message_length': limits.messageBytes,
    'grpc.max_send_message_length': -1,
    'grpc.max_concurrent_streams': off.has('many-streams') ? usualStreams : limits.streamsPerConnection,
    'grpc.max_connection_idle_ms': limits.idleMs,
    ...(off.has('keepalive') ? {} : keepalive),
    'grpc.enable_channelz': 0,
  };
}
