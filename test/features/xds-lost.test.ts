// A proxy that is gone is named for a while, so that a fleet with a hole in it looks like one.

import { afterEach, expect, it } from 'vitest';

import { clusterType, endpointType } from '../../reconciler/xds/snapshot.ts';
import { ackDelta, connectDelta } from '../support/xds-client.ts';
import type { DeltaClient } from '../support/xds-client.ts';
import { startMesh } from '../support/xds-mesh.ts';
import type { Mesh } from '../support/xds-mesh.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const item of open.splice(0).toReversed()) await item.close();
});

let now = 0;

async function started(): Promise<Mesh> {
  now = 0;
  const mesh = await startMesh({ clock: { now: () => now, monotonic: () => now } });
  open.push(mesh);
  mesh.serve('c1', { clusters: { v1: '1' } });
  return mesh;
}

async function connected(mesh: Mesh, id: string): Promise<DeltaClient> {
  const client = connectDelta(mesh.server.address, id);
  open.push(client);
  ackDelta(client);
  client.send(clusterType, {});
  client.send(endpointType, { subscribe: ['v1'] });
  await mesh.server.until((proxies) => proxies.some(({ name, state }) => name === id && state === 'current'));
  return client;
}

const gone = { name: 'edge-1', state: 'stale', commit: 'c1', owesSince: null, nack: null };

it('is stale, behind those that are connected, until a minute is over', async () => {
  const mesh = await started();
  const first = await connected(mesh, 'edge-1');
  await connected(mesh, 'edge-2');
  first.close();
  await mesh.server.until((proxies) => proxies[1]?.name === 'edge-1');
  now = 59_999;
  expect(mesh.server.proxies()).toMatchObject([
    { name: 'edge-2', state: 'current' },
    { ...gone, lostForMs: 59_999 },
  ]);
  now = 60_000;
  expect(mesh.server.proxies()).toMatchObject([{ name: 'edge-2' }]);
});

it('is back under its own name', async () => {
  const mesh = await started();
  (await connected(mesh, 'edge-1')).close();
  await mesh.server.until(([proxy]) => proxy?.state === 'stale');
  mesh.serve('c2', { clusters: { v1: '2' } });
  expect(mesh.server.proxies()).toMatchObject([gone]);
  await connected(mesh, 'edge-1');
  const proxies = mesh.server.proxies();
  expect(proxies).toMatchObject([{ name: 'edge-1', state: 'current', commit: 'c2' }]);
  expect(proxies[0]?.lostForMs).toBeUndefined();
});

it('owes nothing any more, and what it turned down is no news', async () => {
  const mesh = await started();
  const client = connectDelta(mesh.server.address, 'edge-1');
  open.push(client);
  client.send(clusterType, {});
  const { nonce } = await client.next(clusterType);
  client.send(clusterType, { nonce, error: 'no' });
  client.send(endpointType, { subscribe: ['v1'] });
  await client.next(endpointType);
  await mesh.server.until(([proxy]) => proxy?.state === 'broken');
  client.close();
  await mesh.server.until(([proxy]) => proxy?.state === 'stale');
  expect(mesh.server.proxies()).toMatchObject([{ ...gone, commit: null }]);
});
