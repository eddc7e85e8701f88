// What happens to a walk under way when the intent, its Rollout or its rule changes.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { withOther, withPool } from '../support/refusals.ts';
import { Scene, liveRef } from '../support/scene.ts';
import { defaultRollout, edited, primary, shopFiles } from '../support/shop.ts';
import { evidenceOf } from '../../reconciler/reconcile/observe.ts';

const walking = shopFiles({ weights: [0, 100] });
const renamed = 'VirtualService/shop/checkout#main';
let scene: Scene;
let first: string;

beforeEach(async () => {
  scene = await Scene.shop();
  first = await scene.merge(walking, 'Move to v2');
  await scene.settle();
  await scene.climb(primary, 50);
});
afterEach(() => scene.close());

async function merged(files: Record<string, string>): Promise<string> {
  const intent = await scene.merge(files, 'Change it');
  await scene.settle();
  expect(scene.denials()).toEqual([]);
  expect(await scene.bare.git('rev-parse', `${liveRef}^2`)).toBe(intent);
  return intent;
}

test('a moved file and a changed rule beside it keep the entry, and the tree is written anew', async () => {
  const before = await scene.entry(primary);
  const { 'routes/checkout.yaml': text = '', ...others } = walking;
  const moved = `${text}  - match: [{uri: {prefix: /old}}]\n    redirect: {uri: /new}\n`.replace(
    '  - name: primary',
    '  - name: other\n    match: [{uri: {prefix: /other}}]\n    route: [{destination: {host: checkout, subset: v1}}]\n  - name: primary',
  );
  await merged({ ...others, 'teams/checkout/routes.yaml': moved });
  expect(await scene.entry(primary)).toEqual(before);
  expect(scene.served()).toEqual({ v1: 50, v2: 50 });
  const live = await scene.bare.git('show', `${liveRef}:teams/checkout/routes.yaml`);
  expect(live.match(/weight: 50/g)).toHaveLength(2);
  await scene.promote(primary);
  expect(scene.served()).toEqual({ v2: 100 });
});

test('another pool for v1 begins evidence afresh, for its cluster is another one; an unrelated change does not', async () => {
  await scene.traffic(primary, { seconds: 1 });
  const { stable } = evidenceOf(scene.memory, primary).counts;
  expect(stable.total).toBeGreaterThan(0);
  await merged({ ...walking, 'routes/extra.yaml': '# nothing\n' });
  await merged(withOther(walking));
  expect(evidenceOf(scene.memory, primary).counts.stable).toEqual(stable);
  await merged(withPool(walking));
  expect(evidenceOf(scene.memory, primary).counts).toMatchObject({ canary: { total: 0 }, stable: { total: 0 } });
  expect(await scene.entry(primary)).toMatchObject({ s: 500_000, phase: 'Progressing', attempt: { n: 1 } });
  await scene.promote(primary);
});

test('changed steps keep where the walk is, and evidence starts afresh', async () => {
  await scene.traffic(primary, { seconds: 1 });
  expect(scene.memory.walks.get(primary)?.evidence).toBeDefined();
  const steps = defaultRollout.replace('{weight: 90%, hold: 2s}', '{weight: 70%, hold: 2s}');
  const before = await scene.entry(primary);
  await merged(shopFiles({ weights: [0, 100], rollout: steps }));
  const after = await scene.entry(primary);
  expect(after).toEqual({ ...before, walkDigest: after?.walkDigest });
  expect(after?.walkDigest).not.toBe(before?.walkDigest);
  expect(scene.memory.decisions.get(primary)).toMatchObject({ kind: 'wait' });
  await scene.climb(primary, 51);
  expect(scene.served()).toEqual({ v1: 30, v2: 70 });
});

test.each([
  ['deleted', null],
  ['suspended', `${defaultRollout}  suspend: true\n`],
])('a Rollout that is %s holds the walk where it is, and it goes on when it is back', async (_, rollout) => {
  const before = await scene.entry(primary);
  await merged(shopFiles({ weights: [0, 100], rollout }));
  await scene.traffic(primary, { seconds: 20 });
  expect(await scene.entry(primary)).toMatchObject({ s: before?.s, phase: 'Held', reason: 'no-walk' });
  expect(scene.served()).toEqual({ v1: 50, v2: 50 });
  await merged(walking);
  expect(await scene.entry(primary)).toMatchObject({ phase: 'Progressing', attempt: { intent: first, n: 1 } });
  await scene.promote(primary);
});

test('another end begins a new attempt: same home, and no destination gets more than it has', async () => {
  await scene.merge(shopFiles({ weights: [20, 50, 30], versions: ['v1', 'v2', 'v3'] }), 'Another end');
  scene.fleet.habit('edge-1', 'mute');
  await scene.settle();
  const entry = await scene.entry(primary);
  expect(entry).toMatchObject({ attempt: { n: 1 }, s: 0, phase: 'Progressing' });
  expect(entry?.attempt.intent).not.toBe(first);
  expect(entry?.home[0]).toMatchObject({ share: 1_000_000 });
  expect(scene.served()).toEqual({ v1: 100 });
});

test('a nearer end of the same walk keeps what it has', async () => {
  scene.fleet.habit('edge-1', 'mute');
  const intent = await merged(shopFiles({ weights: [40, 60] }));
  expect(await scene.entry(primary)).toMatchObject({ attempt: { intent, n: 1 } });
  expect(scene.served()).toEqual({ v1: 50, v2: 50 });
});

test('a raised destination that is now defined otherwise begins at home', async () => {
  scene.fleet.habit('edge-1', 'mute');
  const policy = 'trafficPolicy: {connectionPool: {http: {http1MaxPendingRequests: 7}}}';
  const from = '{name: v2, labels: {version: v2}}';
  const redefined = edited(walking, 'services/checkout.yaml', from, `{name: v2, labels: {version: v2}, ${policy}}`);
  const intent = await merged(redefined);
  expect(await scene.entry(primary)).toMatchObject({ attempt: { intent, n: 1 }, s: 0, phase: 'Progressing' });
  expect(scene.served()).toEqual({ v1: 100 });
});

test('a renamed rule takes its walk along, phase and all', async () => {
  const before = await scene.entry(primary);
  await merged(shopFiles({ weights: [0, 100], rule: 'main' }));
  expect(await scene.entry(primary)).toBeUndefined();
  expect(await scene.entry(renamed)).toMatchObject({ s: before?.s, phase: 'Progressing', attempt: { intent: first } });
  expect(scene.served(renamed)).toEqual({ v1: 50, v2: 50 });
  await scene.promote(renamed);
});

test('a rule that is renamed after its rollback stays rejected', async () => {
  await scene.traffic(primary, { seconds: 5, canaryErrors: 0.5 });
  await merged(shopFiles({ weights: [0, 100], rule: 'main' }));
  expect(await scene.entry(renamed)).toMatchObject({ s: 0, phase: 'Rejected', reason: 'errors' });
  expect(scene.served(renamed)).toEqual({ v1: 100 });
});

test('a rule split off from a walk begins where the walk is, for it asks the same', async () => {
  const route = `    route:
    - {destination: {host: checkout, subset: v1}, weight: 0}
    - {destination: {host: checkout, subset: v2}, weight: 100}
`;
  const split = edited(
    walking,
    'routes/checkout.yaml',
    '  - name: primary',
    `  - name: api\n    match: [{uri: {prefix: /api}}]\n${route}  - name: primary`,
  );
  const covered = {
    ...split,
    'routes/api-rollout.yaml': (walking['routes/rollout.yaml'] ?? '')
      .replace('metadata: {name: checkout,', 'metadata: {name: checkout-api,')
      .replace('route: primary', 'route: api'),
  };
  scene.fleet.habit('edge-1', 'mute');
  await merged(covered);
  const api = 'VirtualService/shop/checkout#api';
  expect(await scene.entry(api)).toMatchObject({
    s: 0,
    phase: 'Progressing',
    to: [{ share: 0 }, { share: 1_000_000 }],
  });
  expect(scene.served(api)).toEqual({ v1: 50, v2: 50 });
  expect(scene.served()).toEqual({ v1: 50, v2: 50 });
});

test('a host that nothing answered until now is served at once, though a Rollout covers it', async () => {
  const host = 'VirtualService/shop/new#primary';
  const before = await scene.entry(primary);
  const rename = (text = ''): string => text.replaceAll('{name: checkout,', '{name: new,');
  const added = {
    ...walking,
    'routes/new.yaml': rename(walking['routes/checkout.yaml']).replace('hosts: [checkout]', 'hosts: [new.example.org]'),
    'routes/new-rollout.yaml': rename(walking['routes/rollout.yaml']).replace(
      'name: checkout, route',
      'name: new, route',
    ),
  };
  const earlier = scene.log.filter(({ event }) => event === 'commit.accepted').length;
  scene.fleet.habit('edge-1', 'mute');
  await merged(added);
  const covered = scene.memory.head?.intent.intent.mesh.rollouts.map(({ target }) => target);
  expect(covered).toContain(host);
  expect(scene.served(host)).toEqual({ v2: 100 });
  expect((await scene.liveState()).targets).toEqual([before]);
  const accepted = scene.log.filter(({ event }) => event === 'commit.accepted').slice(earlier);
  expect(accepted).toMatchObject([{ fields: { started: [] } }]);
});

test('a rule that leaves main takes its walk with it', async () => {
  const { 'routes/checkout.yaml': _, 'routes/rollout.yaml': __, ...rest } = walking;
  await merged(rest);
  expect((await scene.liveState()).targets).toEqual([]);
});
