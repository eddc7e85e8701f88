/** What Envoy turns down, told at the line that it came from. */

import { expect, test } from 'vitest';
import { createLoader } from '../../policies/load.ts';
import { preflight } from '../../reconciler/commands/preflight.ts';
import { findEnvoy } from '../../reconciler/setup/binaries.ts';

const service = `apiVersion: v1
kind: Service
metadata: {name: checkout, namespace: shop}
spec: {ports: [{name: http, port: 80}], selector: {app: checkout}}
`;
const route = (regex: string): string => `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: checkout, namespace: shop}
spec:
  hosts: [checkout]
  http:
  - match:
    - uri: {prefix: /fine}
    route: [{destination: {host: checkout}}]
  - match:
    - headers:
        x-user: {regex: '${regex}'}
    route: [{destination: {host: checkout}}]
`;

async function places(text: string): Promise<readonly unknown[]> {
  const loaded = createLoader()(new Map([['a.yaml', { oid: '1', text }]]));
  const found = await preflight(loaded, findEnvoy() ?? 'envoy', new AbortController().signal);
  return found.map(({ rule, range, message }) => [rule, range?.line, range?.column, message]);
}

test('what it takes is no finding', async () => {
  expect(await places(service + route('[a-z]+'))).toEqual([]);
});

test('what it turns down is named at its line', async () => {
  const [only, ...more] = await places(service + route('[z-a]+'));
  expect(more).toEqual([]);
  expect(only).toEqual(['envoy-rejects', 17, 25, expect.stringContaining('z-a')]);
});
