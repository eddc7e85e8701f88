// Up goes a walk only with everybody's word: the proxies', the evidence's and the remote's.

import { afterEach, expect, test } from 'vitest';
import { isObject } from '../../policies/json.ts';
import { statusOf } from '../../reconciler/reconcile/status.ts';
import { Scene } from '../support/scene.ts';
import { defaultRollout, primary, shopFiles, weightsIn } from '../support/shop.ts';

const walking = shopFiles({ weights: [0, 100] });
let scene: Scene;

afterEach(() => scene.close());

async function begin(proxies: readonly string[] = ['edge-1']): Promise<void> {
  scene = await Scene.shop({ proxies });
  await scene.merge(walking, 'Move to v2');
  await scene.settle();
  await scene.climb(primary, 5);
}

test('a proxy that has not acknowledged the step holds the next one', async () => {
  await begin(['edge-1', 'edge-2']);
  const proxies = ['edge-1', 'edge-2'];
  scene.fleet.habit('edge-2', 'mute');
  await scene.merge({ ...walking, 'routes/extra.yaml': '# nothing\n' });
  await scene.settle();
  await scene.traffic(primary, { seconds: 20, proxies });
  expect(scene.memory.decisions.get(primary)).toMatchObject({ kind: 'wait', reason: 'not-acknowledged' });
  expect(scene.served()).toEqual({ v1: 95, v2: 5 });
  scene.fleet.habit('edge-2', 'ack');
  for (let second = 0; scene.served()['v2'] === 5 && second < 60; second += 1) {
    await scene.traffic(primary, { seconds: 1, proxies });
  }
  expect(scene.served()).toEqual({ v1: 50, v2: 50 });
});

test('a proxy that is gone is named, and not waited for', async () => {
  await begin(['edge-1', 'edge-2']);
  scene.fleet.habit('edge-2', 'gone');
  const commit = scene.fleet.runs('edge-2') === null ? null : scene.memory.head?.oid;
  await scene.merge({ ...walking, 'routes/extra.yaml': '# nothing\n' });
  await scene.settle();
  scene.clock.advance(1_000);
  expect(statusOf(scene.memory, scene.ports).proxies).toEqual([
    { name: 'edge-1', state: 'current', commit: scene.memory.head?.oid, reason: '' },
    { name: 'edge-2', state: 'stale', commit, reason: 'it left 1s ago' },
  ]);
  await scene.climb(primary, 50);
  expect(scene.served()).toEqual({ v1: 50, v2: 50 });
});

test('a step is not taken before it was held long enough, nor on too little evidence', async () => {
  await begin();
  await scene.traffic(primary, { seconds: 1 });
  expect(scene.served()).toEqual({ v1: 95, v2: 5 });
  await scene.traffic(primary, { seconds: 30, perSecond: 0 });
  expect(scene.served()).toEqual({ v1: 95, v2: 5 });
});

test('reports that stop hold the walk by name, and lets it go on when it is back', async () => {
  await begin();
  for (let second = 0; second < 15; second += 1) {
    scene.clock.advance(1_000);
    await scene.settle();
  }
  const held = await scene.entry(primary);
  expect(held).toMatchObject({ phase: 'Held', s: 50_000 });
  expect(held?.reason).toMatch(/no-data/);
  await scene.climb(primary, 50);
  expect(await scene.entry(primary)).toMatchObject({ phase: 'Progressing' });
});

test('a raise that is not in the remote is not served', async () => {
  await begin();
  scene.faults.beforePush = () => Promise.resolve(void (scene.faults.isDown = true));
  for (let second = 0; !scene.faults.isDown && second < 60; second += 1) await scene.traffic(primary, { seconds: 1 });
  await scene.traffic(primary, { seconds: 5 });
  expect(scene.served()).toEqual({ v1: 95, v2: 5 });
  scene.faults.isDown = false;
  await scene.climb(primary, 50);
  expect((await scene.history()).filter((subject) => subject.endsWith('to 50 %'))).toHaveLength(1);
});

test('promotion ends the walk and remembers where it came from', async () => {
  await begin();
  await scene.promote(primary);
  const state = await scene.liveState();
  expect(state.targets).toEqual([]);
  expect(state.settled).toMatchObject([{ target: primary, before: [{ share: 1_000_000 }, { share: 0 }] }]);
});

test('a walk that passes its deadline is held where it is', async () => {
  await begin();
  scene.clock.advance(31 * 60_000);
  await scene.settle();
  expect(await scene.entry(primary)).toMatchObject({ s: 50_000, phase: 'Held', reason: 'deadline' });
});

test('a walk that passes its deadline is taken back where its Rollout says so', async () => {
  scene = await Scene.shop();
  await scene.merge(shopFiles({ weights: [0, 100], rollout: `${defaultRollout}  onDeadline: rollback\n` }));
  await scene.settle();
  scene.clock.advance(31 * 60_000);
  await scene.settle();
  expect(await scene.entry(primary)).toMatchObject({ s: 0, phase: 'Rejected', reason: 'deadline' });
  expect(scene.served()).toEqual({ v1: 100 });
});

/** A repository with a rule of its own, so that it is asked about each step. */
function withRule(files: Readonly<Record<string, string>>): Record<string, string> {
  return { ...files, 'rules/own.rego': 'package own\n\ndeny contains "no" if false\n' };
}

/** Lets something happen while the rules are asked about a step up for the first time. */
function whileAsked(happens: () => Promise<void>): void {
  scene.judging.afterJudging = async (input) => {
    if (!isObject(input) || input['raise'] === undefined) return;
    scene.judging.afterJudging = null;
    await happens();
  };
}

test('a revert that is merged while the rules think about a step comes before the step', async () => {
  scene = await Scene.shop();
  await scene.merge(withRule(walking), 'Move to v2');
  whileAsked(async () => {
    scene.clock.advance(1_900);
    await scene.merge(withRule(shopFiles({ weights: [100, 0] })), 'Revert');
  });
  await scene.settle();
  expect(scene.judging.afterJudging).toBeNull();
  expect((await scene.history()).filter((subject) => subject.startsWith('Raise'))).toEqual([]);
  expect(scene.fleet.served.map(({ mesh }) => weightsIn(mesh)['v2'] ?? 0)).not.toContain(5);
});

test('rules that take their time are asked once a step where nothing was merged meanwhile', async () => {
  scene = await Scene.shop();
  await scene.merge(withRule(walking), 'Move to v2');
  let asked = 0;
  scene.judging.afterJudging = (input) => {
    if (isObject(input) && input['raise'] !== undefined) {
      asked += 1;
      scene.clock.advance(1_900);
    }
    return Promise.resolve();
  };
  await scene.settle();
  expect(scene.served()).toEqual({ v1: 95, v2: 5 });
  expect(asked).toBe(1);
});

test('what the counts say while the rules think about a step has the last word', async () => {
  scene = await Scene.shop();
  await scene.merge(withRule(walking), 'Move to v2');
  await scene.settle();
  let isLate = false;
  whileAsked(async () => {
    isLate = true;
    // No proxy has sent anything for so long that nobody can say any more how the step does.
    scene.clock.advance(11_000);
    await scene.tick();
  });
  for (let second = 0; !isLate && second < 60; second += 1) await scene.traffic(primary, { seconds: 1 });
  expect(isLate).toBe(true);
  expect(scene.served()).toEqual({ v1: 95, v2: 5 });
  expect((await scene.history()).at(-1)).toBe('Hold shop/checkout#primary');
});
