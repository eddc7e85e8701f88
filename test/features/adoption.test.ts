// How a repository's first live commit comes about, and why no other may come about that way.

import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { Scene, liveRef } from '../support/scene.ts';
import { edited, primary, shopFiles } from '../support/shop.ts';

const marker = 'refs/tags/sluice/adopted/default';
const home = shopFiles({ weights: [100, 0] });
let scene: Scene;

afterEach(() => scene.close());

function alarms(): string[] {
  return [...scene.memory.alarms.keys()];
}

/** A hook of the server that turns down what matches. */
async function refuseRefs(pattern: string): Promise<() => Promise<void>> {
  const hook = join(scene.bare.dir, 'hooks', 'update');
  await mkdir(join(scene.bare.dir, 'hooks'), { recursive: true });
  await writeFile(hook, `#!/bin/sh\ncase "$1" in ${pattern}) echo "not for you"; exit 1;; esac\n`);
  await chmod(hook, 0o755);
  return () => writeFile(hook, '#!/bin/sh\nexit 0\n');
}

test('main is adopted as it is, by one commit with the intent as its only parent, and a marker', async () => {
  scene = await Scene.create();
  const main = await scene.merge(shopFiles({ weights: [30, 70] }));
  await scene.start();
  await scene.settle();
  expect(await scene.bare.git('show', '-s', '--format=%P %s', liveRef)).toBe(`${main} Adopt ${main.slice(0, 12)}`);
  expect(await scene.bare.git('diff', '--name-only', main, liveRef)).toBe('');
  expect(await scene.oid(marker)).toBe(await scene.oid(liveRef));
  expect(scene.served()).toEqual({ v1: 30, v2: 70 });
});

test('a main that is denied at adoption serves nothing and says so; mended it is adopted', async () => {
  scene = await Scene.create();
  await scene.merge(edited(home, 'routes/checkout.yaml', 'weight: 100', 'weight: many'));
  await scene.start();
  await scene.settle();
  expect(scene.fleet.served).toEqual([]);
  expect(await scene.oid(liveRef)).toBeNull();
  expect(scene.memory.denial?.findings[0]).toMatchObject({ severity: 'error', file: 'routes/checkout.yaml' });
  await scene.merge(home);
  await scene.settle();
  expect(scene.memory.denial).toBeNull();
  expect(scene.served()).toEqual({ v1: 100 });
});

test('an empty repository is waited for', async () => {
  scene = await Scene.create();
  await scene.start();
  await scene.settle();
  expect(alarms()).toEqual(['no-intent']);
  await scene.merge(home);
  await scene.settle();
  expect(alarms()).toEqual([]);
  expect(scene.served()).toEqual({ v1: 100 });
});

test('a main branch that is gone is told of, and what is live stays', async () => {
  scene = await Scene.shop();
  const intent = await scene.accepted();
  await scene.bare.git('update-ref', '-d', 'refs/heads/main');
  await scene.settle();
  expect(alarms()).toEqual(['no-intent']);
  expect(scene.served()).toEqual({ v1: 100 });
  await scene.bare.git('update-ref', 'refs/heads/main', intent);
  await scene.settle();
  expect(alarms()).toEqual([]);
});

test('a branch without its marker gets one', async () => {
  scene = await Scene.shop();
  await scene.bare.git('update-ref', '-d', marker);
  await scene.settle();
  expect(await scene.oid(marker)).toBe(await scene.oid(liveRef));
});

test('a deleted branch is pushed back by who knows it: no jump to the end', async () => {
  scene = await Scene.shop();
  await scene.merge(shopFiles({ weights: [0, 100] }));
  await scene.settle();
  const live = await scene.oid(liveRef);
  await scene.bare.git('update-ref', '-d', liveRef);
  await scene.settle();
  expect(await scene.oid(liveRef)).toBe(live);
  expect(scene.served()).toEqual({ v1: 95, v2: 5 });
  // The same after a restart, from the clone alone.
  await scene.bare.git('update-ref', '-d', liveRef);
  await scene.start();
  await scene.settle();
  expect(await scene.oid(liveRef)).toBe(live);
});

test('a lowering that only the deleted branch lacked goes back with it, and is pending no more', async () => {
  scene = await Scene.shop();
  await scene.merge(shopFiles({ weights: [0, 100] }));
  await scene.settle();
  await scene.climb(primary, 50);
  await scene.traffic(primary, { seconds: 5, canaryErrors: 0.5, remote: false });
  await scene.bare.git('update-ref', '-d', liveRef);
  await scene.settle();
  expect(await scene.entry(primary)).toMatchObject({ s: 0, phase: 'Rejected' });
  expect(scene.memory.pending).toEqual([]);
  expect(await scene.ports.pending.read()).toEqual([]);
});

test('a branch that is deleted with its marker is still no reason to begin again for who knows it', async () => {
  scene = await Scene.shop();
  await scene.merge(shopFiles({ weights: [0, 100] }));
  await scene.settle();
  const live = await scene.oid(liveRef);
  await scene.bare.git('update-ref', '-d', liveRef);
  await scene.bare.git('update-ref', '-d', marker);
  await scene.start();
  await scene.settle();
  expect(await scene.oid(liveRef)).toBe(live);
  expect(await scene.oid(marker)).toBe(live);
});

test('a deleted branch that nobody here knows is refused, with the command that restores it', async () => {
  scene = await Scene.shop({ http: {} });
  await scene.merge(shopFiles({ weights: [0, 100] }));
  await scene.settle();
  const live = (await scene.oid(liveRef)) ?? '';
  await scene.bare.git('update-ref', '-d', liveRef);
  await scene.start({ fresh: true });
  const served = scene.fleet.served.length;
  await scene.settle();
  expect(scene.fleet.served).toHaveLength(served);
  expect(await scene.oid(liveRef)).toBeNull();
  const alarm = scene.memory.alarms.get('live-deleted');
  expect(alarm?.remedy).toContain('git push <remote> <commit>:refs/heads/sluice/live/default');
  await scene.bare.git('update-ref', liveRef, live);
  await scene.settle();
  expect(alarms()).toEqual([]);
  expect(scene.served()).toEqual({ v1: 95, v2: 5 });
});

test('over HTTP a deleted branch is pushed back whole, though the server dropped its objects', async () => {
  scene = await Scene.shop({ http: {} });
  await scene.merge(shopFiles({ weights: [0, 100] }));
  await scene.settle();
  const live = await scene.oid(liveRef);
  await scene.bare.git('update-ref', '-d', liveRef);
  await scene.bare.git('update-ref', '-d', marker);
  await scene.bare.git('gc', '-q', '--prune=now');
  await scene.settle();
  expect(await scene.oid(liveRef)).toBe(live);
  expect(await scene.bare.fsck()).toBe('');
});

test('of two that adopt at once one wins, and the other takes what it made', async () => {
  scene = await Scene.create();
  await scene.merge(home);
  await scene.start();
  const other = await Scene.create({ beside: scene });
  try {
    await other.start();
    scene.faults.beforePush = async () => void (await other.settle());
    await scene.settle();
    await scene.settle();
    expect(await scene.history()).toEqual([expect.stringMatching(/^Adopt /)]);
    expect(scene.memory.head?.oid).toBe(other.memory.head?.oid);
    expect(scene.served()).toEqual({ v1: 100 });
  } finally {
    await other.close();
  }
});

test('an adoption whose answer is lost is taken up, not done again', async () => {
  scene = await Scene.create();
  await scene.merge(home);
  await scene.start();
  scene.faults.faults.push('drop');
  expect(await scene.settle()).toBe('retry');
  await scene.settle();
  expect(await scene.history()).toEqual([expect.stringMatching(/^Adopt /)]);
  expect(await scene.oid(marker)).toBe(await scene.oid(liveRef));
  expect(await scene.entry(primary)).toBeUndefined();
});

test.each([false, true])(
  'killed between the branch and its marker, it goes on from the branch (fresh clone: %s)',
  async (fresh) => {
    scene = await Scene.create();
    await scene.merge(home);
    await scene.start();
    const halted = new Error('killed');
    scene.faults.afterPush = () => Promise.reject(halted);
    await expect(scene.settle()).rejects.toThrow(halted);
    expect(await scene.oid(marker)).toBeNull();
    await scene.start({ fresh });
    await scene.settle();
    expect(await scene.history()).toEqual([expect.stringMatching(/^Adopt /)]);
    expect(await scene.oid(marker)).toBe(await scene.oid(liveRef));
    expect(scene.served()).toEqual({ v1: 100 });
  },
);

test('an adoption that the server refuses is an alarm, and ends it when it is let', async () => {
  scene = await Scene.create({ http: {} });
  await scene.merge(home);
  const allow = await refuseRefs('refs/heads/sluice/*');
  await scene.start();
  expect(await scene.settle()).toBe('retry');
  expect(alarms()).toEqual(['push-refused']);
  expect(scene.fleet.served).toEqual([]);
  await allow();
  await scene.settle();
  expect(alarms()).toEqual([]);
  expect(scene.served()).toEqual({ v1: 100 });
});

test('a marker that the server refuses is an alarm, for without it a deleted branch would be adopted anew', async () => {
  scene = await Scene.create({ http: {} });
  await scene.merge(home);
  const allow = await refuseRefs('refs/tags/*');
  await scene.start();
  await scene.settle();
  await scene.settle();
  expect(alarms()).toEqual(['marker-refused']);
  expect(scene.served()).toEqual({ v1: 100 });
  await allow();
  await scene.settle();
  expect(alarms()).toEqual([]);
  expect(await scene.oid(marker)).toBe(await scene.oid(liveRef));
});
