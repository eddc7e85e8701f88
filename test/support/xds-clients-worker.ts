/** Many discovery clients in a thread of their own, so that a benchmark's server has a processor to itself. */

import { parentPort, workerData } from 'node:worker_threads';

import { clusterType, endpointType, listenerType, routeType } from '../../reconciler/xds/snapshot.ts';
import { ackDelta, connectDelta } from './xds-client.ts';

export interface ClientsOrder {
  readonly address: string;
  readonly count: number;
  readonly listen: string;
  readonly table: string;
}

const order = workerData as ClientsOrder; // The benchmark that starts this thread hands it just that.

for (let at = 0; at < order.count; at += 1) await connect(`edge-${at}`);
parentPort?.postMessage('connected');

/** Asks for all there is, as a proxy would, ACKs it, and keeps nothing. */
async function connect(id: string): Promise<void> {
  const client = connectDelta(order.address, id, {
    metadata: { listen: order.listen },
    deadlineMs: 60_000,
    windowBytes: 16 * 1024 * 1024,
  });
  let isConnected = false;
  ackDelta(client, () => {
    if (isConnected) client.responses.length = 0;
    return null;
  });
  client.send(clusterType, {});
  const { resources } = await client.next(clusterType);
  client.send(endpointType, { subscribe: resources.map(({ name }) => name) });
  client.send(listenerType, {});
  client.send(routeType, { subscribe: [order.table] });
  await client.next(routeType);
  isConnected = true;
}
