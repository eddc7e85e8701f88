// A remote that answers, but not with the history that a shallow clone needs: nobody may say then what was rewritten.

import { afterEach, expect, test } from 'vitest';
import { Scene, liveRef } from '../support/scene.ts';
import { primary, shopFiles } from '../support/shop.ts';

let scene: Scene;
let breaks = false;
let broken = 0;

afterEach(() => scene.close());

/** A scene over HTTP whose requests for more history break while `breaks` is set. */
async function overHttp(): Promise<void> {
  breaks = false;
  broken = 0;
  scene = await Scene.shop({
    http: {
      intercept: (request, response, body) => {
        if (!breaks || !/deepen (?!2\n)\d+/.test(body.toString('latin1'))) return false;
        broken += 1;
        request.socket.destroy();
        return !response.headersSent;
      },
    },
  });
}

const alarms = (): readonly string[] => [...scene.memory.alarms.keys()];

test('main that is far ahead is not called rewritten while its history can not be fetched', async () => {
  await overHttp();
  for (const n of [1, 2, 3]) await scene.merge({ ...shopFiles({ weights: [100, 0] }), 'routes/more.yaml': `# ${n}\n` });
  const main = await scene.merge(shopFiles({ weights: [0, 100] }), 'Move to v2');
  breaks = true;
  await scene.start({ fresh: true });
  expect(await scene.settle()).toBe('retry');
  expect(broken).toBeGreaterThan(0);
  expect(alarms()).toEqual([]);
  expect(scene.memory.remote).toMatchObject({ kind: 'unreachable', reason: "main's history could not be fetched" });
  expect(await scene.accepted()).not.toBe(main);

  breaks = false;
  scene.fleet.habit('edge-1', 'mute');
  await scene.settle();
  expect(scene.memory.remote).toEqual({ kind: 'reachable' });
  expect(await scene.accepted()).toBe(main);
  expect(await scene.entry(primary)).toMatchObject({ s: 0, phase: 'Progressing' });
});

test('main that was rewritten is called that once its history is here', async () => {
  await overHttp();
  const old = await scene.oid('refs/heads/main');
  await scene.bare.commit(shopFiles({ weights: [0, 100] }), { message: 'Anew', ref: 'refs/heads/main' });
  for (const n of [1, 2, 3]) await scene.merge({ ...shopFiles({ weights: [0, 100] }), 'routes/more.yaml': `# ${n}\n` });
  breaks = true;
  await scene.start({ fresh: true });
  expect(await scene.settle()).toBe('retry');
  expect(alarms()).toEqual([]);
  breaks = false;
  await scene.settle();
  expect(alarms()).toEqual(['intent-rewritten']);
  expect(await scene.accepted()).toBe(old);
});

test('a live branch that was rewritten is put right once its history is here, and not before', async () => {
  await overHttp();
  await scene.merge(shopFiles({ weights: [0, 100] }), 'Move to v2');
  await scene.settle();
  await scene.climb(primary, 50);
  await scene.start({ fresh: true });
  await scene.warmUp();
  const head = scene.memory.head?.oid;
  const main = (await scene.oid('refs/heads/main')) ?? '';
  const parents = [await scene.bare.git('rev-parse', `${liveRef}~1`), main];
  const foreign = await scene.bare.commit(shopFiles({ weights: [0, 100] }), { parents, message: 'Aside' });
  await scene.bare.git('update-ref', liveRef, foreign);
  breaks = true;
  expect(await scene.settle()).toBe('retry');
  expect(broken).toBeGreaterThan(0);
  expect(alarms()).toEqual([]);
  expect(await scene.oid(liveRef)).toBe(foreign);
  expect(scene.served()).toEqual({ v1: 50, v2: 50 });

  breaks = false;
  await scene.settle();
  expect(scene.log.filter(({ event }) => event === 'live.restored')).toMatchObject([{ fields: { over: foreign } }]);
  expect(await scene.bare.git('rev-parse', `${liveRef}^{tree}`)).toBe(
    await scene.bare.git('rev-parse', `${head}^{tree}`),
  );
});
