// Only Sluice writes the live branch: what anybody else puts there is not served, and what was live comes back on top.

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

/** A commit of a stranger on the live branch: its tree with these files instead. */
async function intrude(files: Record<string, string>, parents: readonly string[]): Promise<string> {
  return scene.bare.commit(files, { parents, message: 'Hotfix', ref: liveRef });
}

test.each(['running', 'fresh'] as const)(
  "a stranger's commit on live is not served, and restored (%s)",
  async (how) => {
    scene = await Scene.shop();
    await walkTo(5);
    const good = (await scene.oid(liveRef)) ?? '';
    const stranger = await intrude(shopFiles({ weights: [20, 80] }), [good]);
    if (how === 'fresh') {
      await scene.start({ fresh: true });
      await scene.settle();
    }
    await scene.settle();
    expect(scene.fleet.served.every(({ commit }) => commit !== stranger)).toBe(true);
    expect(scene.served()).toEqual({ v1: 95, v2: 5 });
    expect(await scene.bare.git('rev-parse', `${liveRef}^1`)).toBe(stranger);
    expect(await scene.bare.git('rev-parse', `${liveRef}^{tree}`)).toBe(
      await scene.bare.git('rev-parse', `${good}^{tree}`),
    );
    expect(scene.log.map(({ fields }) => fields['rule'])).toContain('live-damaged');
    expect(alarms()).toEqual([]);
  },
);

test.each(['running', 'fresh'] as const)('a state that fits no intent is restored (%s)', async (how) => {
  scene = await Scene.shop();
  await walkTo(5);
  const good = (await scene.oid(liveRef)) ?? '';
  const intent = await scene.accepted();
  const state = await scene.bare.git('show', `${good}:.sluice/state.yaml`);
  // Where the walk goes to is nothing that main names.
  const [home = '', to = ''] = state.split(/^(?= *to:)/m);
  const files = { ...shopFiles({ weights: [95, 5] }), '.sluice/state.yaml': `${home}${to.replaceAll('/v2', '/v9')}\n` };
  const stranger = await intrude(files, [good, intent]);
  if (how === 'fresh') await scene.start({ fresh: true });
  await scene.settle();
  expect(await scene.bare.git('rev-parse', `${liveRef}^1`)).toBe(stranger);
  expect(await scene.bare.git('rev-parse', `${liveRef}^{tree}`)).toBe(
    await scene.bare.git('rev-parse', `${good}^{tree}`),
  );
  expect(scene.served()).toEqual({ v1: 95, v2: 5 });
});

test.each(['running', 'fresh'] as const)(
  "a stranger's commit that changes no traffic is none of ours either (%s)",
  async (how) => {
    scene = await Scene.shop();
    const intent = await scene.accepted();
    const good = (await scene.oid(liveRef)) ?? '';
    const stranger = await intrude({ ...shopFiles({ weights: [100, 0] }), 'README.md': 'Hello\n' }, [good]);
    if (how === 'fresh') await scene.start({ fresh: true });
    await scene.settle();
    expect(await scene.bare.git('show', '-s', '--format=%P', liveRef)).toBe(`${stranger} ${intent}`);
    await scene.merge(walking);
    await scene.settle();
    expect(await scene.accepted()).toBe(await scene.oid('refs/heads/main'));
  },
);

test('behind a stranger, what another writer lowered stays lowered', async () => {
  scene = await Scene.shop();
  await walkTo(50);
  const other = await Scene.create({ beside: scene });
  try {
    await other.start();
    await other.warmUp();
    await other.traffic(primary, { seconds: 6, canaryErrors: 0.5 });
    expect(await scene.entry(primary)).toMatchObject({ phase: 'Rejected' });
    await intrude(shopFiles({ weights: [20, 80] }), [(await scene.oid(liveRef)) ?? '']);
    await scene.settle();
    expect(await scene.entry(primary)).toMatchObject({ s: 0, phase: 'Rejected', reason: 'errors' });
    expect(scene.served()).toEqual({ v1: 100 });
  } finally {
    await other.close();
  }
});

test.each(['running', 'restarted'] as const)(
  'a live branch that was set back is pushed forward again (%s)',
  async (how) => {
    scene = await Scene.shop();
    await walkTo(50);
    const live = (await scene.oid(liveRef)) ?? '';
    await scene.bare.git('update-ref', liveRef, `${live}~2`);
    if (how === 'restarted') await scene.start();
    await scene.settle();
    expect(await scene.oid(liveRef)).toBe(live);
    expect(scene.served()).toEqual({ v1: 50, v2: 50 });
    expect(scene.log.map(({ fields }) => fields['rule'])).toContain('live-rewritten');
    expect(alarms()).toEqual([]);
  },
);

test('a live branch that was put elsewhere gets what was live on top', async () => {
  scene = await Scene.shop();
  await walkTo(50);
  const live = (await scene.oid(liveRef)) ?? '';
  const elsewhere = await intrude(shopFiles({ weights: [20, 80] }), []);
  await scene.settle();
  expect(await scene.bare.git('rev-parse', `${liveRef}^1`)).toBe(elsewhere);
  expect(await scene.bare.git('rev-parse', `${liveRef}^{tree}`)).toBe(
    await scene.bare.git('rev-parse', `${live}^{tree}`),
  );
  expect(scene.served()).toEqual({ v1: 50, v2: 50 });
});

test('a head whose state can not be read is not served, and the last good one is put on top', async () => {
  scene = await Scene.shop();
  await walkTo(5);
  const good = (await scene.oid(liveRef)) ?? '';
  const state = `${await scene.bare.git('show', `${good}:.sluice/state.yaml`)}\n`.replace(
    'phase: Progressing',
    'phase: Odd',
  );
  const damaged = await scene.bare.commit(
    { ...walking, '.sluice/state.yaml': state },
    { parents: [good, await scene.accepted()], message: 'Oops', ref: liveRef },
  );
  await scene.start({ fresh: true });
  await scene.settle();
  expect(scene.fleet.served.map(({ commit }) => commit)).not.toContain(damaged);
  expect(await scene.entry(primary)).toMatchObject({ phase: 'Progressing' });
  expect(await scene.bare.git('rev-parse', `${liveRef}^1`)).toBe(damaged);
});

test('two strangers behind each other, seen by a fresh clone over HTTP, hide nothing', async () => {
  scene = await Scene.shop({ http: {} });
  await walkTo(5);
  for (const n of [1, 2, 3])
    await scene.merge({ ...walking, 'routes/extra.yaml': `# ${n}\n`, '.sluice/x.yaml': 'x: 1\n' });
  const good = (await scene.oid(liveRef)) ?? '';
  const first = await intrude(shopFiles({ weights: [20, 80] }), [good]);
  const second = await intrude(shopFiles({ weights: [10, 90] }), [first]);
  const serving = scene.fleet.served.length;
  await scene.start({ fresh: true });
  await scene.settle();
  expect(scene.log.filter(({ event }) => event === 'pass.failed')).toEqual([]);
  expect(scene.fleet.served.slice(serving).map(({ commit }) => commit)).not.toContain(second);
  expect(scene.served()).toEqual({ v1: 95, v2: 5 });
  expect(await scene.bare.git('rev-parse', `${liveRef}^1`)).toBe(second);
});

test('a head that another version of Sluice spelt otherwise is served, and written anew once', async () => {
  scene = await Scene.shop();
  await walkTo(50);
  const good = (await scene.oid(liveRef)) ?? '';
  const files: Record<string, string> = {};
  for (const path of ['.sluice/state.yaml', ...Object.keys(walking)]) {
    files[path] = `${await scene.bare.git('show', `${good}:${path}`)}\n`;
  }
  files['routes/checkout.yaml'] = `# spelt otherwise\n${files['routes/checkout.yaml'] ?? ''}`;
  const parents = [good, await scene.accepted()];
  const spelt = await scene.bare.commit(files, { parents, message: 'Fit', ref: liveRef });
  await scene.settle();
  expect(scene.fleet.served.map(({ commit }) => commit)).toContain(spelt);
  expect(await scene.bare.git('rev-parse', `${liveRef}^1`)).toBe(spelt);
  expect(await scene.bare.git('diff', '--name-only', good, liveRef)).toBe('');
  const rewritten = await scene.oid(liveRef);
  await scene.settle();
  expect(await scene.oid(liveRef)).toBe(rewritten);
  expect(alarms()).toEqual([]);
  expect(scene.served()).toEqual({ v1: 50, v2: 50 });
});
