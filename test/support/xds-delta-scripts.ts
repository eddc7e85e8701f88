import { expect } from 'vitest';

import { clusterType, endpointType, routeType } from '../../reconciler/xds/snapshot.ts';
import type { Outline } from './snapshots.ts';
import { digestOf } from './snapshots.ts';
import { ackOne, fenceDelta } from './xds-client.ts';
import type { Script } from './xds-script.ts';
import { said } from './xds-script.ts';

const two: Outline = { clusters: { v1: '1', v2: '1' } };
const grown: Outline = { clusters: { v1: '1', v2: '1', v3: '1' } };

const before: Outline = {
  clusters: { v1: '1' },
  listeners: { front: 'table' },
  routes: { table: { content: 'to v1', clusters: ['v1'] } },
};

export const deltaScripts: readonly Script[] = [
  {
    rule: 'node-once',
    promise: 'the node of the first request holds for the stream, and must have an id',
    run: async ({ serve, delta }) => {
      serve('c1', two);
      const nameless = delta('');
      nameless.send(clusterType, {});
      expect(await nameless.end()).toMatchObject({ code: 3 });
      const client = delta();
      client.send(clusterType, {});
      ackOne(client, await client.next(clusterType));
      await fenceDelta(client);
      expect(client.ended).toBeNull();
    },
  },
  {
    rule: 'identifier',
    promise: 'every response names the instance and the commit',
    run: async ({ serve, delta }) => {
      serve('c1', two);
      const client = delta();
      client.send(clusterType, {});
      expect((await client.next(clusterType)).controlPlane).toBe('sluice-test c1');
      serve('c2', grown);
      expect((await client.next(clusterType)).controlPlane).toBe('sluice-test c2');
    },
  },
  {
    rule: 'content-versions',
    promise: 'a version is the content’s: a client that comes back to the same content hears nothing',
    run: async ({ serve, delta }) => {
      serve('c1', two);
      const client = delta();
      client.send(clusterType, {});
      const { resources } = await client.next(clusterType);
      client.close();
      serve('c2', two);
      const again = delta();
      again.send(clusterType, { initial: Object.fromEntries(resources.map(({ name, version }) => [name, version])) });
      await fenceDelta(again);
      expect(again.take(clusterType)).toEqual([]);
    },
  },
  {
    rule: 'nack-by-error',
    promise: 'a request with error_detail is a NACK, and names commit, resource, digest and file',
    run: async ({ serve, server, delta }) => {
      serve('c1', two);
      const client = delta();
      client.send(clusterType, {});
      const { nonce } = await client.next(clusterType);
      client.send(clusterType, { nonce, error: 'Error adding/updating cluster(s) v2: no\u0007 such thing' });
      await fenceDelta(client);
      expect(server.proxies()[0]).toMatchObject({
        state: 'broken',
        commit: null,
        nack: {
          commit: 'c1',
          typeUrl: clusterType,
          resource: 'v2',
          digest: digestOf('1'),
          file: 'v2.yaml',
          reason: 'Error adding/updating cluster(s) v2: no such thing',
        },
      });
    },
  },
  {
    rule: 'no-resend',
    promise: 'what was turned down is not sent again until it changes',
    run: async ({ serve, delta }) => {
      serve('c1', two);
      const client = delta();
      client.send(clusterType, {});
      const { nonce } = await client.next(clusterType);
      client.send(clusterType, { nonce, error: 'v2 is bad' });
      await fenceDelta(client);
      expect(client.take(clusterType)).toEqual([]);
      serve('c2', { clusters: { v1: '1', v2: '2' } });
      expect(said(await client.next(clusterType))).toEqual(['v2=2']);
    },
  },
  {
    rule: 'quiet',
    promise: 'an ACK, and a commit that changes nothing for a client, are followed by silence',
    run: async ({ serve, delta }) => {
      serve('c1', two);
      const client = delta();
      client.send(clusterType, {});
      ackOne(client, await client.next(clusterType));
      serve('c2', two);
      await fenceDelta(client);
      expect(client.take(clusterType)).toEqual([]);
    },
  },
  {
    rule: 'names-once',
    promise: 'no name is twice in a response',
    run: async ({ serve, delta }) => {
      serve('c1', two);
      const client = delta();
      client.send(clusterType, { subscribe: ['*', 'v1', 'v1'] });
      expect(said(await client.next(clusterType))).toEqual(['v1=1', 'v2=1']);
    },
  },
  {
    rule: 'remember-absent',
    promise: 'a name that is absent is said to be, and sent when it appears',
    run: async ({ serve, delta }) => {
      serve('c1', two);
      const client = delta();
      client.send(endpointType, { subscribe: ['v3'] });
      const absent = await client.next(endpointType);
      expect([said(absent), absent.removed]).toEqual([[], ['v3']]);
      ackOne(client, absent);
      serve('c2', grown);
      expect(said(await client.next(endpointType))).toEqual(['v3=1']);
    },
  },
  {
    rule: 'answer-subscribe',
    promise: 'a subscription is answered, though the client has the resource',
    run: async ({ serve, delta }) => {
      serve('c1', two);
      const client = delta();
      client.send(endpointType, { subscribe: ['v1'] });
      ackOne(client, await client.next(endpointType));
      client.send(endpointType, { subscribe: ['v1'] });
      await fenceDelta(client);
      expect(client.take(endpointType).map(said)).toEqual([['v1=1']]);
    },
  },
  {
    rule: 'stale-subscribe',
    promise: 'a request with an old nonce, and a NACK, still subscribe',
    run: async ({ serve, delta }) => {
      serve('c1', grown);
      const client = delta();
      client.send(endpointType, { subscribe: ['v1'] });
      const old = await client.next(endpointType);
      serve('c2', { ...grown, endpoints: { v1: '2', v2: '1', v3: '1' } });
      const { nonce } = await client.next(endpointType);
      client.send(endpointType, { nonce, error: 'v1 is bad', subscribe: ['v2'] });
      expect(said(await client.next(endpointType))).toEqual(['v2=1']);
      client.send(endpointType, { nonce: old.nonce, subscribe: ['v3'], unsubscribe: ['v1'] });
      await fenceDelta(client);
      expect(client.take(endpointType).map(said)).toEqual([['v3=1']]);
      serve('c3', { ...grown, endpoints: { v1: '3', v2: '1', v3: '1' } });
      await fenceDelta(client);
      expect(client.take(endpointType)).toEqual([]);
    },
  },
  {
    rule: 'answer-unsubscribe',
    promise: 'unsubscribing a name under the wildcard is answered; a name that was never subscribed to is not',
    run: async ({ serve, delta }) => {
      serve('c1', two);
      const client = delta();
      client.send(clusterType, { subscribe: ['*', 'v1'] });
      ackOne(client, await client.next(clusterType));
      client.send(clusterType, { unsubscribe: ['v2'] });
      await fenceDelta(client);
      expect(client.take(clusterType)).toEqual([]);
      client.send(clusterType, { unsubscribe: ['v1'] });
      await fenceDelta(client);
      expect(client.take(clusterType).map(said)).toEqual([['v1=1']]);
    },
  },
  {
    rule: 'legacy-wildcard',
    promise: 'the wildcard of an empty first request stays beside names, until it is unsubscribed',
    run: async ({ serve, delta }) => {
      serve('c1', two);
      const client = delta();
      client.send(clusterType, {});
      ackOne(client, await client.next(clusterType));
      client.send(clusterType, { subscribe: ['v1'] });
      ackOne(client, await client.next(clusterType));
      serve('c2', grown);
      await fenceDelta(client);
      expect(client.take(clusterType).map(said)).toEqual([['v3=1']]);
      client.send(clusterType, { unsubscribe: ['*'] });
      await fenceDelta(client);
      serve('c3', { clusters: { v1: '2', v2: '2', v3: '2' } });
      await fenceDelta(client);
      expect(client.take(clusterType).map(said)).toEqual([['v1=2']]);
    },
  },
  {
    rule: 'initial-versions',
    promise: 'a client that comes back gets the differences, and hears what is gone',
    run: async ({ serve, delta, skip }) => {
      serve('c1', two);
      const client = delta();
      client.send(clusterType, { initial: { v1: digestOf('1'), v2: digestOf('old'), v9: digestOf('1') } });
      const differences = await client.next(clusterType);
      expect([said(differences), differences.removed]).toEqual([['v2=1'], []]);
      ackOne(client, differences);
      skip(601_000);
      await fenceDelta(client);
      expect(client.take(clusterType).map(({ removed }) => removed)).toEqual([['v9']]);
    },
  },
  {
    rule: 'initial-versions',
    promise: 'a pending lowering is read back from the versions that a client says it runs',
    run: async ({ serve, server, delta }) => {
      serve('c1', before);
      const client = delta();
      client.send(routeType, {
        subscribe: ['table'],
        initial: { table: `${digestOf('to v1')}!VirtualService/shop/checkout#primary@abc:2` },
      });
      // The push was answered meanwhile: the same bytes, under the version without the mark.
      expect((await client.next(routeType)).resources[0]?.version).toBe(digestOf('to v1'));
      expect(server.proxies()[0]?.lowerings).toEqual(new Map([['VirtualService/shop/checkout#primary', 'abc:2']]));
      client.send(endpointType, { subscribe: ['v1'], initial: { v1: digestOf('1') } });
      await fenceDelta(client);
      expect(client.take(endpointType)).toEqual([]);
    },
  },
  {
    rule: 'coalesce',
    promise: 'a client that hangs gets the latest when it reads again, not all that it missed',
    run: async ({ serve, delta }) => {
      const filler = 'x'.repeat(500_000);
      serve('c0', { clusters: { v1: 'small' } });
      const client = delta();
      client.send(clusterType, {});
      ackOne(client, await client.next(clusterType));
      client.pause();
      for (let n = 1; n <= 40; n++) serve(`c${n}`, { clusters: { v1: `${n}-${filler}` } });
      client.resume();
      const contents: string[] = [];
      while (!contents.at(-1)?.startsWith('v1=40-')) contents.push(...said(await client.next(clusterType)));
      expect(contents.length).toBeLessThan(10);
    },
  },
];
