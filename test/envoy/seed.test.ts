/** The users' own manifests, unchanged, with endpoints beside them, in a real Envoy that Sluice steers. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type Backend, startBackend } from '../../reconciler/demo/backend.ts';
import { sendRequests, tally } from '../../reconciler/demo/load.ts';
import { startSteeredEnvoy, type SteeredEnvoy } from './steered-envoy.ts';

const seeds = join(import.meta.dirname, '../golden/seed');
const services = ['myapp-v1', 'myapp-v2', 'default-version'];
const count = 10_000;

const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const item of open.splice(0).toReversed()) await item.close();
});

async function serveSeed(name: string, sotw: boolean): Promise<SteeredEnvoy> {
  const backends = await Promise.all(services.map((service) => startBackend(service)));
  open.push(...backends);
  const steered = await startSteeredEnvoy({ sotw });
  open.push(steered);
  await steered.serve(readFileSync(join(seeds, name, 'seed.yaml'), 'utf8'), backends.map(endpointSlice).join('---\n'));
  return steered;
}

function endpointSlice({ name, port }: Backend): string {
  return `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: ${name}, labels: {kubernetes.io/service-name: ${name}}}
addressType: IPv4
ports: [{name: http, port: ${port}}]
endpoints: [{addresses: [127.0.0.1]}]
`;
}

/** Sends requests, and names each answer whose share is further from the wanted one than four standard deviations. */
async function misses(
  { port }: SteeredEnvoy,
  request: { readonly path: string; readonly headers?: Record<string, string> },
  wanted: Readonly<Record<string, number>>,
): Promise<string[]> {
  const answers = tally(await sendRequests({ port, host: 'myapp.example.com', count, ...request }));
  return [...new Set([...answers.keys(), ...Object.keys(wanted)])].flatMap((key) => {
    const share = wanted[key] ?? 0;
    const actual = (answers.get(key) ?? 0) / count;
    const tolerance = 4 * Math.sqrt((share * (1 - share)) / count);
    return Math.abs(actual - share) > tolerance ? [`${key}: ${actual} instead of ${share}`] : [];
  });
}

describe.each([
  { variant: 'delta', sotw: false },
  { variant: 'state of the world', sotw: true },
])('the users’ manifests, by $variant', ({ sotw }) => {
  test('requests with `user-id: 123` are split 80 to 20; all else goes to the default version', async () => {
    const envoy = await serveSeed('header-split', sotw);
    const asked = (headers: Record<string, string>) => ({ path: '/', headers });
    expect(await misses(envoy, asked({ 'user-id': '123' }), { 'myapp-v1': 0.8, 'myapp-v2': 0.2 })).toEqual([]);
    expect(await misses(envoy, asked({ 'user-id': '1234' }), { 'default-version': 1 })).toEqual([]);
    expect(await misses(envoy, asked({}), { 'default-version': 1 })).toEqual([]);
  });

  test('two paths are split 90 to 10 each; all else goes to the default version', async () => {
    const envoy = await serveSeed('path-split', sotw);
    const split = { 'myapp-v1': 0.9, 'default-version': 0.1 };
    expect(await misses(envoy, { path: '/api/product' }, split)).toEqual([]);
    expect(await misses(envoy, { path: '/api/order/7' }, { 'myapp-v2': 0.9, 'default-version': 0.1 })).toEqual([]);
    expect(await misses(envoy, { path: '/api' }, { 'default-version': 1 })).toEqual([]);
  });
});
