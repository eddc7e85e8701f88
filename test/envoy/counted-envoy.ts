/** A real Envoy that Sluice steers, and what it counts of a service under a walk, SLI by SLI. */

import { request } from 'node:http';
import { connect } from 'node:http2';
import { expect } from 'vitest';
import { poll } from '../../reconciler/demo/waiting.ts';
import type { Reading } from '../../reconciler/rollout/sample.ts';
import type { WatchedSli } from '../../reconciler/rollout/watch.ts';
import { createOtlpReceiver } from '../../reconciler/telemetry/otlp.ts';
import { clusterIndex } from '../../reconciler/xds/translate/cluster-index.ts';
import { startSteeredEnvoy } from './steered-envoy.ts';
import { meshOf } from './translated-mesh.ts';

const slis: readonly WatchedSli[] = [
  { key: 'errors', sli: { kind: 'errors', protocol: 'http' } },
  { key: 'grpc', sli: { kind: 'errors', protocol: 'grpc' } },
  { key: 'latency<300ms', sli: { kind: 'latency', thresholdMs: 300 } },
];

/** By the key of an SLI: bad answers, and all. */
export type Counted = Readonly<Record<string, readonly [bad: number, total: number]>>;

export interface CountedEnvoy {
  /** Sends GETs by HTTP/1.1, all at once; the statuses that came back, 0 where no whole answer did. */
  readonly get: (paths: readonly string[]) => Promise<readonly number[]>;
  /** Calls over one HTTP/2 connection, all at once; their gRPC statuses, null where none came. */
  readonly call: (paths: readonly string[]) => Promise<readonly (string | null)[]>;
  /** Waits until this is what was counted, and makes sure that two flushes more don't change it. */
  readonly counts: (wanted: Counted) => Promise<void>;
  /** Waits for so many flushes, and returns what was counted by then. */
  readonly countedAfter: (flushes: number) => Promise<Counted>;
  readonly readings: () => readonly Reading[];
  readonly close: () => Promise<void>;
}

export interface CountedService {
  readonly protocol: 'http' | 'grpc';
  readonly port: number;
  /** YAML of the rule: its time and retries. */
  readonly rule?: string;
}

export async function startCountedEnvoy(service: CountedService): Promise<CountedEnvoy> {
  const receiver = createOtlpReceiver({ clock: { now: () => Date.now(), monotonic: () => performance.now() } });
  const readings: Reading[] = [];
  let flushes = 0;
  receiver.onExport(() => {
    flushes++;
    readings.push(...receiver.take());
  });
  const envoy = await startSteeredEnvoy({ sotw: false, services: [receiver.service] });
  const text = textOf(service);
  const clusters = [...clusterIndex(meshOf(text))].map(
    ([name, { target, destinationKey }]) => [name, { target, destinationKey, side: 'canary' }] as const,
  );
  const walks = clusters.map(([, { target }]) => [target, { namespace: 'default', name: 'web', slis }] as const);
  receiver.watch({ clusters: new Map(clusters), walks: new Map(walks), budgets: new Map(), sources: {} });
  await envoy.serve(text);
  const deadlineMs = 10_000;
  const until = async (what: string, ask: () => boolean): Promise<void> => {
    await poll(what, () => ask() || null, { deadlineMs, signal: envoy.signal });
  };
  const after = async (count: number): Promise<void> => {
    const seen = flushes;
    await until(`${count} flushes`, () => flushes >= seen + count);
  };
  await after(1);
  return {
    get: (paths) => Promise.all(paths.map((path) => get(envoy.port, path))),
    call: (paths) => call(envoy.port, paths),
    counts: async (wanted) => {
      const reached = (): boolean => JSON.stringify(countedOf(readings, wanted)) === JSON.stringify(wanted);
      // What it was instead is said below.
      await until('these counts', reached).catch(() => undefined);
      await after(2);
      expect(countedOf(readings, wanted)).toEqual(wanted);
    },
    countedAfter: async (count) => {
      await after(count);
      return countedOf(readings, Object.fromEntries(slis.map(({ key }) => [key, [0, 0]])));
    },
    readings: () => readings,
    close: () => envoy.close(),
  };
}

function countedOf(readings: readonly Reading[], wanted: Counted): Counted {
  const samples = readings.flatMap((reading) => (reading.kind === 'samples' ? reading.samples : []));
  return Object.fromEntries(
    Object.keys(wanted).map((key) => {
      const own = samples.filter(({ sli }) => sli === key);
      const total = own.reduce((sum, sample) => sum + sample.total, 0);
      return [key, [total - own.reduce((sum, { good }) => sum + good, 0), total]];
    }),
  );
}

function get(port: number, path: string): Promise<number> {
  return new Promise((resolve) => {
    const sent = request({ port, host: '127.0.0.1', path, headers: { host: 'web' }, agent: false });
    sent.on('error', () => resolve(0));
    sent.on('response', (response) => {
      response.resume();
      response.on('error', () => resolve(0));
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.end();
  });
}

async function call(port: number, paths: readonly string[]): Promise<readonly (string | null)[]> {
  const session = connect(`http://127.0.0.1:${port}`);
  const headers = { ':method': 'POST', ':authority': 'web', 'content-type': 'application/grpc', te: 'trailers' };
  const statuses = await Promise.all(
    paths.map(
      (path) =>
        new Promise<string | null>((resolve) => {
          const stream = session.request({ ...headers, ':path': path });
          let status: string | null = null;
          const take = (fields: { readonly 'grpc-status'?: string | string[] }): void => {
            status = fields['grpc-status']?.toString() ?? status;
          };
          stream.on('response', take);
          stream.on('trailers', take);
          stream.on('error', () => undefined);
          stream.on('close', () => resolve(status));
          stream.resume();
          stream.end(Buffer.alloc(5));
        }),
    ),
  );
  session.destroy();
  return statuses;
}

function textOf({ protocol, port, rule = 'timeout: 0.6s' }: CountedService): string {
  return `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80, name: ${protocol}}]
---
apiVersion: networking.istio.io/v1
kind: WorkloadEntry
metadata: {name: web}
spec:
  address: 127.0.0.1
  ports: {${protocol}: ${port}}
  labels: {app: web}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web}
spec:
  hosts: [web]
  http: [{name: all, route: [{destination: {host: web}}], ${rule}}]
---
apiVersion: sluice.dev/v1alpha1
kind: Rollout
metadata: {name: web}
spec: {target: {kind: VirtualService, name: web}}
`;
}
