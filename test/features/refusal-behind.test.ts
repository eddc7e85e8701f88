// However the live branch went on since, what all proxies turn down is taken back: the branch itself says where it came in.

import { afterEach, expect, test } from 'vitest';
import { accept } from '../../reconciler/commands/accept.ts';
import { clusterType, routeType } from '../../reconciler/xds/snapshot.ts';
import { conservative, settledInItsWays, withOther, withPool } from '../support/refusals.ts';
import { Scene } from '../support/scene.ts';
import { edited, primary, shopFiles } from '../support/shop.ts';

const home = shopFiles({ weights: [100, 0] });
const spiked = withPool(home);
let scene: Scene;

afterEach(() => scene.close());

/** `sluice accept` */
/** What the command prints, which is only of interest where it is refused. */
async function say(commit: string): Promise<string> {
  let told = '';
  const io = { out: (text: string) => (told += text), err: () => undefined, colour: false, cwd: scene.folder, env: {} };
  const flags = { repo: scene.server?.url('mesh.git') ?? scene.bare.dir, by: 'ada' };
  await accept.run({ words: [commit], flags, io, signal: new AbortController().signal });
  return told;
}

const places = [
  ['directory', {}],
  ['server', { http: {} }],
] as const;

test.each(places)('a new process finds what was live before a lowering, which stays; on a %s', async (_, options) => {
  scene = await Scene.shop(options);
  const walk = await scene.merge(shopFiles({ weights: [0, 100] }), 'Move to v2');
  await scene.settle();
  await scene.climb(primary, 50);
  scene.fleet.habit('edge-1', 'mute');
  const bad = await scene.merge(withOther(shopFiles({ weights: [0, 100] })), 'Add other');
  await scene.settle();
  await scene.traffic(primary, { seconds: 5, canaryErrors: 0.5 });
  const habit = settledInItsWays(scene.fleet);
  await scene.start({ fresh: true });
  scene.fleet.habit('edge-1', habit);
  await scene.settle();
  expect(await scene.accepted()).toBe(walk);
  expect((await scene.liveState()).refused).toMatchObject([{ intent: bad, reason: 'no such table' }]);
  expect(await scene.entry(primary)).toMatchObject({ s: 0, phase: 'Rejected', reason: 'errors' });
  expect(scene.served()).toEqual({ v1: 100 });
});

test('a hold between the acceptance and the NACK is no reason to keep the intent', async () => {
  scene = await Scene.shop();
  const walk = await scene.merge(shopFiles({ weights: [0, 100] }), 'Move to v2');
  await scene.settle();
  await scene.climb(primary, 50);
  // Almost without a word for too long already when the other change comes in.
  scene.clock.advance(9_500);
  await scene.settle();
  scene.fleet.habit('edge-1', 'mute');
  await scene.merge(withOther(shopFiles({ weights: [0, 100] })), 'Add other');
  await scene.settle();
  scene.clock.advance(1_000);
  await scene.settle();
  expect((await scene.history()).at(-1)).toBe('Hold shop/checkout#primary');
  scene.fleet.habit('edge-1', settledInItsWays(scene.fleet));
  await scene.settle();
  expect(await scene.accepted()).toBe(walk);
  expect(await scene.entry(primary)).toMatchObject({ s: 500_000 });
});

test.each(places)('a rewritten main that a person took in goes back as well, on a %s', async (_, options) => {
  scene = await Scene.shop(options);
  const first = await scene.accepted();
  const habit = conservative(scene.fleet);
  const bad = await scene.bare.commit(spiked, { parents: [], message: 'Rewritten', ref: 'refs/heads/main' });
  await scene.settle();
  await say(bad);
  scene.fleet.habit('edge-1', 'mute');
  await scene.settle();
  await scene.start({ fresh: true });
  scene.fleet.habit('edge-1', habit);
  await scene.settle();
  expect(await scene.accepted()).toBe(first);
  expect((await scene.liveState()).refused).toMatchObject([{ intent: bad, file: 'services/checkout.yaml' }]);
  expect(scene.ports.xds.proxies()).toMatchObject([{ state: 'current', nack: null }]);
});

test('bytes that were turned down once go back, though a person took them in under another commit', async () => {
  scene = await Scene.shop();
  const first = await scene.accepted();
  scene.fleet.habit('edge-1', conservative(scene.fleet));
  const bad = await scene.merge(spiked, 'Limit v1');
  await scene.settle();
  const again = await scene.bare.commit(spiked, { parents: [], message: 'Rewritten', ref: 'refs/heads/main' });
  await scene.settle();
  await say(again);
  // It has no say this time: what it turned down is known.
  scene.fleet.habit('edge-1', 'mute');
  await scene.settle();
  expect(await scene.accepted()).toBe(first);
  expect((await scene.liveState()).refused.map(({ intent }) => intent).toSorted()).toEqual([bad, again].toSorted());
  expect(await say(again)).toContain('error refused-by-proxies');
});

test('after two refusals the way back is still known', async () => {
  scene = await Scene.shop();
  const first = await scene.accepted();
  scene.fleet.habit('edge-1', conservative(scene.fleet));
  const second = await scene.merge(edited(home, 'routes/checkout.yaml', '    route:', '    timeout: 5s\n    route:'));
  await scene.settle();
  await scene.merge(spiked, 'Limit v1');
  await scene.settle();
  expect(await scene.accepted()).toBe(second);
  // The proxies that come next can't even take what was good for the last ones.
  const table = scene.fleet.runs()?.resources.get(routeType)?.values().next().value?.digest;
  scene.fleet.habit('edge-1', (resource) => (resource.digest === table ? 'no timeouts here' : null));
  await scene.start({ fresh: true });
  await scene.settle();
  expect(await scene.accepted()).toBe(first);
  expect((await scene.liveState()).refused).toHaveLength(2);
});

test('what was adopted has nothing behind it: an alarm names the file, until it is changed', async () => {
  scene = await Scene.create();
  scene.fleet.habit('edge-1', (resource) => (resource.typeUrl === clusterType ? 'no clusters here' : null));
  await scene.merge(home);
  await scene.start();
  await scene.settle();
  expect([...scene.memory.alarms.values()]).toMatchObject([
    {
      rule: 'refused-but-live',
      severity: 'error',
      file: 'services/checkout.yaml',
      message: expect.stringMatching(/services\/checkout.yaml \(no clusters here\).*nothing was live before it/),
    },
  ]);
  scene.fleet.habit('edge-1', 'ack');
  await scene.settle();
  expect([...scene.memory.alarms.keys()]).toEqual([]);
});

test('a step up whose bytes nobody takes goes back under a hold that came on top', async () => {
  scene = await Scene.shop();
  const header = '{host: checkout, subset: v2}\n      headers: {request: {set: {x-version: "poison"}}}';
  const spoilt = edited(
    shopFiles({ weights: [0, 100] }),
    'routes/checkout.yaml',
    '{host: checkout, subset: v2}',
    header,
  );
  // The second push is the step: it says nothing to that one.
  scene.faults.afterPush = () => {
    scene.faults.afterPush = () => Promise.resolve(scene.fleet.habit('edge-1', 'mute'));
    return Promise.resolve();
  };
  const intent = await scene.merge(spoilt, 'Move to v2, with a header');
  await scene.settle();
  scene.clock.advance(31 * 60_000);
  await scene.settle();
  expect((await scene.history()).slice(-2)).toEqual([
    'Raise shop/checkout#primary to 5 %',
    'Hold shop/checkout#primary',
  ]);
  scene.fleet.habit('edge-1', (resource) =>
    Buffer.from(resource.body).includes('poison') ? 'poison is no header value' : null,
  );
  await scene.settle();
  expect(await scene.accepted()).toBe(intent);
  expect(await scene.entry(primary)).toMatchObject({ s: 0, phase: 'Rejected', reason: 'refused-by-proxies' });
});

test('a branch that can not be read back for now is an alarm, and is asked again', async () => {
  scene = await Scene.shop();
  const first = await scene.accepted();
  const habit = conservative(scene.fleet);
  scene.fleet.habit('edge-1', 'mute');
  await scene.merge(spiked, 'Limit v1');
  await scene.settle();
  await scene.start({ fresh: true });
  await scene.settle();
  scene.faults.isCutOff = true;
  scene.fleet.habit('edge-1', habit);
  await scene.settle();
  expect([...scene.memory.alarms.values()]).toMatchObject([
    {
      rule: 'refused-but-live',
      file: 'services/checkout.yaml',
      message: expect.stringContaining("can't be read back"),
    },
  ]);
  scene.faults.isCutOff = false;
  await scene.settle();
  expect(await scene.accepted()).toBe(first);
  expect([...scene.memory.alarms.keys()]).toEqual([]);
});
