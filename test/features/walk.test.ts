import { afterEach, beforeEach, expect, test } from 'vitest';
import { Scene, liveRef } from '../support/scene.ts';
import { primary, shopFiles } from '../support/shop.ts';

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.create();
  await scene.merge(shopFiles({ weights: [100, 0] }));
  await scene.start();
  await scene.warmUp();
});
afterEach(() => scene.close());

test('a good change walks to the end, each step a commit, and main is never written', async () => {
  const intent = await scene.merge(shopFiles({ weights: [0, 100] }), 'Move to v2');
  await scene.settle();
  await scene.traffic(primary, { seconds: 60 });
  expect(await scene.history()).toEqual([
    expect.stringMatching(/^Adopt /),
    expect.stringMatching(/^Accept /),
    'Raise shop/checkout#primary to 5 %',
    'Raise shop/checkout#primary to 50 %',
    'Raise shop/checkout#primary to 90 %',
    'Raise shop/checkout#primary to 100 %',
    'Promote shop/checkout#primary',
  ]);
  expect(await scene.oid('refs/heads/main')).toBe(intent);
  expect(await scene.bare.git('diff', '--name-only', 'main', liveRef)).toBe('.sluice/state.yaml');
  expect(await scene.bare.fsck()).toBe('');
});

test('a bad change comes back by itself, and the branches differ in its rule and the reason alone', async () => {
  await scene.merge(shopFiles({ weights: [0, 100] }), 'Move to v2');
  await scene.settle();
  await scene.traffic(primary, { seconds: 5, canaryErrors: 0.5 });
  expect(await scene.entry(primary)).toMatchObject({ s: 0, phase: 'Rejected', reason: 'errors' });
  expect(await scene.bare.git('diff', '--name-only', 'main', liveRef)).toBe('.sluice/state.yaml\nroutes/checkout.yaml');
  const before = await scene.oid(liveRef);
  await scene.traffic(primary, { seconds: 30 });
  expect(await scene.oid(liveRef)).toBe(before);
});

test('a lowering waits for no remote: it is served, and reaches the remote when it is back', async () => {
  await scene.merge(shopFiles({ weights: [0, 100] }), 'Move to v2');
  await scene.settle();
  const pushed = await scene.oid(liveRef);
  await scene.traffic(primary, { seconds: 5, canaryErrors: 0.5, remote: false });
  expect(scene.memory.head?.state.targets[0]).toMatchObject({ s: 0, phase: 'Rejected' });
  expect(scene.fleet.served.at(-1)?.pending.has(primary)).toBe(true);
  expect(await scene.oid(liveRef)).toBe(pushed);
  await scene.settle();
  expect(await scene.entry(primary)).toMatchObject({ s: 0, phase: 'Rejected' });
  expect(scene.fleet.served.at(-1)?.pending.size).toBe(0);
});
