// A real Envoy exports to the receiver: what it counts is what the client saw.

import { Server, ServerCredentials } from '@grpc/grpc-js';
import { afterEach, expect, test } from 'vitest';
import { startBackend } from '../demo/backend.ts';
import type { Backend } from '../demo/backend.ts';
import { startEnvoy } from '../demo/envoy.ts';
import type { Envoy } from '../demo/envoy.ts';
import { sendRequests } from '../demo/load.ts';
import type { RequestRecord } from '../demo/load.ts';
import { freePort } from '../demo/free-port.ts';
import { poll } from '../demo/waiting.ts';
import type { Reading, Sample, Side } from '../rollout/sample.ts';
import type { Watch } from '../rollout/watch.ts';
import { createOtlpReceiver } from './otlp.ts';
import type { OtlpReceiver } from './otlp.ts';

const canaryCluster = 'shop/checkout/8080/v2/for/shop/checkout-1a2b3c';
const stableCluster = 'shop/checkout/8080/v1/for/shop/checkout-4d5e6f';
const watch: Watch = {
  sources: {},
  budgets: new Map(),
  walks: new Map([
    [
      'T',
      { namespace: 'shop', name: 'checkout', slis: [{ key: 'errors', sli: { kind: 'errors', protocol: 'http' } }] },
    ],
  ]),
  clusters: new Map([
    [canaryCluster, { target: 'T', destinationKey: 'v2', side: 'canary' }],
    [stableCluster, { target: 'T', destinationKey: 'v1', side: 'stable' }],
  ]),
};
const deadlineMs = 20_000;
const stop = new AbortController();
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

test('each answer is counted once, on the side that gave it, good or bad as the client saw it', async () => {
  const scene = await openScene();
  const listening = await listen(scene.otlpPort);
  await scene.startEnvoy();

  const records = await scene.send(1_000);

  expect(await countsAfter(listening, records.length)).toEqual(seenBy(records));
  expect(listening.samples().every((sample) => sample.fromMs < sample.toMs)).toBe(true);
  expect(seenBy(records).canary.total).toBeGreaterThan(seenBy(records).canary.good);
});

test('the spans of a proxy follow on one another, and both sides have the same', async () => {
  const scene = await openScene();
  const listening = await listen(scene.otlpPort);
  await scene.startEnvoy();
  await scene.send(50);
  await poll('8 flushes', () => (listening.samples().length >= 16 ? true : null), { deadlineMs });

  const spans = (side: Side): string[] =>
    listening.samples().flatMap((sample) => (sample.side === side ? [`${sample.fromMs} ${sample.toMs}`] : []));
  expect(spans('canary')).toEqual(spans('stable'));
  const ends = spans('canary').map((span) => span.split(' ')[1]);
  const begins = spans('canary').map((span) => span.split(' ')[0]);
  expect(begins.slice(1)).toEqual(ends.slice(0, -1));
});

test('a restart of Envoy loses nothing that the old process had exported, and counts the new one from nothing', async () => {
  const scene = await openScene();
  const listening = await listen(scene.otlpPort);
  const first = await scene.startEnvoy();
  const before = await scene.send(200);
  await countsAfter(listening, before.length);
  await first.close();
  await scene.startEnvoy();

  const after = await scene.send(300);

  expect(await countsAfter(listening, 500)).toEqual(seenBy([...before, ...after]));
  expect(listening.receiver.proxies()).toEqual(['edge']);
});

test('a receiver that starts anew credits nothing of the past, and all that comes', async () => {
  const scene = await openScene();
  const early = await listen(scene.otlpPort);
  await scene.startEnvoy();
  await countsAfter(early, (await scene.send(400)).length);
  await early.close();

  const late = await listen(scene.otlpPort);
  await poll('the first flush', () => (late.samples().length > 0 ? true : null), { deadlineMs });
  const records = await scene.send(100);

  expect(await countsAfter(late, 100)).toEqual(seenBy(records));
});

test('what is counted while nobody listens arrives later', async () => {
  const scene = await openScene();
  const port = scene.otlpPort;
  const listening = await listen(port);
  await scene.startEnvoy();
  const before = await scene.send(100);
  await countsAfter(listening, 100);
  await listening.pause();
  const meanwhile = await scene.send(200);
  await listening.resume();

  expect(await countsAfter(listening, 300)).toEqual(seenBy([...before, ...meanwhile]));
});

interface Counts {
  readonly good: number;
  readonly total: number;
}

interface Scene {
  readonly otlpPort: number;
  readonly startEnvoy: () => Promise<Envoy>;
  readonly send: (count: number) => Promise<readonly RequestRecord[]>;
}

/** v1 is sound; of v2's answers every fourth is a 500. The Envoy of the scene listens on the same port each time. */
async function openScene(): Promise<Scene> {
  const [v1, v2] = [await startBackend('v1'), await startBackend('v2')];
  closing.push(v1.close, v2.close);
  v2.setFailingShare(0.25);
  const [port, otlpPort] = [await freePort(), await freePort()];
  return {
    otlpPort,
    startEnvoy: async () => {
      const envoy = await startEnvoy({ bootstrap: bootstrap(port, otlpPort, v1, v2), signal: stop.signal });
      closing.push(envoy.close);
      return envoy;
    },
    send: (count) => sendRequests({ port, host: 'checkout', count }),
  };
}

interface Listening {
  readonly receiver: OtlpReceiver;
  readonly samples: () => readonly Sample[];
  readonly pause: () => Promise<void>;
  readonly resume: () => Promise<void>;
  readonly close: () => Promise<void>;
}

async function listen(port: number): Promise<Listening> {
  const clock = { now: () => Date.now(), monotonic: () => performance.now() };
  const receiver = createOtlpReceiver({ clock });
  receiver.watch(watch);
  const readings: Reading[] = [];
  let server = await serve(receiver, port);
  const pause = async (): Promise<void> => {
    server.forceShutdown();
    await Promise.resolve();
  };
  closing.push(pause);
  return {
    receiver,
    samples: () => {
      readings.push(...receiver.take());
      return readings.flatMap((reading) => (reading.kind === 'samples' ? reading.samples : []));
    },
    pause,
    resume: async () => {
      server = await serve(receiver, port);
    },
    close: pause,
  };
}

async function serve(receiver: OtlpReceiver, port: number): Promise<Server> {
  const server = new Server();
  server.addService(receiver.service.definition, receiver.service.implementation);
  await new Promise<void>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error) =>
      error === null ? resolve() : reject(error),
    );
  });
  return server;
}

/** Waits until so many answers were counted, and for one flush more, which must not add any. */
async function countsAfter(listening: Listening, total: number): Promise<Record<Side, Counts>> {
  const sum = (): number => listening.samples().reduce((all, sample) => all + sample.total, 0);
  await poll(`${total} counted answers`, () => (sum() >= total ? true : null), { deadlineMs });
  const flushes = listening.samples().length;
  await poll('another flush', () => (listening.samples().length > flushes ? true : null), { deadlineMs });
  return { canary: countsOf(listening.samples(), 'canary'), stable: countsOf(listening.samples(), 'stable') };
}

function countsOf(samples: readonly Sample[], side: Side): Counts {
  return samples
    .filter((sample) => sample.side === side)
    .reduce((sum, sample) => ({ good: sum.good + sample.good, total: sum.total + sample.total }), {
      good: 0,
      total: 0,
    });
}

function seenBy(records: readonly RequestRecord[]): Record<Side, Counts> {
  const of = (backend: string): Counts => {
    const own = records.filter((record) => record.backend === backend);
    return { good: own.filter((record) => record.status < 500).length, total: own.length };
  };
  return { canary: of('v2'), stable: of('v1') };
}

function bootstrap(port: number, otlpPort: number, v1: Backend, v2: Backend): string {
  const weights = [
    { name: canaryCluster, weight: 30 },
    { name: stableCluster, weight: 70 },
  ];
  const manager = {
    '@type': `${extensions}.filters.network.http_connection_manager.v3.HttpConnectionManager`,
    stat_prefix: 'in',
    http_filters: [{ name: 'router', typed_config: { '@type': `${extensions}.filters.http.router.v3.Router` } }],
    route_config: {
      virtual_hosts: [
        {
          name: 'all',
          domains: ['*'],
          routes: [{ match: { prefix: '/' }, route: { weighted_clusters: { clusters: weights } } }],
        },
      ],
    },
  };
  const filterChains = [{ filters: [{ name: 'http', typed_config: manager }] }];
  return JSON.stringify({
    node: { id: 'edge', cluster: 'edge' },
    admin: { address: address(0) },
    static_resources: {
      listeners: [{ name: 'in', address: address(port), filter_chains: filterChains }],
      clusters: [cluster(canaryCluster, v2.port), cluster(stableCluster, v1.port), otlpCluster(otlpPort)],
    },
    stats_flush_interval: '0.25s',
    stats_sinks: [{ name: 'envoy.stat_sinks.open_telemetry', typed_config: sink() }],
    stats_config: {
      stats_matcher: {
        inclusion_list: { patterns: [{ safe_regex: { regex: 'cluster\\.[^.]+\\.upstream_rq_([1-5]xx|time)' } }] },
      },
    },
  });
}

function sink(): object {
  const identity = { 'service.instance.id': 'edge' };
  return {
    '@type': `${extensions}.stat_sinks.open_telemetry.v3.SinkConfig`,
    grpc_service: {
      envoy_grpc: { cluster_name: 'otlp' },
      timeout: '1s',
      initial_metadata: [{ key: 'x-proxy-id', value: 'edge' }],
    },
    report_counters_as_deltas: false,
    report_histograms_as_deltas: false,
    resource_detectors: [
      {
        name: 'envoy.tracers.opentelemetry.resource_detectors.static_config',
        typed_config: {
          '@type': `${extensions}.tracers.opentelemetry.resource_detectors.v3.StaticConfigResourceDetectorConfig`,
          attributes: identity,
        },
      },
    ],
  };
}

function otlpCluster(port: number): object {
  const options = {
    '@type': `${extensions}.upstreams.http.v3.HttpProtocolOptions`,
    explicit_http_config: { http2_protocol_options: {} },
  };
  const typed = { 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': options };
  return { ...cluster('otlp', port), typed_extension_protocol_options: typed };
}

function cluster(name: string, port: number): object {
  const endpoints = [{ lb_endpoints: [{ endpoint: { address: address(port) } }] }];
  return { name, load_assignment: { cluster_name: name, endpoints } };
}

function address(port: number): object {
  return { socket_address: { address: '127.0.0.1', port_value: port } };
}

const extensions = 'type.googleapis.com/envoy.extensions';
