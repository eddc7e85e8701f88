import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { once } from 'node:events';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { GitWorld, heads, liveRef, never, sync, writeStep } from '../support/git-port.ts';

let world: GitWorld;

beforeEach(async () => {
  world = await GitWorld.create();
});

afterEach(() => world.close());

/** Files of a kilobyte each that no compression makes smaller than half. */
function noise(count: number): Record<string, string> {
  const digest = (text: string): string => createHash('sha512').update(text).digest('hex');
  const text = (i: number): string => Array.from({ length: 8 }, (_, part) => `${digest(`${i} ${part}`)}\n`).join('');
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`routes/r${i}.yaml`, text(i)]));
}

describe('a push', () => {
  test('whose answer is lost is unknown, and the next look finds it done', async () => {
    let drops = 1;
    const server = await world.serve({ dropReply: () => drops-- > 0 });
    const port = await world.open(server.url('mesh.git'));
    await sync(port);
    const adopted = await writeStep(port, null, world.first, 'a: 1\n');
    expect(await port.pushLive(adopted, null, never)).toMatchObject({ kind: 'unknown' });
    expect((await heads(port)).live).toBe(adopted);
    expect(await port.pushLive(adopted, null, never)).toEqual({ kind: 'pushed' });
  });

  test('that a hook declines is refused with what the hook said', async () => {
    const hook = join(world.bare.dir, 'hooks', 'pre-receive');
    await writeFile(hook, '#!/bin/sh\necho "live is frozen until Monday" >&2\nexit 1\n', { mode: 0o755 });
    const port = await world.open((await world.serve()).url('mesh.git'));
    await sync(port);
    const adopted = await writeStep(port, null, world.first, 'a: 1\n');
    const outcome = await port.pushLive(adopted, null, never);
    expect(outcome).toMatchObject({ kind: 'refused' });
    expect(outcome.kind === 'refused' && outcome.reason).toMatch(/hook declined.*live is frozen until Monday/);
  });

  test('that the server forbids is refused', async () => {
    const port = await world.open((await world.serve({ refusePush: () => 'read only' })).url('mesh.git'));
    await sync(port);
    const adopted = await writeStep(port, null, world.first, 'a: 1\n');
    const outcome = await port.pushLive(adopted, null, never);
    expect(outcome).toMatchObject({ kind: 'refused' });
    expect(outcome.kind === 'refused' && outcome.reason).toContain('403');
  });

  test('that comes while the server is away is unknown, and is done when it is back', async () => {
    const server = await world.serve();
    const port = await world.open(server.url('mesh.git'));
    await sync(port);
    const adopted = await writeStep(port, null, world.first, 'a: 1\n');
    await server.stop();
    expect(await port.list(never)).toMatchObject({ kind: 'unreachable' });
    expect(await port.pushLive(adopted, null, never)).toMatchObject({ kind: 'unknown' });
    await server.start();
    expect((await heads(port)).live).toBeNull();
    expect(await port.pushLive(adopted, null, never)).toEqual({ kind: 'pushed' });
  });

  test('that loses its race on the server, after the client looked, has moved', async () => {
    let overtake: (() => Promise<void>) | null = null;
    const server = await world.serve({ beforePush: () => overtake?.() });
    const port = await world.open(server.url('mesh.git'));
    await sync(port);
    const adopted = await writeStep(port, null, world.first, 'a: 1\n');
    overtake = () => world.bare.git('update-ref', liveRef, world.first).then(() => undefined);
    expect(await port.pushLive(adopted, null, never)).toEqual({ kind: 'moved' });
    expect((await heads(port)).live).toBe(world.first);
    overtake = null;
    expect(await port.pushLive(adopted, world.first, never)).toEqual({ kind: 'pushed' });
  });

  test('sends what is new, not the repository', async () => {
    const many = noise(300);
    const intent = await world.bare.commit(many, { parents: [world.first], ref: 'refs/heads/main' });
    const server = await world.serve();
    const port = await world.open(server.url('mesh.git'));
    await sync(port);
    const adopted = await writeStep(port, null, intent, 'a: 1\n');
    await port.pushLive(adopted, null, never);
    const pushes = server.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('git-receive-pack'));
    expect(pushes.at(-1)?.bodyBytes).toBeLessThan(30_000);
    const second = await writeStep(port, adopted, intent, 'a: 2\n');
    await port.pushLive(second, adopted, never);
    expect(server.requests.at(-1)?.bodyBytes).toBeLessThan(30_000);
  });
});

describe('polling', () => {
  test('asks once when nothing is new, and fetches only what is', async () => {
    const many = noise(300);
    let head = await world.bare.commit(many, { parents: [world.first], ref: 'refs/heads/main' });
    const sizes: number[] = [];
    const server = await world.serve({
      onAnswer: (path, bytes) => void (path.endsWith('upload-pack') && sizes.push(bytes)),
    });
    const port = await world.open(server.url('mesh.git'));
    await sync(port);
    const before = server.requests.length;
    await sync(port);
    expect(server.requests.length - before).toBe(1);
    for (let turn = 0; turn < 5; turn += 1) {
      for (const half of [1, 2, 3]) {
        const files = { ...many, 'routes/r1.yaml': `turn ${turn}.${half}` };
        head = await world.bare.commit(files, { parents: [head], ref: 'refs/heads/main' });
      }
      sizes.length = 0;
      expect((await sync(port)).intent).toBe(head);
      // Three commits, their trees and blobs: not what was fetched before, and no more each time.
      expect(Math.max(...sizes)).toBeLessThan(60_000);
    }
  });

  test('works with a server that knows the first protocol only', async () => {
    const server = await world.serve({
      intercept: (request) => {
        delete request.headers['git-protocol'];
        return false;
      },
    });
    const port = await world.open(server.url('mesh.git'));
    expect(await sync(port)).toEqual({ intent: world.first, live: null, marker: null });
  });

  test('of an empty repository finds nothing', async () => {
    await world.bare.git('update-ref', '-d', 'refs/heads/main');
    const port = await world.open((await world.serve()).url('mesh.git'));
    expect(await sync(port)).toEqual({ intent: null, live: null, marker: null });
  });
});

describe('a server that misbehaves', () => {
  const servers: Server[] = [];

  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    }
  });

  async function serverThat(answer: Parameters<typeof createServer>[1]): Promise<string> {
    const server = createServer({}, answer);
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/mesh.git`;
  }

  const quick = { limits: { listMs: 300, fetchMs: 300, pushMs: 300, maxListBytes: 100_000 } };

  test('accepts and never answers: the deadline ends it', async () => {
    const port = await world.open(await serverThat(() => undefined), 'clone', quick);
    expect(await port.list(never)).toMatchObject({ kind: 'unreachable', reason: expect.stringContaining('in time') });
    const some = { intent: world.first, live: null, marker: null };
    expect(await port.fetch(some, never)).toMatchObject({ kind: 'unreachable' });
  });

  test('answers a byte now and then: the deadline ends it', async () => {
    const port = await world.open(
      await serverThat((_, response) => {
        response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-result' });
        const timer = setInterval(() => response.write('0'), 20);
        response.on('close', () => clearInterval(timer));
      }),
      'clone',
      quick,
    );
    expect(await port.list(never)).toMatchObject({ kind: 'unreachable', reason: expect.stringContaining('in time') });
  });

  test('answers without end: the size ends it', async () => {
    const port = await world.open(
      await serverThat((_, response) => {
        const pour = (): void => {
          while (response.write(Buffer.alloc(16_384, '0')));
        };
        response.on('drain', pour);
        response.on('error', () => undefined);
        pour();
      }),
      'clone',
      { limits: { maxListBytes: 100_000 } },
    );
    expect(await port.list(never)).toMatchObject({ kind: 'unreachable', reason: expect.stringContaining('bytes') });
  });

  test('redirects: it is not followed, and the credentials stay', async () => {
    const seen: (string | undefined)[] = [];
    const other = await serverThat((request, response) => {
      seen.push(request.headers.authorization);
      response.end();
    });
    const first = await serverThat((request, response) => {
      expect(request.headers.authorization).toBe(`Basic ${Buffer.from('ada:secret').toString('base64')}`);
      response.writeHead(307, { location: other }).end();
    });
    const port = await world.open(first.replace('://', '://ada:secret@'));
    const listing = await port.list(never);
    expect(listing).toMatchObject({ kind: 'unreachable', reason: expect.stringContaining('redirects') });
    expect(JSON.stringify(listing)).not.toContain('secret');
    expect(seen).toEqual([]);
  });

  test.each([
    ['another protocol', 'Hello, this is a web page'],
    ['a cut-off answer', '003eabc'],
    ['an impossible length', '0003'],
    ['a sha256 repository', `0056${'a'.repeat(64)} refs/heads/main\n`],
    ['an error', '0015ERR access denied'],
    ['nothing', ''],
    ['half a list', `003d${'a'.repeat(40)} refs/heads/main\n`],
  ])('answers with %s: an error that says so, and no hang', async (_, body) => {
    const url = await serverThat((request, response) => {
      request.resume();
      response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-result' }).end(body);
    });
    const port = await world.open(url, 'clone', quick);
    expect(await port.list(never)).toMatchObject({ kind: 'unreachable' });
    expect(await port.fetch({ intent: world.first, live: null, marker: null }, never)).toMatchObject({
      kind: 'unreachable',
    });
  });

  test('says 404 or 401: the reason tells what to check', async () => {
    const server = await world.serve();
    const missing = await (await world.open(server.url('none.git'), 'a')).list(never);
    expect(missing).toMatchObject({ kind: 'unreachable', reason: expect.stringContaining('404') });
    const closed = await serverThat((_, response) => response.writeHead(401).end());
    expect(await (await world.open(closed, 'b')).list(never)).toMatchObject({
      reason: expect.stringContaining('credentials'),
    });
  });

  test('is left at once when the caller gives up', async () => {
    const port = await world.open(await serverThat(() => undefined));
    const stop = new AbortController();
    const listing = port.list(stop.signal);
    stop.abort();
    expect(await listing).toMatchObject({ kind: 'unreachable' });
  });
});
