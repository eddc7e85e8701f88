// A process may end at any moment, with its disk or without: the head commit and the proxies have all that is needed.

import { afterEach, describe, expect, test } from 'vitest';
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

/** What every proxy was given, in percent for v2, from this serving on. */
function weightsSince(serving: number): number[] {
  const then = scene.fleet.served.slice(serving);
  const rules = then.map(({ mesh }) => mesh.virtualHosts.flatMap(({ rules: each }) => each));
  return rules.map((each) => {
    const action = each.find(({ target }) => target === primary)?.action;
    return action?.kind === 'forward' ? (action.destinations[1]?.share ?? 0) / 10_000 : 0;
  });
}

describe.each([
  ['on the same clone, as a directory', false, false],
  ['on a fresh clone, as a directory', true, false],
  ['on a fresh clone, over HTTP', true, true],
])('killed and started again, %s,', (_, fresh, http) => {
  async function restart(): Promise<number> {
    const serving = scene.fleet.served.length;
    await scene.start({ fresh });
    await scene.settle();
    return serving;
  }

  async function open(): Promise<void> {
    scene = await Scene.shop(http ? { http: {} } : {});
  }

  test.each(http ? [50] : [5, 90])(
    'at a weight of %d it goes on from there to the end, and no proxy gets more meanwhile',
    async (percent) => {
      await open();
      await walkTo(percent);
      const live = await scene.oid(liveRef);
      const serving = await restart();
      expect(await scene.oid(liveRef)).toBe(live);
      expect(Math.max(...weightsSince(serving))).toBe(percent);
      await scene.warmUp();
      await scene.promote(primary);
      expect(scene.served()).toEqual({ v2: 100 });
      expect(await scene.bare.fsck()).toBe('');
    },
  );

  test('settled, held, rejected and denied it stays so', async () => {
    await open();
    const settled = await scene.oid(liveRef);
    await restart();
    expect(await scene.oid(liveRef)).toBe(settled);

    await walkTo(50);
    await scene.traffic(primary, { seconds: 5, canaryErrors: 0.5 });
    await scene.merge({ ...walking, '.sluice/state.yaml': 'version: 1\n' });
    await scene.settle();
    const rejected = await scene.oid(liveRef);
    await restart();
    await scene.warmUp();
    expect(await scene.oid(liveRef)).toBe(rejected);
    expect(scene.denials()).toEqual(['reserved-path']);
    expect(scene.served()).toEqual({ v1: 100 });
  });

  test('between the push of a raise and its serving, it serves the raise', async () => {
    await open();
    await walkTo(5);
    const halted = new Error('killed');
    scene.faults.afterPush = () => Promise.reject(halted);
    await expect(scene.climb(primary, 50)).rejects.toThrow(halted);
    expect(scene.served()).toEqual({ v1: 95, v2: 5 });
    await restart();
    expect(scene.served()).toEqual({ v1: 50, v2: 50 });
    await scene.warmUp();
    await scene.promote(primary);
    const subjects = await scene.history();
    expect(new Set(subjects).size).toBe(subjects.length);
  });

  test('between the push of an acceptance and its serving, the intent is in, once', async () => {
    await open();
    const intent = await scene.merge(walking, 'Move to v2');
    const halted = new Error('killed');
    scene.faults.afterPush = () => Promise.reject(halted);
    await expect(scene.settle()).rejects.toThrow(halted);
    const serving = await restart();
    expect(await scene.accepted()).toBe(intent);
    expect(weightsSince(serving)).toContain(0);
    expect((await scene.history()).filter((subject) => subject.startsWith('Accept'))).toHaveLength(1);
  });

  test('between a refusal and its serving, the intent stays out', async () => {
    await open();
    const first = await scene.accepted();
    const ran = new Set([...(scene.fleet.runs()?.resources.values() ?? [])].flatMap((all) => [...all.keys()]));
    const added = (walking['routes/checkout.yaml'] ?? '').replaceAll(/(name|hosts): (\[?)checkout/g, '$1: $2other');
    scene.fleet.habit('edge-1', ({ parts, name }) =>
      parts?.some((part) => part.name.includes('other')) === true || !ran.has(name) ? 'no' : null,
    );
    const halted = new Error('killed');
    // The first push is the acceptance; the refusal is the next.
    scene.faults.afterPush = () => Promise.resolve(void (scene.faults.afterPush = () => Promise.reject(halted)));
    await scene.merge({ ...shopFiles({ weights: [100, 0] }), 'routes/other.yaml': added }, 'Add other');
    await expect(scene.settle()).rejects.toThrow(halted);
    await restart();
    await scene.settle();
    expect(await scene.accepted()).toBe(first);
    expect(scene.denials()).toEqual(['refused-by-proxies']);
  });

  test('before the push of a raise, nothing of it was ever seen', async () => {
    await open();
    await walkTo(5);
    const halted = new Error('killed');
    scene.faults.beforePush = () => Promise.reject(halted);
    await expect(scene.climb(primary, 50)).rejects.toThrow(halted);
    await restart();
    expect(scene.served()).toEqual({ v1: 95, v2: 5 });
  });

  test('after a lowering that no remote has, the lowering holds and reaches the remote', async () => {
    await open();
    await walkTo(50);
    scene.faults.isDown = true;
    await scene.traffic(primary, { seconds: 5, canaryErrors: 0.5 });
    expect(scene.served()).toEqual({ v1: 100 });
    scene.faults.isDown = false;
    const serving = await restart();
    expect(Math.max(...weightsSince(serving))).toBe(0);
    await scene.settle();
    const entry = await scene.entry(primary);
    expect(entry).toMatchObject({ s: 0 });
    expect(entry?.phase).not.toBe('Progressing');
    expect(scene.memory.pending).toEqual([]);
    expect(scene.log.filter(({ event }) => event === 'remote.alarm')).toEqual([]);
    await scene.warmUp();
    await scene.traffic(primary, { seconds: 20 });
    expect(scene.served()).toEqual({ v1: 100 });
  });

  test('while the remote is away, it serves what it knows and never more than the proxies run', async () => {
    await open();
    await walkTo(50);
    scene.faults.isDown = true;
    const serving = await restart();
    await scene.tick();
    if (fresh) expect(weightsSince(serving)).toEqual([]);
    else expect(Math.max(...weightsSince(serving))).toBe(50);
    expect(scene.fleet.runs()).not.toBeNull();
    scene.faults.isDown = false;
    await scene.settle();
    expect(scene.served()).toEqual({ v1: 50, v2: 50 });
  });
});

test('a lowering that only the proxies know is read back before anything is served, however late the remote comes', async () => {
  scene = await Scene.shop();
  await walkTo(50);
  scene.faults.isDown = true;
  await scene.traffic(primary, { seconds: 5, canaryErrors: 0.5 });
  const serving = scene.fleet.served.length;
  await scene.start({ fresh: true });
  await scene.settle();
  expect(scene.memory.head).toBeNull();
  scene.faults.isDown = false;
  await scene.settle();
  expect(weightsSince(serving)).not.toEqual([]);
  expect(Math.max(...weightsSince(serving))).toBe(0);
  expect(await scene.entry(primary)).toMatchObject({ s: 0, phase: 'Held', reason: 'lower-in-fleet' });
});

test('a start that sees no proxy raises nothing until one is there', async () => {
  scene = await Scene.shop({ proxies: [] });
  await scene.merge(walking, 'Move to v2');
  await scene.settle();
  await scene.warmUp();
  expect(await scene.entry(primary)).toMatchObject({ s: 0, phase: 'Progressing' });
  expect(scene.memory.decisions.get(primary)).toMatchObject({ kind: 'wait', reason: 'no-proxy-seen' });
});

test('in the first five seconds nothing is raised', async () => {
  scene = await Scene.shop();
  await walkTo(5);
  await scene.start();
  await scene.traffic(primary, { seconds: 4 });
  expect(scene.memory.decisions.get(primary)).toMatchObject({ kind: 'wait', reason: 'reading-back' });
});

test('a lowering read back from a proxy names its attempt, and says nothing of a later one', async () => {
  scene = await Scene.shop();
  await walkTo(50);
  scene.faults.isDown = true;
  await scene.traffic(primary, { seconds: 5, canaryErrors: 0.5 });
  scene.faults.isDown = false;
  // The proxy keeps what it ran when the line was cut, while the walk is given up and asked for anew.
  scene.fleet.habit('edge-1', 'mute');
  await scene.settle();
  await scene.merge(shopFiles({ weights: [100, 0] }), 'Revert');
  await scene.settle();
  const again = await scene.merge(walking, 'Again');
  await scene.settle();
  await scene.start({ fresh: true });
  await scene.settle();
  expect(await scene.entry(primary)).toMatchObject({ phase: 'Progressing', attempt: { intent: again, n: 1 } });
});
