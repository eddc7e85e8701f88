// Two reconcilers on one repository: one wins each push, the other joins, and a lowering wins over all.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { Scene, liveRef } from '../support/scene.ts';
import { edited, primary, shopFiles } from '../support/shop.ts';

const walking = shopFiles({ weights: [0, 100] });
let scene: Scene;
let other: Scene;

beforeEach(async () => {
  scene = await Scene.shop();
  other = await Scene.create({ beside: scene });
  await other.start();
  await other.warmUp();
  await scene.merge(walking, 'Move to v2');
  await scene.settle();
  await scene.climb(primary, 5);
  await other.settle();
});
afterEach(async () => {
  await other.close();
  await scene.close();
});

/** Lowers here while nothing can be pushed. */
async function lowerUnheard(here: Scene): Promise<void> {
  here.faults.isDown = true;
  await here.traffic(primary, { seconds: 6, canaryErrors: 0.5 });
  expect(here.served()).toEqual({ v1: 100 });
  here.faults.isDown = false;
}

async function isLinear(): Promise<void> {
  const parents = await scene.bare.git('log', '--first-parent', '--format=%P', liveRef);
  expect(
    parents
      .split('\n')
      .slice(0, -2)
      .every((line) => line.length === 81),
  ).toBe(true);
  expect(await scene.bare.fsck()).toBe('');
}

test('what one accepts and raises the other serves', async () => {
  expect(other.served()).toEqual({ v1: 95, v2: 5 });
  expect(other.memory.head?.oid).toBe(scene.memory.head?.oid);
});

test('a lowering here meets a raise there: it wins', async () => {
  await lowerUnheard(other);
  await scene.climb(primary, 50);
  await other.settle();
  await scene.settle();
  expect(await scene.entry(primary)).toMatchObject({ s: 0, phase: 'Rejected', reason: 'errors' });
  expect(scene.served()).toEqual({ v1: 100 });
  expect(other.memory.pending).toEqual([]);
  await isLinear();
});

test('a lowering here meets a promotion there: the walk is made again, at home and rejected', async () => {
  await lowerUnheard(other);
  await scene.promote(primary);
  expect(scene.served()).toEqual({ v2: 100 });
  await other.settle();
  await scene.settle();
  expect(await scene.entry(primary)).toMatchObject({ s: 0, phase: 'Rejected', reason: 'errors' });
  expect(scene.served()).toEqual({ v1: 100 });
  await isLinear();
});

test('a lowering here meets a revert there: nothing is left to lower', async () => {
  await lowerUnheard(other);
  const home = await scene.merge(shopFiles({ weights: [100, 0] }), 'Revert');
  await scene.settle();
  await other.settle();
  expect((await scene.liveState()).targets).toEqual([]);
  expect(await scene.accepted()).toBe(home);
  expect(other.memory.pending).toEqual([]);
});

test('a lowering here meets another intent there: the later one stands', async () => {
  await lowerUnheard(other);
  const next = await scene.merge(shopFiles({ weights: [40, 60] }), 'Another end');
  await scene.settle();
  const before = await scene.entry(primary);
  await other.settle();
  expect(before).toMatchObject({ attempt: { intent: next, n: 1 } });
  expect(await scene.entry(primary)).toEqual(before);
  expect(other.memory.pending).toEqual([]);
});

test.each([
  ['can be told: it stands', true],
  ['can not be told: it is taken home, and waits for a person', false],
])('a lowering here meets the same end defined otherwise there, whose turn %s', async (_, told) => {
  await lowerUnheard(other);
  const policy = 'trafficPolicy: {connectionPool: {http: {http1MaxPendingRequests: 7}}}';
  const from = '{name: v2, labels: {version: v2}}';
  const to = `{name: v2, labels: {version: v2}, ${policy}}`;
  const next = await scene.merge(edited(walking, 'services/checkout.yaml', from, to), 'Define v2 otherwise');
  await scene.settle();
  await scene.climb(primary, 5);
  if (!told) other.faults.untold.add(next);
  await other.settle();
  const end = told ? { s: 50_000, phase: 'Progressing' } : { s: 0, phase: 'Rejected', reason: 'errors' };
  expect(await scene.entry(primary)).toMatchObject(end);
  expect(other.memory.pending).toEqual([]);
  await isLinear();
});

test('a lowering there arrives while a raise here is under way: the raise is not done', async () => {
  let lowered = false;
  scene.faults.beforePush = async () => {
    await other.traffic(primary, { seconds: 6, canaryErrors: 0.5 });
    lowered = true;
  };
  for (let second = 0; !lowered && second < 60; second += 1) await scene.traffic(primary, { seconds: 1 });
  expect(await scene.entry(primary)).toMatchObject({ s: 0, phase: 'Rejected' });
  expect(scene.served()).toEqual({ v1: 100 });
  expect((await scene.history()).some((subject) => subject.endsWith('to 50 %'))).toBe(false);
  await isLinear();
});

test('a lowering here arrives while a raise of our own is under way: it goes on top', async () => {
  let lowered = false;
  scene.faults.afterPush = async () => {
    // The raise is in the remote, and this process doesn't know yet.
    await scene.traffic(primary, { seconds: 6, canaryErrors: 0.9, remote: false });
    lowered = true;
  };
  for (let second = 0; !lowered && second < 60; second += 1) await scene.traffic(primary, { seconds: 1 });
  await scene.settle();
  expect(await scene.entry(primary)).toMatchObject({ s: 0, phase: 'Rejected' });
  expect(scene.served()).toEqual({ v1: 100 });
  expect((await scene.history()).slice(-2)).toEqual([
    'Raise shop/checkout#primary to 50 %',
    'Lower shop/checkout#primary to 0 %',
  ]);
});

test('both raise at once: one step, one commit', async () => {
  let both = false;
  scene.faults.beforePush = async () => {
    both = true;
    await other.climb(primary, 50);
  };
  for (let second = 0; !both && second < 60; second += 1) {
    await scene.traffic(primary, { seconds: 1 });
  }
  expect((await scene.history()).filter((subject) => subject.endsWith('to 50 %'))).toHaveLength(1);
  expect(scene.memory.head?.oid).toBe(other.memory.head?.oid);
  await isLinear();
});

test("one accepts while the other's acceptance is under way: the intent comes in once", async () => {
  const next = await scene.merge({ ...walking, 'routes/extra.yaml': '# nothing\n' }, 'Nothing much');
  scene.faults.beforePush = async () => void (await other.settle());
  await scene.settle();
  const accepts = (await scene.history()).filter((subject) => subject === `Accept ${next.slice(0, 12)}`);
  expect(accepts).toHaveLength(1);
  await isLinear();
});
