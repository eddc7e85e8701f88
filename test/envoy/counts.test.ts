// What a real Envoy counts of each thing that goes wrong, as the receiver tells it: exact numbers, once all has ended.

import { afterEach, expect, test } from 'vitest';
import { startOddBackend, startOddGrpcBackend } from '../support/odd-backend.ts';
import { type CountedEnvoy, type CountedService, startCountedEnvoy } from './counted-envoy.ts';

const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const item of open.splice(0).toReversed()) await item.close();
});

async function start(protocol: CountedService['protocol'], rule?: string): Promise<CountedEnvoy> {
  const backend = await (protocol === 'http' ? startOddBackend() : startOddGrpcBackend());
  open.push(backend);
  const envoy = await startCountedEnvoy({ protocol, port: backend.port, ...(rule !== undefined && { rule }) });
  open.push(envoy);
  return envoy;
}

function times(count: number, path: string): string[] {
  return Array.from({ length: count }, () => path);
}

test('a share of slow answers that goes from 1 to 20 % is told to the request', async () => {
  const envoy = await start('http');
  expect(await envoy.get([...times(99, '/ok'), '/late/400'])).toEqual(Array.from({ length: 100 }, () => 200));
  await envoy.counts({ errors: [0, 100], 'latency<300ms': [1, 100] });
  await envoy.get([...times(80, '/late/30'), ...times(20, '/late/350')]);
  await envoy.counts({ errors: [0, 200], 'latency<300ms': [21, 200] });
});

test('HTTP/1.1: what fails fast is an error, what is cut or never comes is slow as well', async () => {
  const envoy = await start('http', 'timeout: 0.6s, retries: {attempts: 0}');
  await envoy.get([...times(10, '/ok'), '/status/404', '/late/120']);
  await envoy.counts({ errors: [0, 12], 'latency<300ms': [0, 12] });
  await envoy.get(times(2, '/status/503'));
  await envoy.counts({ errors: [2, 14], 'latency<300ms': [0, 14] });
  expect(await envoy.get(times(3, '/reset'))).toEqual([503, 503, 503]);
  await envoy.counts({ errors: [5, 17], 'latency<300ms': [3, 17] });
  expect(await envoy.get(times(4, '/hang'))).toEqual([504, 504, 504, 504]);
  await envoy.counts({ errors: [9, 21], 'latency<300ms': [7, 21] });
  expect(await envoy.get(times(5, '/cut'))).toEqual([0, 0, 0, 0, 0]);
  // Cut answers were told as good at their headers; the next ones pay for them.
  await envoy.counts({ 'latency<300ms': [12, 26] });
  await envoy.get(times(10, '/ok'));
  await envoy.counts({ errors: [14, 36], 'latency<300ms': [12, 36] });
});

test('a body that the proxy itself cuts, at the end of its time, was cut too', async () => {
  const envoy = await start('http', 'timeout: 0.6s, retries: {attempts: 0}');
  expect(await envoy.get(times(2, '/stream/5000'))).toEqual([0, 0]);
  await envoy.countedAfter(4);
  await envoy.get(times(4, '/ok'));
  await envoy.counts({ errors: [2, 6], 'latency<300ms': [2, 6] });
});

test('bodies that take 3 s are no errors, while others break beside them, and slow at their end at the latest', async () => {
  const envoy = await start('http', 'timeout: 10s, retries: {attempts: 0}');
  const streams = envoy.get(times(5, '/stream/3000'));
  await envoy.countedAfter(2);
  await envoy.get([...times(20, '/ok'), '/reset']);
  expect((await envoy.countedAfter(4))['errors']).toEqual([1, 26]);
  await envoy.get(times(20, '/ok'));
  expect(await streams).toEqual([200, 200, 200, 200, 200]);
  await envoy.get(times(5, '/ok'));
  await envoy.counts({ errors: [1, 51], 'latency<300ms': [6, 51] });
});

test('retries count once, with what came of them', async () => {
  const envoy = await start('http', 'timeout: 5s, retries: {attempts: 2, retryOn: "5xx,reset"}');
  const once = (word: string): string[] => Array.from({ length: 10 }, (_, i) => `/${word}/${i}`);
  expect(await envoy.get([...once('once-503'), ...once('once-reset')])).toEqual(times(20, '').map(() => 200));
  await envoy.get(times(10, '/status/503'));
  await envoy.countedAfter(4);
  await envoy.get(times(10, '/ok'));
  await envoy.counts({ errors: [10, 40], 'latency<300ms': [0, 40] });
});

test('gRPC: by status, in trailers or alone, or by its absence', async () => {
  const envoy = await start('grpc', 'timeout: 0.6s, retries: {attempts: 0}');
  // 5 is the answer to a question after something that isn't there; 77 is none that gRPC knows.
  expect(await envoy.call(['/grpc/0', '/grpc/0', '/grpc/5', '/only/16'])).toEqual(['0', '0', '5', '16']);
  await envoy.counts({ grpc: [0, 4] });
  expect(await envoy.call(['/grpc/14', '/only/14', '/grpc/13', '/grpc/77'])).toEqual(['14', '14', '13', '77']);
  await envoy.counts({ grpc: [4, 8], 'latency<300ms': [0, 8] });
  expect(await envoy.call(['/status/503', '/status/503'])).toEqual([null, null]);
  await envoy.counts({ grpc: [6, 10] });
  expect(await envoy.call(['/text', '/text'])).toEqual([null, null]);
  await envoy.counts({ grpc: [8, 12] });
  expect(await envoy.call(['/reset', '/reset', '/stream/5000'])).toEqual(['14', '14', null]);
  await envoy.counts({ grpc: [11, 15] });
  expect(await envoy.call(['/cut', '/cut'])).toEqual([null, null]);
  await envoy.counts({ grpc: [13, 17], 'latency<300ms': [5, 17] });
});

test('gRPC: a long call is told when it ends, and all that break with a connection are told', async () => {
  const envoy = await start('grpc', 'timeout: 10s, retries: {attempts: 0}');
  const stream = envoy.call(['/stream/2000']);
  await envoy.call(times(10, '/grpc/0'));
  expect((await envoy.countedAfter(4))['grpc']).toEqual([0, 10]);
  await stream;
  await envoy.counts({ grpc: [0, 11] });
  await envoy.call([...times(4, '/stream/2000'), '/gone']);
  await envoy.counts({ grpc: [5, 16] });
});
