// `sluice run --once`: a job's one pass, without proxies.

import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runOnce } from '../../reconciler/commands/run-once.ts';
import { Scene, liveRef } from '../support/scene.ts';
import { edited, primary, shopFiles } from '../support/shop.ts';

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.create();
});
afterEach(() => scene.close());

async function once(): Promise<{ readonly code: number; readonly out: string }> {
  let out = '';
  const io = { out: (text: string) => (out += text), err: () => undefined, colour: false, cwd: scene.folder, env: {} };
  const flags = { repo: scene.bare.dir, dir: join(scene.folder, 'once') };
  const code = await runOnce({ words: [], flags, io, signal: new AbortController().signal });
  return { code, out };
}

test('adopts, accepts and begins walks, and without proxies raises nothing', async () => {
  await scene.merge(shopFiles({ weights: [100, 0] }));
  expect((await once()).code).toBe(0);
  expect(await scene.history()).toHaveLength(1);
  const intent = await scene.merge(shopFiles({ weights: [0, 100] }));
  const { code, out } = await once();
  expect(code).toBe(0);
  expect(out).toContain('shop/checkout#primary');
  expect(await scene.accepted()).toBe(intent);
  expect(await scene.entry(primary)).toMatchObject({ s: 0, phase: 'Progressing' });
});

test('says why main is kept out, and exits with 1', async () => {
  await scene.merge(shopFiles({ weights: [100, 0] }));
  await once();
  const live = await scene.oid(liveRef);
  await scene.merge(edited(shopFiles({ weights: [0, 100] }), 'routes/checkout.yaml', 'spec:\n', 'spec: [\n'));
  const { code, out } = await once();
  expect(code).toBe(1);
  expect(out).toContain('routes/checkout.yaml');
  expect(await scene.oid(liveRef)).toBe(live);
});
