// A canary whose pods are new is another one, and so is a stable that is defined otherwise.

import { expect, test } from 'vitest';
import { createLoader } from '../../policies/load.ts';
import type { Mesh } from '../../policies/mesh.ts';
import { withPool } from '../../test/support/refusals.ts';
import { edited, primary, shopFiles } from '../../test/support/shop.ts';
import type { Share } from '../live/state.ts';
import { targetsOf } from '../live/intent.ts';
import { canaryEndpoints, isNewCanary, isOtherStable, stableDefinitions } from './epoch.ts';

test.each<[readonly string[], readonly string[], boolean]>([
  [['10.0.0.1:80'], ['10.0.0.1:80'], false],
  [['10.0.0.1:80', '10.0.0.2:80'], ['10.0.0.1:80'], false],
  [['10.0.0.1:80'], ['10.0.0.1:80', '10.0.0.2:80'], true],
  [['10.0.0.1:80'], ['10.0.0.2:80'], true],
  [['10.0.0.1:80'], ['10.0.0.1:81'], true],
  [[], ['10.0.0.1:80'], true],
  [['10.0.0.1:80'], [], false],
])('%j, then %j: new %s', (before, now, isNew) => {
  expect(isNewCanary(before, now)).toBe(isNew);
});

test('the raised side alone is looked at, with the ports that requests go to', () => {
  expect(endpointsIn(shopFiles({ weights: [0, 100] }))).toEqual(['127.0.0.1:9102']);
  const more = edited(
    shopFiles({ weights: [0, 100] }),
    'services/checkout.yaml',
    'endpoints: [{addresses: [127.0.0.1]}]\nports: [{name: http, port: 9102}]',
    'endpoints: [{addresses: [127.0.0.3]}, {addresses: [127.0.0.2]}]\nports: [{name: http, port: 9102}]',
  );
  expect(endpointsIn(more)).toEqual(['127.0.0.2:9102', '127.0.0.3:9102']);
});

test('a stable side is another one when its definition changes while it has weight', () => {
  const plain = shopFiles({ weights: [0, 100] });
  const pooled = withPool(plain);
  const elsewhere = edited(plain, 'services/checkout.yaml', 'addresses: [127.0.0.1]', 'addresses: [127.0.0.7]');
  const halfway = { ...entryIn(plain), s: 500_000 };
  const [before, after, moved] = [plain, pooled, elsewhere].map((files) => stableDefinitions(meshOf(files), halfway));
  if (before === undefined || after === undefined || moved === undefined) throw new Error('three were asked for');
  expect([...before.keys()]).toEqual(['checkout.shop.svc.cluster.local:80/v1']);
  expect(isOtherStable(before, after, halfway)).toBe(true);
  expect(isOtherStable(before, before, halfway)).toBe(false);
  expect(isOtherStable(before, moved, halfway)).toBe(false);
  expect(isOtherStable(before, after, { ...halfway, s: 1_000_000 })).toBe(false);
});

test('what is raised is no stable side, whatever becomes of it', () => {
  const plain = shopFiles({ weights: [0, 100] });
  const entry = { ...entryIn(plain), s: 500_000 };
  const from = '{name: v2, labels: {version: v2}}';
  const policy = 'trafficPolicy: {connectionPool: {http: {http1MaxPendingRequests: 7}}}';
  const changed = edited(plain, 'services/checkout.yaml', from, `{name: v2, labels: {version: v2}, ${policy}}`);
  const [before, after] = [stableDefinitions(meshOf(plain), entry), stableDefinitions(meshOf(changed), entry)];
  expect(isOtherStable(before, after, entry)).toBe(false);
});

function meshOf(files: Readonly<Record<string, string>>): Mesh {
  return createLoader()(new Map(Object.entries(files).map(([path, text]) => [path, { oid: text, text }] as const)))
    .mesh;
}

/** Its rule's way to what it asks for, from the other side. */
function entryIn(files: Readonly<Record<string, string>>): {
  readonly home: readonly Share[];
  readonly to: readonly Share[];
} {
  const to = targetsOf(meshOf(files)).get(primary)?.shares ?? [];
  return { home: to.map((share) => ({ ...share, share: 1_000_000 - share.share })), to };
}

function endpointsIn(files: Record<string, string>): readonly string[] {
  return canaryEndpoints(meshOf(files), entryIn(files));
}
