/** A correct repository of a seed: every kind that is checked, with nothing wrong in it. */

import type { App, World } from './apps.ts';
import { Draft, Random } from './draft.ts';
import { addWorkloads } from './world-core.ts';
import { addDelivery } from './world-delivery.ts';
import { addGatewayApi } from './world-gateway-api.ts';
import { addMesh } from './world-istio.ts';
import { addSecurity } from './world-security.ts';

const namespaces = ['shop', 'pay', 'media', 'ops', 'fleet', 'search'];
const names = [
  'checkout',
  'cart',
  'catalog',
  'users',
  'ledger',
  'images',
  'reviews',
  'stock',
  'mail',
  'rates',
  'audit',
];
const domains = ['shop.example.com', 'www.example.org', 'apps.example.net'];

export function correctRepository(seed: number): { readonly draft: Draft; readonly world: World } {
  const random = new Random(seed);
  const draft = new Draft();
  const world = worldOf(random);
  addWorkloads(draft, world, random);
  addMesh(draft, world, random);
  addSecurity(draft, world, random);
  addGatewayApi(draft, world, random);
  addDelivery(draft, world, random);
  return { draft, world };
}

/** Two namespaces, so that what crosses them is there; four services at least, so that each way of delivery has one. */
function worldOf(random: Random): World {
  const used = random.shuffled(namespaces).slice(0, 2);
  const chosen = random.shuffled(names).slice(0, 8 + random.int(3));
  const apps = chosen.map((name, i): App => {
    const namespace = used[i % 2] ?? 'shop';
    const port = random.pick([80, 8080, 9000]);
    return { namespace, name, port, host: `${name}.${namespace}.svc.cluster.local` };
  });
  return { namespaces: used, apps, domain: random.pick(domains) };
}
