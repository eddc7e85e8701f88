import { connect } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';

import { startXdsServer } from '../../reconciler/xds/server/server.ts';
import { clusterType, endpointType, listenerType, routeType } from '../../reconciler/xds/snapshot.ts';
import type { Outline } from '../support/snapshots.ts';
import { snapshotOf } from '../support/snapshots.ts';
import { ackDelta, ackOne, connectDelta, fenceDelta } from '../support/xds-client.ts';
import type { ClientOptions, DeltaClient } from '../support/xds-client.ts';
import type { Mesh, MeshOptions } from '../support/xds-mesh.ts';
import { startMesh } from '../support/xds-mesh.ts';
import { said } from '../support/xds-script.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const item of open.splice(0).toReversed()) await item.close();
});

async function started(options?: MeshOptions): Promise<Mesh> {
  const mesh = await startMesh(options);
  open.push(mesh);
  return mesh;
}

function connected(address: string, id = 'edge', options?: ClientOptions): DeltaClient {
  const client = connectDelta(address, id, options);
  open.push(client);
  return client;
}

/** A client that asks for all there is, as a proxy does, and ACKs it. */
async function subscribed(mesh: Mesh, id = 'edge', refuse?: Parameters<typeof ackDelta>[1]): Promise<DeltaClient> {
  const client = connected(mesh.server.address, id);
  ackDelta(client, refuse);
  client.send(clusterType, {});
  client.send(endpointType, { subscribe: ['v1', 'v2'] });
  client.send(listenerType, {});
  client.send(routeType, { subscribe: ['table'] });
  await client.next(routeType);
  return client;
}

const shop: Outline = {
  clusters: { v1: '1', v2: '1' },
  listeners: { front: 'table' },
  routes: { table: { content: '90/10', clusters: ['v1', 'v2'] } },
};
const shifted: Outline = { ...shop, routes: { table: { content: '50/50', clusters: ['v1', 'v2'] } } };

describe('the fleet', () => {
  it('shows which commit a proxy has taken in full', async () => {
    const mesh = await started();
    mesh.serve('c1', shop);
    await subscribed(mesh);
    await mesh.server.until(([proxy]) => proxy?.commit === 'c1');
    const proxies = mesh.server.proxies().map(({ runs: _runs, digests: _digests, ...proxy }) => proxy);
    expect(proxies).toEqual([
      { name: 'edge', state: 'current', commit: 'c1', sent: 'c1', owesSince: null, nack: null, lowerings: new Map() },
    ]);
  });

  it('counts a commit that changes nothing for a proxy as taken', async () => {
    const mesh = await started();
    mesh.serve('c1', shop);
    await subscribed(mesh);
    await mesh.server.until(([proxy]) => proxy?.commit === 'c1');
    mesh.serve('c2', shop);
    expect(mesh.server.proxies()).toMatchObject([{ state: 'current', commit: 'c2', sent: 'c2' }]);
  });

  it('serves a proxy that came before there was anything to serve', async () => {
    const mesh = await started();
    const client = connected(mesh.server.address);
    client.send(clusterType, {});
    await mesh.server.until((proxies) => proxies.length === 1);
    mesh.serve('c1', shop);
    expect(said(await client.next(clusterType))).toEqual(['v1=1', 'v2=1']);
  });

  it('tells two streams of one node id apart, and gives the name back', async () => {
    const mesh = await started();
    mesh.serve('c1', shop);
    await subscribed(mesh);
    const second = await subscribed(mesh);
    expect(mesh.server.proxies().map(({ name }) => name)).toEqual(['edge', 'edge~2']);
    second.close();
    await mesh.server.until((proxies) => proxies[1]?.state === 'stale');
    await subscribed(mesh);
    expect(mesh.server.proxies().map(({ name }) => name)).toEqual(['edge', 'edge~2']);
  });

  it('shows a proxy that owes an answer for 15 s as stale', async () => {
    let skipped = 0;
    const mesh = await started({ clock: { now: () => 1_000, monotonic: () => performance.now() + skipped } });
    mesh.serve('c1', shop);
    const client = connected(mesh.server.address);
    client.send(clusterType, {});
    const response = await client.next(clusterType);
    expect(mesh.server.proxies()).toMatchObject([{ state: 'behind', owesSince: 1_000 }]);
    skipped = 15_000;
    expect(mesh.server.proxies()).toMatchObject([{ state: 'stale' }]);
    skipped = 0;
    ackOne(client, response);
    await mesh.server.until(([proxy]) => proxy?.owesSince === null);
  });

  it('keeps a proxy that turns a change down broken, and the others as they are', async () => {
    const mesh = await started();
    mesh.serve('c1', shop);
    await subscribed(mesh, 'stubborn', ({ controlPlane }) => (controlPlane.endsWith(' c2') ? 'no' : null));
    await mesh.server.until(([proxy]) => proxy?.commit === 'c1');
    await subscribed(mesh, 'willing');
    mesh.serve('c2', shifted);
    await mesh.server.until((proxies) => proxies[0]?.nack !== null && proxies[1]?.commit === 'c2');
    const refused = mesh.server.proxies()[0]?.nack?.digest;
    const [stubborn, willing] = mesh.server.proxies().map(({ runs }) => runs(routeType, 'table'));
    expect(willing).toBe(refused);
    expect(stubborn).not.toBe(refused);
    expect(mesh.server.proxies()).toMatchObject([
      { name: 'stubborn', state: 'broken', commit: 'c1', nack: { commit: 'c2', resource: 'table', reason: 'no' } },
      { name: 'willing', state: 'current', commit: 'c2' },
    ]);
    mesh.serve('c3', shop);
    await mesh.server.until(([proxy]) => proxy?.commit === 'c3');
    expect(mesh.server.proxies()).toMatchObject([{ state: 'current', nack: null }, { state: 'current' }]);
  });
});

describe('a lowering', () => {
  it('does not wait for clusters that were sent but not ACKed', async () => {
    const mesh = await started({ gateMs: 600_000 });
    mesh.serve('c1', shop);
    const client = connected(mesh.server.address);
    client.send(clusterType, {});
    client.send(endpointType, { subscribe: ['v1', 'v2'] });
    client.send(routeType, { subscribe: ['table'] });
    await fenceDelta(client);
    expect(client.take(routeType)).toEqual([]);
    mesh.serve('c1', { ...shop, suffix: '!T@intent:1' });
    expect((await client.next(routeType)).resources[0]?.version).toMatch(/!T@intent:1$/);
  });

  it('is not sent again when only its mark has changed after it was turned down', async () => {
    const mesh = await started();
    mesh.serve('c1', shop);
    const client = connected(mesh.server.address);
    client.send(routeType, { subscribe: ['table'] });
    const { nonce } = await client.next(routeType);
    client.send(routeType, { nonce, error: 'no' });
    await mesh.server.until(([proxy]) => proxy?.state === 'broken');
    mesh.serve('c1', { ...shop, suffix: '!T@intent:1' });
    await fenceDelta(client);
    expect(client.take(routeType)).toEqual([]);
  });
});

describe('routes', () => {
  it('stay back while a cluster that they newly need was turned down', async () => {
    const mesh = await started({ gateMs: 0 });
    mesh.serve('c1', { ...shop, clusters: { v1: '1' }, routes: { table: { content: 'v1', clusters: ['v1'] } } });
    await subscribed(mesh, 'edge', ({ resources }) => (resources.some(({ name }) => name === 'v2') ? 'v2: no' : null));
    mesh.serve('c2', shop);
    await mesh.server.until(([proxy]) => proxy?.nack !== null);
    expect(mesh.server.proxies()).toMatchObject([{ state: 'broken', nack: { resource: 'v2', file: 'v2.yaml' } }]);
  });

  it('wait only so long for a client that does not fetch endpoints', async () => {
    const mesh = await started({ gateMs: 50 });
    mesh.serve('c1', shop);
    const client = connected(mesh.server.address);
    client.send(clusterType, {});
    client.send(endpointType, { subscribe: ['v1'] });
    client.send(routeType, { subscribe: ['table'] });
    expect(said(await client.next(routeType))).toEqual(['table=90/10']);
  });
});

it('encodes a change once, however many streams it goes to', async () => {
  const mesh = await started();
  mesh.serve('c1', shop);
  const clients = await Promise.all(Array.from({ length: 20 }, (_, at) => subscribed(mesh, `edge-${at}`)));
  await mesh.server.until((proxies) => proxies.every(({ commit }) => commit === 'c1'));
  const before = mesh.server.encodings();
  for (const commit of ['c2', 'c3', 'c4']) {
    mesh.serve(commit, commit === 'c3' ? shop : shifted);
    await mesh.server.until((proxies) => proxies.every((proxy) => proxy.commit === commit));
  }
  expect(mesh.server.encodings() - before).toBe(3);
  const nonces = clients.map(({ responses }) =>
    responses.filter(({ typeUrl }) => typeUrl === routeType).map(({ nonce }) => nonce),
  );
  for (const each of nonces) expect(new Set(each).size).toBe(4);
});

describe('limits', () => {
  it('refuses an address that others can reach', async () => {
    await expect(started({ address: '0.0.0.0:0' })).rejects.toThrow('only a loopback address is served (127.0.0.1:0)');
    await expect(started({ address: 'everywhere' })).rejects.toThrow('this is no HOST:PORT');
  });

  it('ends a stream that says nothing', async () => {
    const mesh = await started({ limits: { firstMessageMs: 20 } });
    const client = connected(mesh.server.address);
    expect(await client.end()).toMatchObject({ code: 4, details: 'No discovery request came.' });
  });

  it('closes a connection that says nothing', async () => {
    const mesh = await started({ limits: { firstMessageMs: 20 } });
    const socket = connect(Number(mesh.server.address.split(':')[1]), '127.0.0.1');
    socket.resume();
    await expect(once(socket, 'close')).resolves.toBeDefined();
  });

  it('takes no more connections than it may, and then others in their place', async () => {
    const mesh = await started({ limits: { connectionsPerAddress: 1 } });
    mesh.serve('c1', shop);
    const first = await subscribed(mesh);
    const socket = connect(Number(mesh.server.address.split(':')[1]), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.resume();
    await expect(once(socket, 'close')).resolves.toBeDefined();
    first.close();
    await subscribed(mesh, 'next');
    await mesh.server.until(([proxy]) => proxy?.name === 'next');
  });

  it.each([
    { what: 'a request of too many bytes', limits: { requestBytes: 200 }, names: ['x'.repeat(300)] },
    { what: 'a request of too many names', limits: { names: 2 }, names: ['a', 'b', 'c'] },
    { what: 'a name that is too long', limits: { nameLength: 10 }, names: ['x'.repeat(11)] },
  ])('ends a stream with $what', async ({ limits, names }) => {
    const mesh = await started({ limits });
    const client = connected(mesh.server.address);
    client.send(endpointType, { subscribe: names });
    expect(await client.end()).toMatchObject({ code: 8 });
  });

  it('ends a stream that gathers too many names', async () => {
    const mesh = await started({ limits: { names: 2 } });
    const client = connected(mesh.server.address);
    client.send(endpointType, { subscribe: ['a', 'b'] });
    client.send(endpointType, { subscribe: ['c'] });
    expect(await client.end()).toMatchObject({ code: 8 });
  });

  it('sends the latest when a client answers again, and not each of what it left unanswered', async () => {
    const mesh = await started({ limits: { owed: 2 } });
    mesh.serve('c0', { clusters: { v1: '0' } });
    const client = connected(mesh.server.address);
    client.send(clusterType, {});
    const first = await client.next(clusterType);
    for (let n = 1; n <= 9; n++) mesh.serve(`c${n}`, { clusters: { v1: String(n) } });
    await fenceDelta(client);
    expect(client.take(clusterType).map(said)).toEqual([['v1=1']]);
    ackOne(client, first);
    expect(said(await client.next(clusterType))).toEqual(['v1=9']);
  });
});

it('refuses a node that nothing can be made for, with the reason', async () => {
  const server = await startXdsServer(
    {
      address: '127.0.0.1:0',
      snapshotFor: () => ({ ok: false, reason: '`listen` must be an IP address and a port' }),
      clock: { now: () => Date.now(), monotonic: () => performance.now() },
      log: () => undefined,
      identifier: 'sluice-test',
    },
    new AbortController().signal,
  );
  open.push(server);
  server.serve(snapshotOf('c1', shop));
  const client = connected(server.address);
  client.send(clusterType, {});
  expect(await client.end()).toMatchObject({ code: 3, details: '`listen` must be an IP address and a port' });
  expect(server.proxies()).toEqual([]);
});

it('ends with its signal: streams, timers and the port', async () => {
  const stop = new AbortController();
  const server = await startXdsServer(
    {
      address: '127.0.0.1:0',
      snapshotFor: () => ({ ok: true, snapshot: snapshotOf('c1', shop), group: 'all' }),
      clock: { now: () => Date.now(), monotonic: () => performance.now() },
      log: () => undefined,
      identifier: 'sluice-test',
    },
    stop.signal,
  );
  server.serve(null);
  const client = connected(server.address);
  client.send(clusterType, {});
  await client.next(clusterType);
  stop.abort();
  await client.end();
  const socket = connect(Number(server.address.split(':')[1]), '127.0.0.1');
  await expect(once(socket, 'connect')).rejects.toThrow('ECONNREFUSED');
});
