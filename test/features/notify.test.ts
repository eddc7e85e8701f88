// A whole `sluice run` tells a receiver of sluice.yaml what it writes, and of what a person says meanwhile.

import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Call } from '../../reconciler/commands/command.ts';
import { freezeCommand } from '../../reconciler/commands/freeze.ts';
import { run } from '../../reconciler/commands/run.ts';
import { Scene } from '../support/scene.ts';
import { shopFiles } from '../support/shop.ts';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const stop = new AbortController();
const received: Received[] = [];
let scene: Scene;
let server: Server;

beforeEach(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.end();
      server.emit('told');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  scene = await Scene.create();
});
afterEach(async () => {
  stop.abort();
  server.closeAllConnections();
  server.close();
  await scene.close();
});

async function event(name: string): Promise<Record<string, unknown>> {
  for (;;) {
    const documents = received.map(({ body }): Record<string, unknown> => JSON.parse(body));
    const found = documents.find((document) => document['event'] === name);
    if (found !== undefined) return found;
    await once(server, 'told', { signal: AbortSignal.timeout(20_000) });
  }
}

test('what is adopted, begun and frozen is told, signed, once', async () => {
  const bound = server.address();
  const address = `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : 0}/hook`;
  const config = `apiVersion: sluice.dev/v1alpha1
kind: Config
metadata: {name: sluice}
spec:
  notify:
  - webhook: {address: '${address}', secretEnv: HOOK_SECRET}
`;
  const files = (weights: [number, number]): Record<string, string> => ({
    ...shopFiles({ weights }),
    'sluice.yaml': config,
  });
  await scene.merge(files([100, 0]));
  const io = {
    out: () => undefined,
    err: () => undefined,
    colour: false,
    cwd: scene.folder,
    env: { HOOK_SECRET: 'sesame' },
  };
  const flags = { repo: scene.bare.dir, dir: `${scene.folder}/run`, interval: '100ms' };
  const ports = { xds: '127.0.0.1:0', http: '127.0.0.1:0' };
  const call: Call = { words: [], flags: { ...flags, ...ports }, io, signal: stop.signal };
  const running = run.run(call);
  try {
    expect(await event('adopt')).toMatchObject({ cluster: 'default', target: null, by: null });

    const intent = await scene.merge(files([0, 100]), 'Move to v2');
    expect(await event('accept')).toMatchObject({ intent });
    expect(await event('begin')).toMatchObject({ target: 'shop/checkout#primary', toPpm: 0 });

    const said = { repo: scene.bare.dir, by: 'ada', reason: 'a holiday' };
    await freezeCommand.run({ ...call, flags: said });
    expect(await event('freeze')).toMatchObject({ by: 'ada', note: 'a holiday', headline: 'Freeze by ada: a holiday' });
  } finally {
    stop.abort();
    await running;
  }
  const ids = received.map(({ headers }) => headers['idempotency-key']);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { headers, body } of received) {
    const signed = createHmac('sha256', 'sesame').update(`${String(headers['x-sluice-timestamp'])}.${body}`);
    expect(headers['x-sluice-signature-256']).toBe(`sha256=${signed.digest('hex')}`);
  }
});
