// What the tests with a real Envoy stand on: the programs that they start, and what they count.

import { afterEach, expect, test } from 'vitest';
import { startBackend } from '../../reconciler/demo/backend.ts';
import { startEnvoy } from '../../reconciler/demo/envoy.ts';
import { sendRequests, startLoad, tally } from '../../reconciler/demo/load.ts';
import { freePort } from '../../reconciler/demo/free-port.ts';
import { poll } from '../../reconciler/demo/waiting.ts';

const closing: (() => Promise<void>)[] = [];
const stop = new AbortController();

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

test('an Envoy serves what its bootstrap says, and is gone once closed', async () => {
  const backend = await startBackend('v1');
  closing.push(backend.close);
  const port = await freePort();
  const envoy = await startEnvoy({ bootstrap: bootstrap(port, backend.port), signal: stop.signal });
  closing.push(envoy.close);

  const records = await sendRequests({ port, host: 'checkout', count: 300 });

  expect(tally(records)).toEqual(new Map([['v1', 300]]));
  expect(await envoy.adminGet('/stats?filter=cluster.app.upstream_rq_2xx')).toContain(': 300');
  await envoy.close();
  expect(() => process.kill(envoy.pid, 0)).toThrow('ESRCH');
});

test('an Envoy that turns its bootstrap down says why', async () => {
  const starting = startEnvoy({ bootstrap: '{"no_such_field": 1}', signal: stop.signal });
  await expect(starting).rejects.toThrow('no_such_field');
});

test('a backend fails exactly the share that it is told to', async () => {
  const backend = await startBackend('v2');
  closing.push(backend.close);
  backend.setFailingShare(0.25);

  const records = await sendRequests({ port: backend.port, host: 'checkout', count: 400 });

  expect(records.filter((record) => record.status === 500)).toHaveLength(100);
  expect(backend.counts()).toEqual({ good: 300, failed: 100 });
});

test('the steady client sends on when nothing answers, and records it', async () => {
  const port = await freePort();
  const load = startLoad({ port, host: 'checkout', ratePerSecond: 500, signal: stop.signal });
  await poll('10 records', () => (load.records.length >= 10 ? true : null), { deadlineMs: 10_000 });
  await load.stop();
  expect(load.records.every((record) => record.status === 0 && record.error !== null)).toBe(true);
});

test('once the steady client has stopped, each request that it sent has one record', async () => {
  const backend = await startBackend('v1');
  closing.push(backend.close);
  const load = startLoad({ port: backend.port, host: 'checkout', ratePerSecond: 1000, signal: stop.signal });
  await poll('200 records', () => (load.records.length >= 200 ? true : null), { deadlineMs: 10_000 });
  await load.stop();
  expect(load.inFlight()).toBe(0);
  expect(load.records).toHaveLength(backend.counts().good);
  expect(tally(load.records)).toEqual(new Map([['v1', load.records.length]]));
});

function bootstrap(port: number, backendPort: number): string {
  const address = (value: number): object => ({ socket_address: { address: '127.0.0.1', port_value: value } });
  const router = { name: 'router', typed_config: { '@type': `${extensions}.http.router.v3.Router` } };
  const manager = {
    '@type': `${extensions}.network.http_connection_manager.v3.HttpConnectionManager`,
    stat_prefix: 'test',
    http_filters: [router],
    route_config: {
      virtual_hosts: [{ name: 'all', domains: ['*'], routes: [{ match: { prefix: '/' }, route: { cluster: 'app' } }] }],
    },
  };
  const endpoints = [{ lb_endpoints: [{ endpoint: { address: address(backendPort) } }] }];
  return JSON.stringify({
    admin: { address: address(0) },
    static_resources: {
      listeners: [
        { name: 'in', address: address(port), filter_chains: [{ filters: [{ name: 'hcm', typed_config: manager }] }] },
      ],
      clusters: [{ name: 'app', load_assignment: { cluster_name: 'app', endpoints } }],
    },
  });
}

const extensions = 'type.googleapis.com/envoy.extensions.filters';
