// Walks that wait for one another, and all that wait for their turn.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { Scene } from '../support/scene.ts';
import { defaultRollout, primary, shopFiles } from '../support/shop.ts';

const cart = 'VirtualService/shop/cart#primary';
let scene: Scene;

beforeEach(async () => {
  scene = await Scene.create();
});
afterEach(() => scene.close());

interface Both {
  /** Of v2, in percent. */
  readonly checkout: number;
  readonly cart: number;
  /** More lines of the cart's Rollout. */
  readonly more?: string;
  readonly limit?: number;
}

/** Two routes to two versions, each with a walk. */
function both({ checkout, cart: ofCart, more = '', limit }: Both): Record<string, string> {
  const files = shopFiles({ weights: [100 - checkout, checkout] });
  const config = `apiVersion: sluice.dev/v1alpha1
kind: Config
metadata: {name: mesh}
spec: {walks: {limit: ${limit}}}
`;
  return {
    ...files,
    'routes/cart.yaml': `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: cart, namespace: shop}
spec:
  hosts: [cart.example.org]
  http:
  - name: primary
    route:
    - {destination: {host: checkout, subset: v1}, weight: ${100 - ofCart}}
    - {destination: {host: checkout, subset: v2}, weight: ${ofCart}}
---
apiVersion: sluice.dev/v1alpha1
kind: Rollout
metadata: {name: cart, namespace: shop}
spec:
  target: {kind: VirtualService, name: cart, route: primary}
${defaultRollout}${more}`,
    ...(limit === undefined ? {} : { 'sluice.yaml': config }),
  };
}

async function begin(first: Both, second: Both): Promise<void> {
  await scene.merge(both(first));
  await scene.start();
  await scene.warmUp();
  await scene.merge(both(second), 'Move both to v2');
  await scene.settle();
  expect(scene.denials()).toEqual([]);
}

test('a walk that depends on another begins when that one is promoted', async () => {
  const more = '  dependsOn: [checkout]\n';
  await begin({ checkout: 0, cart: 0, more }, { checkout: 100, cart: 100, more });
  expect(scene.served()).toEqual({ v1: 95, v2: 5 });
  expect(scene.served(cart)).toEqual({ v1: 100 });
  expect(scene.memory.decisions.get(cart)).toMatchObject({ kind: 'wait', reason: 'depends-on' });
  await scene.climb(primary, 90);
  expect(scene.served(cart)).toEqual({ v1: 100 });
  for (let second = 0; second < 30 && (await scene.entry(primary)) !== undefined; second += 1) {
    await scene.traffic(primary, { seconds: 1 });
  }
  await scene.settle();
  expect(scene.served()).toEqual({ v2: 100 });
  expect(scene.served(cart)).toEqual({ v1: 95, v2: 5 });
});

test('a walk that depends on a rejected one waits for it', async () => {
  const more = '  dependsOn: [checkout]\n';
  await begin({ checkout: 0, cart: 0, more }, { checkout: 100, cart: 100, more });
  await scene.traffic(primary, { seconds: 10, canaryErrors: 0.5 });
  expect(await scene.entry(primary)).toMatchObject({ phase: 'Rejected' });
  await scene.traffic(primary, { seconds: 5 });
  expect(scene.served(cart)).toEqual({ v1: 100 });
  await scene.merge(both({ checkout: 0, cart: 100, more }), 'Checkout stays');
  await scene.settle();
  expect(scene.served(cart)).toEqual({ v1: 95, v2: 5 });
});

test('so many walks are raised at once as the limit says, the others wait for their turn', async () => {
  await begin({ checkout: 0, cart: 0, limit: 1 }, { checkout: 100, cart: 100, limit: 1 });
  const raised = [scene.served(), scene.served(cart)].filter(({ v2 = 0 }) => v2 > 0);
  expect(raised).toEqual([{ v1: 95, v2: 5 }]);
  const first = scene.served()['v2'] === 5 ? primary : cart;
  const other = first === primary ? cart : primary;
  expect(scene.memory.decisions.get(other)).toMatchObject({ kind: 'wait', reason: 'walk-limit' });
  for (let second = 0; second < 60 && (await scene.entry(first)) !== undefined; second += 1) {
    await scene.traffic(first, { seconds: 1 });
  }
  await scene.settle();
  expect(scene.served(other)).toEqual({ v1: 95, v2: 5 });
});

test('without a limit both begin', async () => {
  await begin({ checkout: 0, cart: 0 }, { checkout: 100, cart: 100 });
  expect([scene.served(), scene.served(cart)]).toEqual([
    { v1: 95, v2: 5 },
    { v1: 95, v2: 5 },
  ]);
});
