// A cluster stays for the requests that are under way to it: as long as the routes that led to it let one take.

import { afterEach, expect, it } from 'vitest';

import { clusterType, endpointType, listenerType, routeType } from '../../reconciler/xds/snapshot.ts';
import type { Outline } from '../support/snapshots.ts';
import { ackOne, connectDelta, connectSotw, fenceDelta } from '../support/xds-client.ts';
import type { DeltaClient, Response } from '../support/xds-client.ts';
import { startMesh } from '../support/xds-mesh.ts';
import type { Mesh } from '../support/xds-mesh.ts';
import { said } from '../support/xds-script.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const item of open.splice(0).toReversed()) await item.close();
});

/** Time passes only where a test says so. */
let now = 0;

async function started(): Promise<Mesh> {
  now = 0;
  const mesh = await startMesh({ lingerMs: null, clock: { now: () => now, monotonic: () => now } });
  open.push(mesh);
  return mesh;
}

function shop(cluster: string, longestMs?: number): Outline {
  const routes = { content: `to ${cluster}`, clusters: [cluster], ...(longestMs === undefined ? {} : { longestMs }) };
  return { clusters: { [cluster]: '1' }, listeners: { front: 'table' }, routes: { table: routes } };
}

/** A client that runs what leads to v1, and then what leads to v2: v1 is of no use to it any more. */
async function moved(mesh: Mesh, before: Outline, after: Outline): Promise<DeltaClient> {
  mesh.serve('c1', before);
  const client = connectDelta(mesh.server.address, 'edge');
  open.push(client);
  for (const [typeUrl, subscribe] of [
    [clusterType, []],
    [endpointType, ['v1']],
    [listenerType, []],
    [routeType, ['table']],
  ] as const) {
    client.send(typeUrl, { subscribe });
    ackOne(client, await client.next(typeUrl));
  }
  mesh.serve('c2', after);
  ackOne(client, await client.next(clusterType));
  client.send(endpointType, { subscribe: ['v2'] });
  ackOne(client, await client.next(endpointType));
  ackOne(client, await client.next(routeType));
  await fenceDelta(client);
  return client;
}

/** What is taken away after so many ms more. */
async function removedAfter(client: DeltaClient, ms: number): Promise<readonly string[]> {
  now += ms;
  // What is taken away is said after the answer to what was asked in the same moment.
  await fenceDelta(client);
  await fenceDelta(client);
  return client.take(clusterType).flatMap(({ removed }) => removed);
}

it.each([
  ['two flushes and the timeout of the routes before', 2_000, 60_000, 2_700],
  ['two flushes where nothing is slow', 0, Infinity, 700],
  ['15 s at most, where a timeout is longer', 40_000, 0, 15_000],
  ['15 s where there is no timeout', Infinity, 0, 15_000],
  ['15 s where nobody knows', undefined, 0, 15_000],
])('a cluster goes after %s', async (_, before, after, lingerMs) => {
  const client = await moved(await started(), shop('v1', before), shop('v2', after));
  expect(await removedAfter(client, lingerMs - 1)).toEqual([]);
  expect(await removedAfter(client, 1)).toEqual(['v1']);
});

it('a change that comes meanwhile puts nothing off', async () => {
  const mesh = await started();
  const client = await moved(mesh, shop('v1', 2_000), shop('v2', Infinity));
  expect(await removedAfter(client, 1_000)).toEqual([]);
  const { routes = {}, ...rest } = shop('v2', Infinity);
  mesh.serve('c3', { ...rest, routes: { table: { ...routes['table'], content: 'to v2 again', clusters: ['v2'] } } });
  ackOne(client, await client.next(routeType));
  expect(await removedAfter(client, 1_699)).toEqual([]);
  expect(await removedAfter(client, 1)).toEqual(['v1']);
});

it('a table that the client never answered for counts too', async () => {
  const mesh = await started();
  mesh.serve('c1', shop('v1', 1_000));
  const client = connectDelta(mesh.server.address, 'edge');
  open.push(client);
  client.send(clusterType, {});
  ackOne(client, await client.next(clusterType));
  client.send(endpointType, { subscribe: ['v1'] });
  ackOne(client, await client.next(endpointType));
  client.send(routeType, { subscribe: ['table'] });
  ackOne(client, await client.next(routeType));
  const slower = shop('v1', 5_000);
  mesh.serve('c2', { ...slower, routes: { table: { content: 'slower', clusters: ['v1'], longestMs: 5_000 } } });
  await client.next(routeType);
  mesh.serve('c3', { ...slower, clusters: {}, routes: { table: { content: 'nowhere', clusters: [], longestMs: 0 } } });
  ackOne(client, await client.next(routeType));
  expect(await removedAfter(client, 0)).toEqual([]);
  expect(await removedAfter(client, 5_699)).toEqual([]);
  expect(await removedAfter(client, 1)).toEqual(['v1']);
});

it('in the state of the world too', async () => {
  const mesh = await started();
  const client = connectSotw(mesh.server.address, 'edge');
  open.push(client);
  const names: Record<string, readonly string[]> = { [endpointType]: ['v1', 'v2'], [routeType]: ['table'] };
  const ack = ({ typeUrl, nonce, version }: Response): void =>
    client.send(typeUrl, { nonce, version, names: names[typeUrl] ?? [] });
  mesh.serve('c1', shop('v1', 2_000));
  for (const typeUrl of [clusterType, endpointType, listenerType, routeType]) {
    client.send(typeUrl, { names: names[typeUrl] ?? [] });
    ack(await client.next(typeUrl));
  }
  mesh.serve('c2', shop('v2', 0));
  for (const typeUrl of [clusterType, endpointType, routeType]) ack(await client.next(typeUrl));
  const clusters = async (ms: number): Promise<readonly (readonly string[])[]> => {
    now += ms;
    // An absent name is answered; the second answer comes after all that the first moment brought.
    for (const fence of ['a', 'b']) {
      const nonce = client.responses.findLast(({ typeUrl }) => typeUrl === endpointType)?.nonce ?? '';
      client.send(endpointType, { nonce, names: [...(names[endpointType] ?? []), `${fence}-${now}`] });
      await client.next(endpointType);
    }
    return client.take(clusterType).map(said);
  };
  expect(await clusters(0)).toEqual([]);
  expect(await clusters(2_699)).toEqual([]);
  expect(await clusters(1)).toEqual([['v2=1']]);
});
