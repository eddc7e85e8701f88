// A revert is traffic's way home: it is fast, and it is taken even where the commit that asks for it can't be.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { Scene, liveRef } from '../support/scene.ts';
import { edited, primary, shopFiles } from '../support/shop.ts';

const home = shopFiles({ weights: [100, 0] });
/** A revert that brings something along which the formats deny. */
const brokenRevert = {
  ...home,
  'routes/other.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: Other!}\nspec: {}\n',
};
let scene: Scene;

beforeEach(async () => {
  scene = await Scene.shop();
  await scene.merge(shopFiles({ weights: [0, 100] }));
  await scene.settle();
  await scene.climb(primary, 50);
});
afterEach(() => scene.close());

test('a revert during a walk takes all traffic home at once, and the walk is gone', async () => {
  const intent = await scene.merge(home, 'Revert');
  await scene.settle();
  expect(scene.served()).toEqual({ v1: 100 });
  expect((await scene.liveState()).targets).toEqual([]);
  expect(await scene.bare.git('diff', '--name-only', intent, liveRef)).toBe('');
});

test('a revert clears Rejected, and the next try walks anew', async () => {
  await scene.traffic(primary, { seconds: 5, canaryErrors: 0.5 });
  expect(await scene.entry(primary)).toMatchObject({ phase: 'Rejected' });
  await scene.merge(home, 'Revert');
  await scene.settle();
  expect((await scene.liveState()).targets).toEqual([]);
  const again = await scene.merge(shopFiles({ weights: [0, 100] }), 'Try again');
  await scene.settle();
  expect(await scene.entry(primary)).toMatchObject({ phase: 'Progressing', attempt: { intent: again, n: 1 } });
});

test('a revert that is denied for another reason still goes home, held by that name, in one commit', async () => {
  const before = await scene.history();
  await scene.merge(brokenRevert, 'Revert, and break something');
  await scene.settle();
  expect(scene.denials()).not.toEqual([]);
  expect(await scene.entry(primary)).toMatchObject({ s: 0, phase: 'Held', reason: 'revert-denied' });
  expect(scene.served()).toEqual({ v1: 100 });
  await scene.settle();
  expect(await scene.history()).toEqual([...before, 'Lower shop/checkout#primary to 0 %']);
  expect(scene.memory.pending).toEqual([]);
});

test('a denied revert that is mended ends the walk; one that is taken back lets it go on', async () => {
  await scene.merge(brokenRevert, 'Revert, and break something');
  await scene.settle();
  await scene.merge(shopFiles({ weights: [0, 100] }), 'Not after all');
  await scene.settle();
  expect(await scene.entry(primary)).toMatchObject({ phase: 'Progressing', attempt: { n: 1 } });
  await scene.merge(brokenRevert, 'Revert, and break something again');
  await scene.settle();
  await scene.merge(home, 'Mend it');
  await scene.settle();
  expect((await scene.liveState()).targets).toEqual([]);
});

test('a denied revert of a rejected walk changes nothing', async () => {
  await scene.traffic(primary, { seconds: 5, canaryErrors: 0.5 });
  const before = await scene.oid(liveRef);
  await scene.merge(brokenRevert, 'Revert, and break something');
  await scene.settle();
  await scene.settle();
  expect(await scene.oid(liveRef)).toBe(before);
  expect(scene.memory.pending).toEqual([]);
});

test('a denied revert that no remote has yet outlives a kill, and is not taken for another lowering', async () => {
  await scene.merge(brokenRevert, 'Revert, and break something');
  scene.faults.beforePush = () => Promise.resolve(void (scene.faults.isDown = true));
  await scene.settle();
  expect(scene.served()).toEqual({ v1: 100 });
  scene.faults.isDown = false;
  await scene.start({ fresh: true });
  await scene.settle();
  await scene.warmUp();
  const settled = await scene.oid(liveRef);
  expect(await scene.entry(primary)).toMatchObject({ s: 0, phase: 'Held' });
  await scene.settle();
  expect(await scene.oid(liveRef)).toBe(settled);
  await scene.merge(edited(home, 'routes/checkout.yaml', '    route:', '    timeout: 5s\n    route:'), 'Mend it');
  await scene.settle();
  expect((await scene.liveState()).targets).toEqual([]);
});
