/** One proxy of a thousand walks, as a process of its own: it takes what it is sent, and tells counts four times a second. */

import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { clusterType, endpointType, listenerType, routeType } from '../../reconciler/xds/snapshot.ts';
import { count, end, exportBytes, otlpProxy } from '../support/otlp-proxy.ts';
import { ackDelta, connectDelta } from '../support/xds-client.ts';

const [address = '', listen = ''] = process.argv.slice(2);
const id = 'edge-1';
const flushMs = 250;
const path = '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export';

const client = connectDelta(address, id, {
  metadata: { listen },
  deadlineMs: 60_000,
  windowBytes: 256 * 1024 * 1024,
});
let forgets = false;
ackDelta(client, () => {
  if (forgets) client.responses.length = 0;
  return null;
});
client.send(clusterType, {});
const { resources } = await client.next(clusterType);
client.send(endpointType, { subscribe: resources.map(({ name }) => name) });
client.send(listenerType, {});
client.send(routeType, { subscribe: [`listener:${listen}`] });
forgets = true;

const clusters = resources.map(({ name }) => name).filter((name) => name.includes('/for/'));
const sink = new Client(address, credentials.createInsecure(), { 'grpc.max_send_message_length': -1 });
const metadata = new Metadata();
metadata.set('x-proxy-id', id);
const proxy = { ...otlpProxy(id, Date.now()), node: id };

setInterval(() => {
  for (const cluster of clusters) {
    const answers = cluster.includes('/v2') ? 1 : 19;
    const slow = Math.random() < 0.002 ? 1 : 0;
    const bad = Math.random() < 0.0005 * answers ? 1 : 0;
    count(proxy, cluster, 2, answers - bad);
    if (bad > 0) count(proxy, cluster, 5, bad);
    end(proxy, cluster, 20, answers - slow);
    if (slow > 0) end(proxy, cluster, 800, slow);
  }
  const bytes = Buffer.from(exportBytes(proxy, Date.now()));
  sink.makeUnaryRequest(
    path,
    (whole: Buffer) => whole,
    (whole: Buffer) => whole,
    bytes,
    metadata,
    () => undefined,
  );
}, flushMs);
process.send?.({ clusters: clusters.length });
