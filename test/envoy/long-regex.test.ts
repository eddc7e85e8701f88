/** A match by a regex that Envoy by itself would turn down: its own limit is 100 instructions. */

import { afterEach, expect, test } from 'vitest';
import { sendRequests } from '../../reconciler/demo/load.ts';
import { startSteeredEnvoy, type SteeredEnvoy } from './steered-envoy.ts';

let envoy: SteeredEnvoy | null = null;
afterEach(() => envoy?.close());

test.each([
  [
    'a UUID, twice',
    '/orders/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/items/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}',
  ],
  ['60 words', `/(${Array.from({ length: 60 }, (_, i) => `product-${i * 7919}`).join('|')})`],
])('%s', async (_, regex) => {
  envoy = await startSteeredEnvoy({ sotw: false });
  const service = await envoy.addService('shop');
  await envoy.serve(
    service,
    `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: shop}
spec:
  hosts: [shop]
  http: [{match: [{uri: {regex: '${regex}'}}], route: [{destination: {host: shop}}]}]
`,
  );
  const uuid = '0123abcd-4567-89ef-0123-456789abcdef';
  const path = regex.includes('product') ? '/product-7919' : `/orders/${uuid}/items/${uuid}`;
  const statuses = async (asked: string) => {
    const records = await sendRequests({ port: envoy?.port ?? 0, host: 'shop', path: asked, count: 4 });
    return new Set(records.map(({ status }) => status));
  };
  expect(await statuses(path)).toEqual(new Set([200]));
  expect(await statuses(`${path}x`)).toEqual(new Set([404]));
});
