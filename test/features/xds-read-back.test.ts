import { afterEach, expect, it } from 'vitest';

import { clusterType, routeType } from '../../reconciler/xds/snapshot.ts';
import type { Outline } from '../support/snapshots.ts';
import { connectDelta, connectSotw } from '../support/xds-client.ts';
import { startMesh } from '../support/xds-mesh.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const item of open.splice(0).toReversed()) await item.close();
});

const raised: Outline = { clusters: { v1: '1' }, routes: { table: { content: '50/50', clusters: ['v1'] } } };
const lowered: Outline = { ...raised, routes: { table: { content: '100/0', clusters: ['v1'] } } };
const lowering = '0123456789abcdef!shop@4f:1';

it.each(['delta', 'sotw'] as const)(
  'a client that knows of a lowering is sent nothing until that was taken in: %s',
  async (variant) => {
    const asked = Promise.withResolvers<ReadonlyMap<string, string>>();
    const mesh = await startMesh({
      isHeard: ({ commit }, lowerings) => {
        asked.resolve(lowerings);
        return commit === 'after';
      },
    });
    open.push(mesh);
    mesh.serve('before', raised);
    const client = variant === 'delta' ? returningDelta(mesh.server.address) : returningSotw(mesh.server.address);
    open.push(client);
    expect(await asked.promise).toEqual(new Map([['shop', '4f:1']]));
    mesh.serve('after', lowered);
    await client.next(routeType);
    expect(client.responses.map(({ controlPlane }) => controlPlane)).toEqual(['sluice-test after']);
  },
);

it('one that knows of none is answered at once', async () => {
  const mesh = await startMesh({ isHeard: () => false });
  open.push(mesh);
  mesh.serve('before', raised);
  const client = connectDelta(mesh.server.address, 'edge');
  open.push(client);
  client.send(clusterType, {});
  expect(await client.next(clusterType)).toMatchObject({ controlPlane: 'sluice-test before' });
});

function returningDelta(address: string) {
  const client = connectDelta(address, 'edge');
  client.send(routeType, { subscribe: ['table'], initial: { table: lowering } });
  return client;
}

function returningSotw(address: string) {
  const client = connectSotw(address, 'edge');
  client.send(routeType, { names: ['table'], version: lowering });
  return client;
}
