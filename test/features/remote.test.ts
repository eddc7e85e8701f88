// The remote can be away, slow, in other hands or plainly wrong: what is live stays served, and nothing is done twice.

import { chmod, writeFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { Scene, liveRef } from '../support/scene.ts';
import { primary, shopFiles } from '../support/shop.ts';

const walking = shopFiles({ weights: [0, 100] });
let scene: Scene;

afterEach(() => scene.close());

async function walkTo(percent: number): Promise<void> {
  await scene.merge(walking, 'Move to v2');
  await scene.settle();
  await scene.climb(primary, percent);
}

function alarms(): string[] {
  return [...scene.memory.alarms.keys()];
}

test('while the remote is away all stays as it is; when it is back the walk goes on', async () => {
  scene = await Scene.shop({ http: {} });
  await walkTo(5);
  await scene.server?.stop();
  expect(await scene.settle()).toBe('retry');
  await scene.traffic(primary, { seconds: 20 });
  expect(scene.memory.remote).toMatchObject({ kind: 'unreachable' });
  expect(scene.served()).toEqual({ v1: 95, v2: 5 });
  await scene.server?.start();
  await scene.promote(primary);
  expect(scene.memory.remote).toEqual({ kind: 'reachable' });
  expect(await scene.bare.fsck()).toBe('');
});

test('a bad canary is taken back while the remote is away, and the remote hears of it when it is back', async () => {
  scene = await Scene.shop({ http: {} });
  await walkTo(50);
  const pushed = await scene.oid(liveRef);
  await scene.server?.stop();
  await scene.traffic(primary, { seconds: 5, canaryErrors: 0.5 });
  expect(scene.served()).toEqual({ v1: 100 });
  expect(await scene.oid(liveRef)).toBe(pushed);
  await scene.server?.start();
  await scene.settle();
  expect(await scene.entry(primary)).toMatchObject({ s: 0, phase: 'Rejected', reason: 'errors' });
  expect(await scene.bare.git('rev-parse', `${liveRef}^1`)).toBe(pushed);
  expect(alarms()).toEqual([]);
});

test('a raise whose answer is lost is found done, and not done again', async () => {
  scene = await Scene.shop();
  await walkTo(5);
  scene.faults.faults.push('drop');
  await scene.climb(primary, 50);
  expect((await scene.history()).filter((subject) => subject.endsWith('to 50 %'))).toHaveLength(1);
  expect(scene.served()).toEqual({ v1: 50, v2: 50 });
});

test('over HTTP too: the server does the push and the connection breaks', async () => {
  const broken: boolean[] = [];
  scene = await Scene.shop({ http: { dropReply: () => broken.pop() ?? false } });
  await walkTo(5);
  broken.push(true);
  await scene.climb(primary, 50);
  expect(broken).toEqual([]);
  expect((await scene.history()).filter((subject) => subject.endsWith('to 50 %'))).toHaveLength(1);
});

test('a push that is lost on its way is not served before it is done', async () => {
  scene = await Scene.shop();
  await walkTo(5);
  scene.faults.faults.push('lose');
  for (let second = 0; scene.faults.faults.length > 0 && second < 60; second += 1) {
    await scene.traffic(primary, { seconds: 1, remote: false });
    // One pass alone: the push of the raise, whose answer says nothing.
    if (scene.memory.decisions.get(primary)?.kind === 'raise') {
      const outcome = await scene.pass();
      expect(outcome).toBe('retry');
      expect(scene.served()).toEqual({ v1: 95, v2: 5 });
    }
  }
  await scene.climb(primary, 50);
  expect((await scene.history()).filter((subject) => subject.endsWith('to 50 %'))).toHaveLength(1);
});

test('a remote that needs a second to answer lets nothing be raised, for main may be elsewhere by then', async () => {
  scene = await Scene.shop();
  await walkTo(5);
  scene.faults.afterList = () => scene.clock.advance(1_000);
  await scene.traffic(primary, { seconds: 20 });
  expect(scene.served()).toEqual({ v1: 95, v2: 5 });
  scene.faults.afterList = null;
  await scene.climb(primary, 50);
});

test('a lowering whose answer is lost is one commit', async () => {
  scene = await Scene.shop();
  await walkTo(50);
  scene.faults.faults.push('drop');
  await scene.traffic(primary, { seconds: 5, canaryErrors: 0.5 });
  await scene.settle();
  const { length } = (await scene.history()).filter((subject) => subject.startsWith('Lower'));
  expect(length).toBe(1);
  expect(scene.memory.pending).toEqual([]);
});

test('a hook that refuses the live branch is an alarm, and ends it when it ends', async () => {
  scene = await Scene.shop({ http: {} });
  const hook = join(scene.bare.dir, 'hooks', 'pre-receive');
  await mkdir(join(scene.bare.dir, 'hooks'), { recursive: true });
  await writeFile(hook, '#!/bin/sh\necho "live is frozen on Fridays"\nexit 1\n');
  await chmod(hook, 0o755);
  await scene.merge(walking);
  expect(await scene.settle()).toBe('retry');
  expect(alarms()).toEqual(['push-refused']);
  expect(scene.served()).toEqual({ v1: 100 });
  await writeFile(hook, '#!/bin/sh\nexit 0\n');
  await scene.settle();
  expect(alarms()).toEqual([]);
  expect(scene.served()).toEqual({ v1: 95, v2: 5 });
});
