import { expect } from 'vitest';

import { clusterType, endpointType, listenerType, routeType } from '../../reconciler/xds/snapshot.ts';
import type { Outline } from './snapshots.ts';
import type { Response, SotwClient } from './xds-client.ts';
import { fenceSotw } from './xds-client.ts';
import type { Script, World } from './xds-script.ts';
import { said } from './xds-script.ts';

const two: Outline = { clusters: { v1: '1', v2: '1' } };
const grown: Outline = { clusters: { v1: '1', v2: '1', v3: '1' } };

const before: Outline = {
  clusters: { v1: '1' },
  listeners: { front: 'table' },
  routes: { table: { content: 'to v1', clusters: ['v1'] } },
};
const after: Outline = { ...before, clusters: { v2: '1' }, routes: { table: { content: 'to v2', clusters: ['v2'] } } };

function ack(client: SotwClient, { typeUrl, nonce, version }: Response, names: readonly string[] = []): void {
  client.send(typeUrl, { nonce, version, names });
}

/** A client that runs `before` and has ACKed it. */
async function running({ serve, sotw }: World): Promise<SotwClient> {
  serve('c1', before);
  const client = sotw();
  client.send(clusterType, {});
  ack(client, await client.next(clusterType));
  client.send(endpointType, { names: ['v1'] });
  ack(client, await client.next(endpointType), ['v1']);
  client.send(listenerType, {});
  ack(client, await client.next(listenerType));
  client.send(routeType, { names: ['table'] });
  ack(client, await client.next(routeType), ['table']);
  return client;
}

export const sotwScripts: readonly Script[] = [
  {
    rule: 'content-versions',
    promise: 'sotw: a client that comes back with the version of what there is hears nothing',
    run: async ({ serve, sotw }) => {
      serve('c1', two);
      const client = sotw();
      client.send(clusterType, {});
      const { version } = await client.next(clusterType);
      client.close();
      serve('c2', two);
      const again = sotw();
      again.send(clusterType, { version });
      await fenceSotw(again, endpointType);
      expect(again.take(clusterType)).toEqual([]);
      serve('c3', grown);
      expect(said(await again.next(clusterType))).toEqual(['v1=1', 'v2=1', 'v3=1']);
    },
  },
  {
    rule: 'nack-by-error',
    promise: 'sotw: only error_detail makes a NACK, whatever the version says',
    run: async ({ serve, server, sotw }) => {
      serve('c1', two);
      const client = sotw();
      client.send(clusterType, {});
      const first = await client.next(clusterType);
      client.send(clusterType, { nonce: first.nonce, version: '' });
      await server.until(([proxy]) => proxy?.owesSince === null);
      expect(server.proxies()[0]).toMatchObject({ nack: null });
      serve('c2', grown);
      const second = await client.next(clusterType);
      client.send(clusterType, { nonce: second.nonce, version: second.version, error: 'v3 is bad' });
      await fenceSotw(client, endpointType);
      expect(server.proxies()[0]).toMatchObject({ state: 'broken', nack: { commit: 'c2', resource: 'v3' } });
    },
  },
  {
    rule: 'no-resend',
    promise: 'sotw: what was turned down is not sent again until it changes',
    run: async ({ serve, sotw }) => {
      serve('c1', two);
      const client = sotw();
      client.send(clusterType, {});
      const { nonce } = await client.next(clusterType);
      client.send(clusterType, { nonce, error: 'v2 is bad' });
      await fenceSotw(client, endpointType);
      expect(client.take(clusterType)).toEqual([]);
    },
  },
  {
    rule: 'quiet',
    promise: 'sotw: an ACK is followed by silence',
    run: async ({ serve, sotw }) => {
      serve('c1', two);
      const client = sotw();
      client.send(clusterType, {});
      ack(client, await client.next(clusterType));
      serve('c2', two);
      await fenceSotw(client, endpointType);
      expect(client.take(clusterType)).toEqual([]);
    },
  },
  {
    rule: 'make-before-break',
    promise: 'sotw: the set holds old and new clusters until the routes have moved',
    run: async (world) => {
      const client = await running(world);
      world.serve('c2', after);
      const both = await client.next(clusterType);
      expect(said(both)).toEqual(['v2=1', 'v1=1']);
      ack(client, both);
      client.send(endpointType, { names: ['v1', 'v2'], nonce: client.responses.find(isEndpoints)?.nonce ?? '' });
      const endpoints = await client.next(endpointType);
      expect(client.take(routeType)).toEqual([]);
      ack(client, endpoints, ['v1', 'v2']);
      const routes = await client.next(routeType);
      expect(said(routes)).toEqual(['table=to v2']);
      ack(client, routes, ['table']);
      // The names as they are, asked for anew, are answered; what else is due would come before.
      client.send(endpointType, { names: ['v1', 'v2', 'fence'], nonce: endpoints.nonce });
      await client.next(endpointType);
      expect(client.take(clusterType)).toEqual([]);
      world.skip(61_000);
      client.send(listenerType, { names: ['*'], nonce: client.responses.find(isListeners)?.nonce ?? '' });
      expect(said(await client.next(clusterType))).toEqual(['v2=1']);
    },
  },
  {
    rule: 'warming',
    promise: 'sotw: endpoints come again after their cluster has changed, though they did not',
    run: async (world) => {
      const client = await running(world);
      world.serve('c2', { ...before, clusters: { v1: 'changed' } });
      expect(said(await client.next(clusterType))).toEqual(['v1=changed']);
      expect(said(await client.next(endpointType))).toEqual(['v1=1']);
    },
  },
  {
    rule: 'full-set',
    promise: 'sotw: clusters and listeners come as a full set, an empty one too',
    run: async ({ serve, sotw, skip }) => {
      serve('c1', { ...two, listeners: { front: 'table', back: 'table' } });
      const client = sotw();
      client.send(clusterType, {});
      ack(client, await client.next(clusterType));
      client.send(listenerType, {});
      ack(client, await client.next(listenerType));
      serve('c2', { ...grown, listeners: { front: 'table', back: 'other' } });
      const clusters = await client.next(clusterType);
      expect(said(clusters)).toEqual(['v1=1', 'v2=1', 'v3=1']);
      ack(client, clusters);
      const listeners = await client.next(listenerType);
      expect(said(listeners)).toEqual(['front=table', 'back=other']);
      ack(client, listeners);
      serve('c3', {});
      skip(61_000);
      await fenceSotw(client, endpointType);
      expect(client.take(clusterType).map(said)).toEqual([[]]);
      expect(client.take(listenerType).map(said)).toEqual([[]]);
    },
  },
  {
    rule: 'wildcard-once',
    promise: 'sotw: an empty list means all only until the first that names something',
    run: async ({ serve, sotw }) => {
      serve('c1', two);
      const client = sotw();
      client.send(clusterType, {});
      const all = await client.next(clusterType);
      expect(said(all)).toEqual(['v1=1', 'v2=1']);
      client.send(clusterType, { names: ['*', 'v1'], nonce: all.nonce, version: all.version });
      const both = await client.next(clusterType);
      client.send(clusterType, { names: ['v1'], nonce: both.nonce, version: both.version });
      await fenceSotw(client, endpointType);
      serve('c2', { clusters: { v1: '1', v2: '2' } });
      await fenceSotw(client, endpointType);
      expect(client.take(clusterType)).toEqual([]);
      client.send(clusterType, { names: [], nonce: both.nonce, version: both.version });
      await fenceSotw(client, endpointType);
      serve('c3', { clusters: { v1: '3', v2: '3' } });
      await fenceSotw(client, endpointType);
      expect(client.take(clusterType)).toEqual([]);
    },
  },
  {
    rule: 'stale-nonce',
    promise: 'sotw: a request with an old nonce changes nothing',
    run: async ({ serve, sotw }) => {
      serve('c1', two);
      const client = sotw();
      client.send(endpointType, { names: ['v1'] });
      const old = await client.next(endpointType);
      serve('c2', { ...two, endpoints: { v1: '2', v2: '1' } });
      const { nonce } = await client.next(endpointType);
      client.send(endpointType, { names: ['v1', 'v2'], nonce: old.nonce });
      await fenceSotw(client, routeType);
      expect(client.take(endpointType)).toEqual([]);
      client.send(endpointType, { names: ['v1', 'v2'], nonce });
      expect(said(await client.next(endpointType))).toEqual(['v2=1']);
    },
  },
  {
    rule: 'new-names',
    promise: 'sotw: a new name is answered, though nothing changed',
    run: async ({ serve, sotw }) => {
      serve('c1', two);
      const client = sotw();
      client.send(endpointType, { names: ['v1'] });
      const first = await client.next(endpointType);
      ack(client, first, ['v1']);
      ack(client, first, ['v1', 'v2']);
      expect(said(await client.next(endpointType))).toEqual(['v2=1']);
    },
  },
  {
    rule: 'placeholder',
    promise: 'sotw: an absent assignment or route table is answered by an empty one, and sent when it appears',
    run: async ({ serve, sotw }) => {
      serve('c1', two);
      const client = sotw();
      client.send(endpointType, { names: ['v3'] });
      // Field 1, two bytes long: the name.
      const [assignment] = (await client.next(endpointType)).resources;
      expect([...(assignment?.body ?? [])]).toEqual([10, 2, 118, 51]);
      client.send(routeType, { names: ['t'] });
      const [table] = (await client.next(routeType)).resources;
      expect([...(table?.body ?? [])]).toEqual([10, 1, 116]);
      serve('c2', grown);
      expect(said(await client.next(endpointType))).toEqual(['v3=1']);
    },
  },
];

function isEndpoints({ typeUrl }: Response): boolean {
  return typeUrl === endpointType;
}

function isListeners({ typeUrl }: Response): boolean {
  return typeUrl === listenerType;
}
