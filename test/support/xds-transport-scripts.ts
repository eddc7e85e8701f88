import { connect, createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { expect } from 'vitest';

import { clusterType, endpointType } from '../../reconciler/xds/snapshot.ts';
import { ackDelta, ackOne } from './xds-client.ts';
import type { Script } from './xds-script.ts';
import { said } from './xds-script.ts';

/** A wire to the server that a test can freeze: it stays open, and nothing comes through any more. */
async function freezable(address: string): Promise<{ address: string; freeze(): void; close(): void }> {
  const ends: Socket[] = [];
  const door = createServer((near) => {
    const far = connect(Number(address.split(':')[1]), '127.0.0.1');
    ends.push(near, far);
    for (const end of [near, far]) end.on('error', () => undefined);
    near.pipe(far);
    far.pipe(near);
  });
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  const bound = door.address();
  return {
    address: `127.0.0.1:${typeof bound === 'object' ? bound?.port : 0}`,
    freeze: () => {
      for (const end of ends) end.unpipe().pause();
    },
    close: () => {
      door.close();
      for (const end of ends) end.destroy();
    },
  };
}

const pingMs = 100;
const patienceMs = 1_000;

/** What gRPC does by itself is not enough for a control plane (reference `xds.md`, section 2, rule 20). */
export const transportScripts: readonly Script[] = [
  {
    rule: 'keepalive',
    promise: 'a proxy that hangs with its connection open is stale before long, and named',
    limits: { keepaliveMs: pingMs, keepaliveTimeoutMs: patienceMs },
    run: async ({ serve, server, delta }) => {
      const wire = await freezable(server.address);
      try {
        serve('c1', { clusters: { v1: '1' } });
        const client = delta('edge', { through: wire.address });
        ackDelta(client);
        client.send(clusterType, {});
        await client.next(clusterType);
        client.send(endpointType, { subscribe: ['v1'] });
        await server.until(([proxy]) => proxy?.state === 'current');
        wire.freeze();
        await server.until(([proxy]) => proxy?.state === 'stale');
        expect(server.proxies()).toMatchObject([{ name: 'edge', state: 'stale', commit: 'c1' }]);
      } finally {
        wire.close();
      }
    },
  },
  {
    rule: 'many-streams',
    promise: 'one connection carries many streams',
    run: async ({ serve, delta }) => {
      serve('c1', { clusters: { v1: '1' } });
      const first = delta('edge-0');
      const clients = [first, ...Array.from({ length: 149 }, (_, at) => delta(`edge-${at + 1}`, { over: first }))];
      for (const client of clients) client.send(clusterType, {});
      for (const client of clients) expect(said(await client.next(clusterType))).toEqual(['v1=1']);
    },
  },
  ...['delta', 'sotw'].map((variant): Script => ({
    rule: 'message-size',
    promise: `${variant}: what is more than gRPC's clients take at once comes in several responses`,
    run: async ({ serve, delta, sotw }) => {
      const names = ['v1', 'v2', 'v3', 'v4', 'v5', 'v6'];
      const each = (content: string) => Object.fromEntries(names.map((name) => [name, content]));
      serve('c1', { clusters: each('1'), endpoints: each('x'.repeat(1024 * 1024)) });
      const mostBytes = 4 * 1024 * 1024;
      const found: string[] = [];
      if (variant === 'delta') {
        const client = delta('edge', { mostBytes });
        client.send(endpointType, { subscribe: names });
        while (found.length < names.length) {
          const response = await client.next(endpointType);
          found.push(...response.resources.map(({ name }) => name));
          ackOne(client, response);
        }
      } else {
        const client = sotw('edge', { mostBytes });
        client.send(endpointType, { names });
        while (found.length < names.length) {
          const response = await client.next(endpointType);
          found.push(...said(response).map((text) => text.slice(0, text.indexOf('='))));
          client.send(endpointType, { names, nonce: response.nonce, version: response.version });
        }
      }
      expect(found.toSorted()).toEqual(names);
    },
  })),
];
