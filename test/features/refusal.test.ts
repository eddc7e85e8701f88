// Proxies have the last word: what all of them turn down goes back; what one of them does is its own affair.

import { afterEach, expect, test } from 'vitest';
import { conservative, settledInItsWays, withOther, withPool } from '../support/refusals.ts';
import { Scene, liveRef } from '../support/scene.ts';
import { edited, primary, shopFiles } from '../support/shop.ts';

const home = shopFiles({ weights: [100, 0] });
const spiked = withPool(home);
let scene: Scene;

afterEach(() => scene.close());

test('what every proxy turns down goes back, names its file, and does not come in again', async () => {
  scene = await Scene.shop();
  const first = await scene.accepted();
  scene.fleet.habit('edge-1', conservative(scene.fleet));
  const bad = await scene.merge(spiked, 'Limit v1');
  await scene.settle();
  expect(await scene.accepted()).toBe(first);
  expect((await scene.liveState()).refused).toMatchObject([{ intent: bad, file: 'services/checkout.yaml' }]);
  expect(scene.log.find(({ event }) => event === 'intent.refused')?.fields).toMatchObject({
    intent: bad,
    files: ['services/checkout.yaml'],
  });
  expect(scene.memory.denial?.findings).toMatchObject([
    { rule: 'refused-by-proxies', file: 'services/checkout.yaml', message: expect.stringContaining('no good') },
  ]);
  const after = await scene.oid(liveRef);
  await scene.settle();
  expect(await scene.oid(liveRef)).toBe(after);
  expect(scene.ports.xds.proxies()).toMatchObject([{ state: 'current', nack: null }]);
});

test('a later intent that still has those bytes is denied, one without them is accepted', async () => {
  scene = await Scene.shop();
  scene.fleet.habit('edge-1', conservative(scene.fleet));
  await scene.merge(spiked, 'Limit v1');
  await scene.settle();
  const first = await scene.accepted();
  await scene.merge(
    edited(spiked, 'routes/checkout.yaml', '    route:', '    timeout: 5s\n    route:'),
    'Add a timeout',
  );
  await scene.settle();
  expect(scene.denials()).toEqual(['refused-by-proxies']);
  expect(await scene.accepted()).toBe(first);
  scene.fleet.habit('edge-1', 'ack');
  const good = await scene.merge(edited(home, 'routes/checkout.yaml', '    route:', '    timeout: 5s\n    route:'));
  await scene.settle();
  expect(await scene.accepted()).toBe(good);
  expect((await scene.liveState()).refused).toEqual([]);
});

test('one proxy of two that turns it down alone is named, and the other is untouched', async () => {
  scene = await Scene.shop({ proxies: ['edge-1', 'edge-2'] });
  scene.fleet.habit('edge-2', conservative(scene.fleet));
  const intent = await scene.merge(spiked, 'Limit v1');
  await scene.settle();
  scene.clock.advance(5_000);
  await scene.settle();
  expect(await scene.accepted()).toBe(intent);
  expect(scene.ports.xds.proxies()).toMatchObject([
    { name: 'edge-1', state: 'current', nack: null },
    { name: 'edge-2', state: 'broken', nack: { file: 'services/checkout.yaml' } },
  ]);
  expect(scene.fleet.runs('edge-1')?.commit).toBe(await scene.oid(liveRef));
  expect(scene.fleet.runs('edge-2')?.commit).not.toBe(await scene.oid(liveRef));
});

test('a proxy that has not answered yet is waited for, but for two seconds only', async () => {
  scene = await Scene.shop({ proxies: ['edge-1', 'edge-2'] });
  scene.fleet.habit('edge-1', conservative(scene.fleet));
  scene.fleet.habit('edge-2', 'mute');
  const first = await scene.accepted();
  const bad = await scene.merge(spiked, 'Limit v1');
  await scene.settle();
  expect(await scene.accepted()).toBe(bad);
  scene.clock.advance(2_100);
  await scene.settle();
  expect(await scene.accepted()).toBe(first);
});

test('one of many whose turn has not come yet is waited for', async () => {
  scene = await Scene.shop({ proxies: ['edge-1', 'edge-2'] });
  scene.fleet.habit('edge-1', conservative(scene.fleet));
  scene.fleet.habit('edge-2', 'unasked');
  const intent = await scene.merge(spiked, 'Limit v1');
  await scene.settle();
  await scene.settle();
  expect(scene.ports.xds.proxies()).toMatchObject([{ state: 'broken' }, { state: 'current' }]);
  scene.fleet.habit('edge-2', 'ack');
  await scene.settle();
  expect(await scene.accepted()).toBe(intent);
  expect((await scene.liveState()).refused).toEqual([]);
});

test('a lowering that proxies turn down takes nothing back', async () => {
  scene = await Scene.shop();
  await scene.merge(shopFiles({ weights: [0, 100] }), 'Move to v2');
  await scene.settle();
  await scene.climb(primary, 50);
  // Another change comes in while the walk is up: it must not pay for what the lowering brings.
  const intent = await scene.merge(withPool(shopFiles({ weights: [0, 100] })), 'Limit v1');
  await scene.settle();
  scene.fleet.habit('edge-1', settledInItsWays(scene.fleet));
  await scene.traffic(primary, { seconds: 6, canaryErrors: 0.5 });
  expect(scene.ports.xds.proxies()).toMatchObject([{ state: 'broken' }]);
  expect(await scene.entry(primary)).toMatchObject({ phase: 'Rejected' });
  expect(await scene.accepted()).toBe(intent);
  expect((await scene.liveState()).refused).toEqual([]);
});

test('an intent that no proxy ever took goes back though a lowering came on top of it, and the lowering stays', async () => {
  scene = await Scene.shop();
  const walk = await scene.merge(shopFiles({ weights: [0, 100] }), 'Move to v2');
  await scene.settle();
  await scene.climb(primary, 50);
  scene.fleet.habit('edge-1', 'mute');
  await scene.merge(withOther(shopFiles({ weights: [0, 100] })), 'Add other');
  await scene.settle();
  await scene.traffic(primary, { seconds: 5, canaryErrors: 0.5 });
  scene.fleet.habit('edge-1', settledInItsWays(scene.fleet));
  await scene.settle();
  expect(await scene.accepted()).toBe(walk);
  expect(await scene.entry(primary)).toMatchObject({ s: 0, phase: 'Rejected', reason: 'errors' });
});

test('a walk under way survives the refusal of an intent beside it', async () => {
  scene = await Scene.shop();
  const walk = await scene.merge(shopFiles({ weights: [0, 100] }), 'Move to v2');
  await scene.settle();
  await scene.climb(primary, 50);
  scene.fleet.habit('edge-1', conservative(scene.fleet));
  await scene.merge(withPool(shopFiles({ weights: [0, 100] })), 'Limit v1');
  await scene.settle();
  expect(await scene.accepted()).toBe(walk);
  expect(await scene.entry(primary)).toMatchObject({ s: 500_000, phase: 'Progressing', attempt: { intent: walk } });
  expect(scene.served()).toEqual({ v1: 50, v2: 50 });
});

test('a fresh clone finds what was live before, however far main had gone', async () => {
  scene = await Scene.shop({ http: {} });
  const first = await scene.accepted();
  const habit = conservative(scene.fleet);
  scene.fleet.habit('edge-1', 'mute');
  for (const n of [1, 2, 3]) await scene.merge({ ...home, 'routes/extra.yaml': `# ${n}\n` }, `Change ${n}`);
  await scene.merge(spiked, 'Limit v1');
  await scene.settle();
  await scene.start({ fresh: true });
  scene.fleet.habit('edge-1', habit);
  await scene.settle();
  await scene.settle();
  expect(scene.log.filter(({ event }) => event === 'pass.failed')).toEqual([]);
  expect(await scene.accepted()).toBe(first);
});

test('what another writer accepted is taken back to what was live before it, not further', async () => {
  scene = await Scene.shop();
  const other = await Scene.create({ beside: scene });
  try {
    await other.start();
    await other.settle();
    const second = await scene.merge(edited(home, 'routes/checkout.yaml', '    route:', '    timeout: 5s\n    route:'));
    await scene.settle();
    await other.settle();
    await scene.merge(edited(spiked, 'routes/checkout.yaml', '    route:', '    timeout: 5s\n    route:'), 'Limit v1');
    await other.settle();
    scene.fleet.habit('edge-1', conservative(scene.fleet));
    await scene.settle();
    expect(await scene.accepted()).toBe(second);
  } finally {
    await other.close();
  }
});

test('bytes that come in with the first step and are turned down by all take that walk back', async () => {
  scene = await Scene.shop();
  const header = '{host: checkout, subset: v2}\n      headers: {request: {set: {x-version: "poison"}}}';
  const spoilt = edited(
    shopFiles({ weights: [0, 100] }),
    'routes/checkout.yaml',
    '{host: checkout, subset: v2}',
    header,
  );
  scene.fleet.habit('edge-1', (resource) =>
    Buffer.from(resource.body).includes('poison') ? 'poison is no header value' : null,
  );
  const intent = await scene.merge(spoilt, 'Move to v2, with a header');
  await scene.settle();
  expect(await scene.accepted()).toBe(intent);
  expect(await scene.entry(primary)).toMatchObject({ s: 0, phase: 'Rejected', reason: 'refused-by-proxies' });
  expect(scene.ports.xds.proxies()).toMatchObject([{ state: 'current', nack: null }]);
});

test('a rejection that a later intent made moot counts again when that intent is refused', async () => {
  scene = await Scene.shop();
  const other = await Scene.create({ beside: scene });
  try {
    await scene.merge(shopFiles({ weights: [0, 100] }), 'Move to v2');
    await scene.settle();
    await other.start();
    await other.settle();
    // Lowered here, and not pushed yet, when the other one takes in what asks for something else.
    await scene.traffic(primary, { seconds: 5, canaryErrors: 0.5, remote: false });
    expect(scene.memory.pending).toHaveLength(1);
    await scene.merge(withPool(shopFiles({ weights: [50, 50] })), 'Half to v2, and limit v1');
    await other.settle();
    // The other end is what it judges meanwhile: what it knew of the first one is gone when that comes back.
    const habit = conservative(scene.fleet);
    scene.fleet.habit('edge-1', 'mute');
    await scene.pass();
    await scene.tick();
    expect(scene.memory.pending).toHaveLength(0);
    scene.fleet.habit('edge-1', habit);
    await scene.settle();
    expect(await scene.history()).toContainEqual(expect.stringMatching(/^Go back to /));
    expect(await scene.entry(primary)).toMatchObject({ s: 0, phase: 'Rejected', reason: 'errors' });
  } finally {
    await other.close();
  }
});

/** Only 10.0.0.0/8 may ask the edge that is called north. */
const northOnly = `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: north, namespace: shop}
spec:
  selector: {matchLabels: {edge: north}}
  action: ALLOW
  rules:
  - from: [{source: {ipBlocks: [10.0.0.0/8]}}]
`;

test('one that is alone in having those bytes speaks for all, though the others are content with theirs', async () => {
  scene = await Scene.shop({ proxies: ['edge-1', 'edge-2'], labels: { 'edge-1': { edge: 'north' } } });
  const first = await scene.accepted();
  scene.fleet.habit('edge-1', settledInItsWays(scene.fleet));
  const bad = await scene.merge({ ...home, 'access/north.yaml': northOnly }, 'Close the north');
  await scene.settle();
  expect(await scene.accepted()).toBe(first);
  expect((await scene.liveState()).refused).toMatchObject([{ intent: bad, reason: 'no such table' }]);
  expect(scene.ports.xds.proxies()).toMatchObject([{ state: 'current' }, { state: 'current' }]);
});

test('one that turns its own bytes down is alone, where another took those that the intent brought to it', async () => {
  const labels = { 'edge-1': { edge: 'north' }, 'edge-2': { edge: 'south' } };
  scene = await Scene.shop({ proxies: ['edge-1', 'edge-2'], labels });
  scene.fleet.habit('edge-1', settledInItsWays(scene.fleet));
  const files = {
    ...home,
    'access/north.yaml': northOnly,
    'access/south.yaml': northOnly.replaceAll('north', 'south'),
  };
  const intent = await scene.merge(files, 'Close the north and the south');
  await scene.settle();
  expect(await scene.accepted()).toBe(intent);
  expect((await scene.liveState()).refused).toEqual([]);
  expect(scene.ports.xds.proxies()).toMatchObject([{ state: 'broken' }, { state: 'current' }]);
});

test('a lowering that one alone turns down is not the fault of what the others took before it', async () => {
  scene = await Scene.shop({ proxies: ['edge-1', 'edge-2'], labels: { 'edge-1': { edge: 'north' } } });
  const walking = shopFiles({ weights: [0, 100] });
  await scene.merge(walking, 'Move to v2');
  await scene.settle();
  for (let second = 0; scene.served()['v2'] !== 50 && second < 60; second += 1)
    await scene.traffic(primary, { seconds: 1, proxies: scene.fleet.names });
  const intent = await scene.merge({ ...walking, 'access/north.yaml': northOnly }, 'Close the north');
  await scene.settle();
  expect(scene.ports.xds.proxies()).toMatchObject([{ state: 'current' }, { state: 'current' }]);
  scene.fleet.habit('edge-1', settledInItsWays(scene.fleet));
  await scene.traffic(primary, { seconds: 6, canaryErrors: 0.5, proxies: scene.fleet.names });
  expect(await scene.entry(primary)).toMatchObject({ phase: 'Rejected', reason: 'errors' });
  expect(scene.ports.xds.proxies()).toMatchObject([{ state: 'broken' }, { state: 'current' }]);
  expect(await scene.accepted()).toBe(intent);
});
