import { afterEach, describe, expect, it } from 'vitest';

import { clusterType } from '../../reconciler/xds/snapshot.ts';
import { type Load, startLoad, tally } from '../../reconciler/demo/load.ts';
import { poll } from '../../reconciler/demo/waiting.ts';
import { startSteeredEnvoy, type SteeredEnvoy } from './steered-envoy.ts';

const running: SteeredEnvoy[] = [];
afterEach(async () => {
  for (const each of running.splice(0)) await each.close();
});

interface UnderLoad extends SteeredEnvoy {
  readonly shop: string;
  readonly load: Load;
  /** Waits for so many more answers. */
  readonly more: (count: number) => Promise<unknown>;
}

/** An Envoy that splits `shop` in halves, and a client that asks it 1,000 times a second. */
async function underLoad(sotw: boolean): Promise<UnderLoad> {
  const started = await startSteeredEnvoy({ sotw });
  running.push(started);
  const shop = await started.addService('shop');
  await started.serve(shop, policies({ weight: 50 }));
  const { port, signal } = started;
  const load = startLoad({ port, host: 'shop.default.svc.cluster.local', path: '/', ratePerSecond: 1_000, signal });
  const more = (count: number) => {
    const until = load.records.length + count;
    return poll(`${count} answers`, () => load.records.length >= until || null, { deadlineMs: 10_000, everyMs: 2 });
  };
  await more(50);
  return { ...started, shop, load, more };
}

describe.each([
  { variant: 'delta', sotw: false },
  { variant: 'state of the world', sotw: true },
])('a real Envoy, $variant', ({ sotw }) => {
  it('takes 50 changes of weight under load, each ACKed, and no request fails', async () => {
    const { server, serve, shop, load, more } = await underLoad(sotw);
    for (let change = 1; change <= 50; change++) {
      await serve(shop, policies({ weight: (change * 37) % 101 }));
      await more(20);
    }
    await load.stop();
    expect(server.proxies()).toMatchObject([{ state: 'current', nack: null }]);
    expect([...tally(load.records).keys()].toSorted()).toEqual(['shop-v1', 'shop-v2']);
  });

  it('takes clusters away after the routes have left them, and no request fails', async () => {
    const { server, serve, shop, load, more, clustersAre } = await underLoad(sotw);
    let last: readonly string[] = [];
    for (let change = 1; change <= 8; change++) {
      const { resources } = await serve(shop, policies({ weight: 50, connections: 100 + change }));
      last = [...(resources.get(clusterType)?.keys() ?? [])];
      await more(20);
    }
    await clustersAre(last);
    await load.stop();
    expect(server.proxies()).toMatchObject([{ state: 'current', nack: null }]);
    expect([...tally(load.records).keys()].toSorted()).toEqual(['shop-v1', 'shop-v2']);
  });

  it('takes a service, its subsets and its route in one commit: no 503, no 404', async () => {
    const { serve, shop, load, more, addService } = await underLoad(sotw);
    const fresh = await addService('fresh');
    await serve(shop, fresh, policies({ weight: 50, to: 'fresh' }));
    await more(50);
    await load.stop();
    const answers = [...tally(load.records).keys()].toSorted();
    expect(answers).toEqual(['fresh-v1', 'fresh-v2', 'shop-v1', 'shop-v2']);
  });
});

function policies(of: { readonly weight: number; readonly to?: string; readonly connections?: number }): string {
  const { weight, to = 'shop', connections = 100 } = of;
  return `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: shop}
spec:
  hosts: [shop]
  http:
  - route:
    - {destination: {host: ${to}, subset: v1}, weight: ${100 - weight}}
    - {destination: {host: ${to}, subset: v2}, weight: ${weight}}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: ${to}}
spec:
  host: ${to}
  trafficPolicy: {connectionPool: {tcp: {maxConnections: ${connections}}}}
  subsets:
  - {name: v1, labels: {version: v1}}
  - {name: v2, labels: {version: v2}}
`;
}
