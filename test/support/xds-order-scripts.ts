import { expect } from 'vitest';

import { clusterType, endpointType, listenerType, routeType } from '../../reconciler/xds/snapshot.ts';
import type { Outline } from './snapshots.ts';
import type { DeltaClient } from './xds-client.ts';
import { ackOne, fenceDelta } from './xds-client.ts';
import type { Script, World } from './xds-script.ts';
import { said } from './xds-script.ts';

/** A rollout: the routes go from one cluster to another. */
const before: Outline = {
  clusters: { v1: '1' },
  listeners: { front: 'table' },
  routes: { table: { content: 'to v1', clusters: ['v1'] } },
};
const after: Outline = { ...before, clusters: { v2: '1' }, routes: { table: { content: 'to v2', clusters: ['v2'] } } };

/** A client that runs `before` and has ACKed it. */
async function running({ serve, delta }: World): Promise<DeltaClient> {
  serve('c1', before);
  const client = delta();
  client.send(clusterType, {});
  ackOne(client, await client.next(clusterType));
  client.send(endpointType, { subscribe: ['v1'] });
  ackOne(client, await client.next(endpointType));
  client.send(listenerType, {});
  ackOne(client, await client.next(listenerType));
  client.send(routeType, { subscribe: ['table'] });
  ackOne(client, await client.next(routeType));
  return client;
}

/** What goes out before what, in delta. */
export const orderScripts: readonly Script[] = [
  {
    rule: 'make-before-break',
    promise: 'routes follow the ACKs of the clusters and endpoints that they newly need',
    run: async (world) => {
      const client = await running(world);
      world.serve('c2', after);
      const clusters = await client.next(clusterType);
      expect([said(clusters), clusters.removed]).toEqual([['v2=1'], []]);
      await fenceDelta(client);
      expect(client.take(routeType)).toEqual([]);
      ackOne(client, clusters);
      await fenceDelta(client);
      expect(client.take(routeType)).toEqual([]);
      client.send(endpointType, { subscribe: ['v2'] });
      const endpoints = await client.next(endpointType);
      await fenceDelta(client);
      expect(client.take(routeType)).toEqual([]);
      ackOne(client, endpoints);
      expect(said(await client.next(routeType))).toEqual(['table=to v2']);
    },
  },
  {
    rule: 'make-before-break',
    promise: 'a cluster goes after the ACK of the routes without it, and the linger',
    run: async (world) => {
      const client = await running(world);
      world.serve('c2', after);
      ackOne(client, await client.next(clusterType));
      client.send(endpointType, { subscribe: ['v2'] });
      ackOne(client, await client.next(endpointType));
      const routes = await client.next(routeType);
      world.skip(120_000);
      await fenceDelta(client);
      expect(client.take(clusterType)).toEqual([]);
      ackOne(client, routes);
      await fenceDelta(client);
      expect(client.take(clusterType)).toEqual([]);
      world.skip(61_000);
      await fenceDelta(client);
      const removal = client.take(clusterType).at(0);
      expect(removal?.removed).toEqual(['v1']);
      if (removal) ackOne(client, removal);
      expect((await client.next(endpointType)).removed).toEqual(['v1']);
    },
  },
  {
    rule: 'make-before-break',
    promise: 'a listener goes when the routes of the others were ACKed',
    run: async (world) => {
      const client = await running(world);
      world.serve('c2', { ...after, listeners: { other: 'table' } });
      ackOne(client, await client.next(clusterType));
      client.send(endpointType, { subscribe: ['v2'] });
      ackOne(client, await client.next(endpointType));
      const added = await client.next(listenerType);
      expect([said(added), added.removed]).toEqual([['other=table'], []]);
      ackOne(client, added);
      const routes = await client.next(routeType);
      await fenceDelta(client);
      expect(client.take(listenerType)).toEqual([]);
      ackOne(client, routes);
      expect((await client.next(listenerType)).removed).toEqual(['front']);
    },
  },
  {
    rule: 'warming',
    promise: 'endpoints come again after their cluster has changed, though they did not',
    run: async (world) => {
      const client = await running(world);
      world.serve('c2', { ...before, clusters: { v1: 'changed' } });
      expect(said(await client.next(clusterType))).toEqual(['v1=changed']);
      expect(said(await client.next(endpointType))).toEqual(['v1=1']);
    },
  },
];
