// A canary whose pods are new is another one.

import { expect, test } from 'vitest';
import { createLoader } from '../../policies/load.ts';
import { edited, primary, shopFiles } from '../../test/support/shop.ts';
import { targetsOf } from '../live/intent.ts';
import { canaryEndpoints, isNewCanary } from './epoch.ts';

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

function endpointsIn(files: Record<string, string>): readonly string[] {
  const read = Object.entries(files).map(([path, text]) => [path, { oid: text, text }] as const);
  const { mesh } = createLoader()(new Map(read));
  const to = targetsOf(mesh).get(primary)?.shares ?? [];
  const home = to.map((share) => ({ ...share, share: 1_000_000 - share.share }));
  return canaryEndpoints(mesh, { home, to });
}
