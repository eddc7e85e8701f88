// One change to 200 streams: its bytes are encoded once, and the last ACK comes not much later than a single stream's.

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { createLoader } from '../../policies/load.ts';
import type { Mesh } from '../../policies/mesh.ts';
import { startXdsServer, type XdsServer } from '../../reconciler/xds/server/server.ts';
import { nodeFromMetadata, nodeGroup } from '../../reconciler/xds/translate/node.ts';
import { createSnapshots } from '../../reconciler/xds/translate/snapshots.ts';
import type { ClientsOrder } from '../support/xds-clients-worker.ts';
import { routeFile, routeFiles } from './many-routes.ts';
import { median, type Row } from './row.ts';

const routes = 100;
const changes = 30;

interface Served {
  readonly commit: string;
  readonly mesh: Mesh;
}

/** So far apart are changes that come now and then: on a machine that rests in between, waking up is part of the way. */
const apartMs = 300;

/**
 * A weight among 100 routes, from its text to the last ACK, with 1 stream and with 200. The bar is held for changes that
 * come now and then; with one right after the other a single stream has everything warm, and is told beside it.
 */
export async function run(): Promise<readonly Row[]> {
  const [one, many] = [await measure(1, apartMs), await measure(200, apartMs)];
  const [oneHot, manyHot] = [await measure(1, 0), await measure(200, 0)];
  return [
    { what: `a weight among ${routes} routes, text to ACK, 1 stream`, value: one.ms, unit: ' ms' },
    { what: 'the same, to the last ACK of 200 streams', value: many.ms, unit: ' ms' },
    { what: '200 streams beside 1', value: many.ms / one.ms, unit: ' ×', atMost: 4 },
    { what: 'one change right after the other, 1 stream', value: oneHot.ms, unit: ' ms' },
    { what: 'the same, to the last ACK of 200 streams', value: manyHot.ms, unit: ' ms' },
    { what: '200 streams beside 1, one right after the other', value: manyHot.ms / oneHot.ms, unit: ' ×' },
    { what: 'responses encoded for a change to 200 streams', value: many.encodings, unit: '', atMost: 1 },
  ];
}

async function measure(streams: number, pauseMs: number): Promise<{ readonly ms: number; readonly encodings: number }> {
  const load = createLoader();
  const files = routeFiles(routes);
  const server = await startServer();
  await serve(server, '0', load(files).mesh);
  const order: ClientsOrder = {
    address: server.address,
    count: streams,
    listen: '127.0.0.1:10000',
    table: 'http/10000',
  };
  const clients = new Worker(new URL('../support/xds-clients-worker.ts', import.meta.url), { workerData: order });
  await once(clients, 'message');
  await serve(server, 'first', load(files).mesh);
  const times: number[] = [];
  const before = server.encodings();
  for (let change = 1; change <= changes; change += 1) {
    const index = (change * 37) % routes;
    const text = routeFile(index, change);
    files.set(`routes/s${index}.yaml`, { oid: text, text });
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    const from = performance.now();
    await serve(server, String(change), load(files).mesh);
    times.push(performance.now() - from);
  }
  const encodings = (server.encodings() - before) / changes;
  await clients.terminate();
  await server.close();
  return { ms: median(times.slice(changes / 3)), encodings };
}

function startServer(): Promise<XdsServer<Served>> {
  const snapshots = createSnapshots();
  return startXdsServer<Served>(
    {
      address: '127.0.0.1:0',
      identifier: 'bench',
      clock: { now: () => Date.now(), monotonic: () => performance.now() },
      log: () => undefined,
      snapshotFor: (served, { id, metadata }) => {
        const parsed = nodeFromMetadata(id, metadata);
        if (!parsed.ok) return parsed;
        const snapshot = snapshots({ ...served, node: parsed.node, pending: new Map() });
        return { ok: true, snapshot, group: nodeGroup(parsed.node) };
      },
    },
    new AbortController().signal,
  );
}

/** Returns when every stream has ACKed the commit. */
function serve(server: XdsServer<Served>, commit: string, mesh: Mesh): Promise<void> {
  server.serve({ commit, mesh });
  return new Promise((resolve) => {
    const look = (): void => {
      if (!server.proxies().every((proxy) => proxy.commit === commit)) return;
      forget();
      resolve();
    };
    // Looking at 200 proxies after each of their ACKs would cost more than the ACKs.
    let due = false;
    const lookSoon = (): void => {
      if (due) return;
      due = true;
      setTimeout(() => {
        due = false;
        look();
      }, 1);
    };
    const forget = server.onChange(lookSoon);
    look();
  });
}
