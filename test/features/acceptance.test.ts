// What a new intent does to targets that are settled: at once, or step by step, or not at all.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { Scene, liveRef } from '../support/scene.ts';
import { edited, primary, shopFiles } from '../support/shop.ts';

const day = 24 * 60 * 60 * 1_000;
let scene: Scene;

beforeEach(async () => {
  scene = await Scene.shop();
});
afterEach(() => scene.close());

test('a change that leaves the weights alone goes live at once and starts no walk', async () => {
  const files = edited(
    shopFiles({ weights: [100, 0] }),
    'routes/checkout.yaml',
    '    route:',
    '    timeout: 5s\n    route:',
  );
  const intent = await scene.merge(files);
  await scene.settle();
  expect((await scene.liveState()).targets).toEqual([]);
  expect(await scene.bare.git('diff', '--name-only', intent, liveRef)).toBe('');
  expect(await scene.bare.git('rev-parse', `${liveRef}^2`)).toBe(intent);
});

test('a covered weight change starts at home; all else of the change goes live in the same commit', async () => {
  const files = edited(
    shopFiles({ weights: [0, 100] }),
    'routes/checkout.yaml',
    '    route:',
    '    timeout: 5s\n    route:',
  );
  scene.fleet.habit('edge-1', 'mute');
  const intent = await scene.merge(files);
  await scene.settle();
  expect(await scene.entry(primary)).toMatchObject({
    attempt: { intent, n: 1 },
    s: 0,
    phase: 'Progressing',
    home: [{ share: 1_000_000 }, { share: 0 }],
    to: [{ share: 0 }, { share: 1_000_000 }],
  });
  expect(scene.served()).toEqual({ v1: 100 });
  expect(await scene.bare.git('show', `${liveRef}:routes/checkout.yaml`)).toContain('timeout: 5s');
});

test('a weight change that no Rollout covers goes live at once', async () => {
  await scene.merge(shopFiles({ weights: [100, 0], rollout: null }));
  await scene.settle();
  await scene.merge(shopFiles({ weights: [70, 30], rollout: null }));
  await scene.settle();
  expect(scene.served()).toEqual({ v1: 70, v2: 30 });
  expect((await scene.liveState()).targets).toEqual([]);
});

test('a change that takes its Rollout away is still covered by it', async () => {
  await scene.merge(shopFiles({ weights: [0, 100], rollout: null }));
  await scene.settle();
  expect(await scene.entry(primary)).toMatchObject({ s: 0, phase: 'Held', reason: 'no-walk' });
  expect(scene.served()).toEqual({ v1: 100 });
});

test('Sluice-Fast: true takes a covered change at once', async () => {
  await scene.merge(shopFiles({ weights: [80, 20] }), 'Hurry\n\nSluice-Fast: true');
  await scene.settle();
  expect(scene.served()).toEqual({ v1: 80, v2: 20 });
  expect((await scene.liveState()).targets).toEqual([]);
});

test('Sluice-Fast in the middle of a message is prose: the change is walked', async () => {
  const prose = 'Whoever is in a hurry may write\nSluice-Fast: true\nas the last line; we do not.';
  scene.fleet.habit('edge-1', 'mute');
  await scene.merge(shopFiles({ weights: [0, 100] }), `Move\n\n${prose}\n\nReviewed-by: Ana\n`);
  await scene.settle();
  expect(await scene.entry(primary)).toMatchObject({ s: 0, phase: 'Progressing' });
  expect(scene.served()).toEqual({ v1: 100 });
});

test('Sluice-Fast is a trailer among others', async () => {
  await scene.merge(shopFiles({ weights: [80, 20] }), 'Hurry\n\nWhy.\n\nSluice-Fast: true\nReviewed-by: Ana\n');
  await scene.settle();
  expect(scene.served()).toEqual({ v1: 80, v2: 20 });
});

test('back to what it was before the last promotion is at once within 24 h, and a walk after', async () => {
  await scene.merge(shopFiles({ weights: [0, 100] }));
  await scene.settle();
  await scene.promote(primary);
  await scene.merge(shopFiles({ weights: [100, 0] }), 'Revert');
  await scene.settle();
  expect(scene.served()).toEqual({ v1: 100 });

  await scene.merge(shopFiles({ weights: [0, 100] }));
  await scene.settle();
  await scene.promote(primary);
  scene.clock.advance(day + 1_000);
  await scene.merge(shopFiles({ weights: [100, 0] }), 'Revert too late');
  await scene.settle();
  expect(await scene.entry(primary)).toMatchObject({ phase: 'Progressing' });
  expect(scene.served()).toEqual({ v1: 5, v2: 95 });
});

test('an intent that contains .sluice/ is denied, with its file', async () => {
  const before = await scene.oid(liveRef);
  await scene.merge({ ...shopFiles({ weights: [0, 100] }), '.sluice/state.yaml': 'version: 1\n' });
  await scene.settle();
  expect(scene.memory.denial?.findings).toMatchObject([{ rule: 'reserved-path', file: '.sluice/state.yaml' }]);
  expect(await scene.oid(liveRef)).toBe(before);
});

test('a destination in flight stays until its walk is promoted; the same intent is judged again by itself', async () => {
  await scene.merge(shopFiles({ weights: [0, 100] }));
  await scene.settle();
  const gone = shopFiles({ weights: [0, 100], versions: ['v2'] });
  const intent = await scene.merge(gone, 'Remove v1');
  await scene.settle();
  expect(scene.denials()).toContain('in-flight-destination-removed');
  expect(scene.served()).toEqual({ v1: 95, v2: 5 });
  await scene.promote(primary);
  await scene.settle();
  expect(scene.denials()).toEqual([]);
  expect(await scene.bare.git('rev-parse', `${liveRef}^2`)).toBe(intent);
});

test('what a walk would lose is named as its author wrote it, at the line that gives it traffic', async () => {
  await scene.merge(shopFiles({ weights: [0, 100] }));
  await scene.settle();
  const files = shopFiles({ weights: [0, 100], versions: ['v1'] });
  await scene.merge(files, 'Remove v2');
  await scene.settle();
  const text = files['routes/checkout.yaml'] ?? '';
  const lines = text.split('\n');
  const line = lines.findIndex((each) => each.includes('subset: v2'));
  const column = (lines[line] ?? '').indexOf('{host: checkout, subset: v2}');
  const range = { line: line + 1, column: column + 1, endLine: line + 1, endColumn: column + 29 };
  expect(scene.memory.denial?.findings).toMatchObject([
    {
      rule: 'in-flight-destination-removed',
      message: `${primary} is on its way, and its destination checkout (subset v2) has no subset v2`,
      file: 'routes/checkout.yaml',
      range,
      object: 'VirtualService shop/checkout',
    },
  ]);
});

test('a denied intent keeps out until it is mended, and is judged once a live head', async () => {
  const broken = edited(shopFiles({ weights: [0, 100] }), 'routes/checkout.yaml', 'hosts: [checkout]', 'hosts: []');
  await scene.merge(broken);
  await scene.settle();
  expect(scene.memory.denial?.findings.at(0)).toMatchObject({ file: 'routes/checkout.yaml' });
  const denials = scene.log.filter(({ event }) => event === 'commit.denied').length;
  await scene.settle();
  expect(scene.log.filter(({ event }) => event === 'commit.denied')).toHaveLength(denials);
  await scene.merge(shopFiles({ weights: [0, 100] }));
  await scene.settle();
  expect(await scene.entry(primary)).toMatchObject({ phase: 'Progressing' });
});
