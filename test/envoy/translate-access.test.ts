import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningMesh, runMesh } from './translated-mesh.ts';

const policies = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: no-admin, namespace: shop}
spec:
  action: DENY
  selector: {matchLabels: {app: a}}
  rules: [{to: [{operation: {paths: [/admin*]}}]}]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: reads, namespace: shop}
spec:
  selector: {matchLabels: {app: a}}
  rules: [{to: [{operation: {methods: [GET]}}]}, {to: [{operation: {methods: [POST], paths: ['*.put', /a.b]}}]}]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: nothing, namespace: shop}
spec:
  selector: {matchLabels: {app: closed}}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: from-elsewhere, namespace: shop}
spec:
  selector: {matchLabels: {app: far}}
  rules: [{from: [{source: {ipBlocks: [10.0.0.0/8]}}]}]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: from-here, namespace: shop}
spec:
  selector: {matchLabels: {app: near}}
  rules: [{from: [{source: {remoteIpBlocks: [127.0.0.0/8], notIpBlocks: [127.0.0.2]}}]}]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: only-v2, namespace: shop}
spec:
  action: DENY
  selector: {matchLabels: {app: open, version: v2}}
  rules: [{to: [{operation: {methods: ['*']}}]}]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: for-the-proxy, namespace: edge}
spec:
  action: DENY
  rules: [{to: [{operation: {paths: [/never]}}]}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: mix, namespace: shop}
spec:
  hosts: [mix.example.com]
  http:
  - match: [{uri: {prefix: /half}}]
    route: [{destination: {host: open}, weight: 50}, {destination: {host: closed}, weight: 50}]
  - match: [{uri: {exact: /v2}}]
    route: [{destination: {host: open, subset: v2}}]
  - match: [{uri: {prefix: /public}}]
    rewrite: {uri: /admin}
    route: [{destination: {host: a}}]
  - match: [{uri: {prefix: /inner/}}]
    rewrite: {uri: /}
    route: [{destination: {host: a}}]
  - match: [{uri: {exact: /one}}]
    rewrite: {uri: /admin/one}
    route: [{destination: {host: a}}]
  - route: [{destination: {host: open, subset: v1}}]
`;

let mesh: RunningMesh;
beforeAll(async () => {
  mesh = await runMesh(policies, {
    'shop/a': ['v1'],
    'shop/closed': ['v1'],
    'shop/far': ['v1'],
    'shop/near': ['v1'],
    'shop/open': ['v1', 'v2'],
  });
});
afterAll(async () => await mesh.close());

const status = async (host: string, path = '/', method = 'GET') => (await mesh.ask({ host, path, method })).status;

test('a denial closes its paths, however they are spelled', async () => {
  const plain = ['/admin', '/admin/x', '//admin', '/x/../admin', '/./admin'];
  const escaped = ['/%61dmin', '/admin%2fx', '/%2fadmin', '/x/%2e%2e/admin', '/x%2f..%2fadmin', '/x%5c..%5cadmin'];
  for (const path of [...plain, ...escaped, '/x\\..\\admin']) expect(await status('a', path), path).toBe(403);
  // Not a path at all.
  expect(await status('a', 'admin')).toBe(400);
  expect(await status('a', '/administer')).toBe(403);
  expect(await status('a', '/user')).toBe(200);
  expect(await status('a', '/user?next=/admin')).toBe(200);
});

test('permissions are any of their policies’ rules, and literal text is literal', async () => {
  expect(await status('a', '/x', 'POST')).toBe(403);
  expect(await status('a', '/x.put', 'POST')).toBe(200);
  expect(await status('a', '/xput', 'POST')).toBe(403);
  expect(await status('a', '/a.b', 'POST')).toBe(200);
  expect(await status('a', '/aXb', 'POST')).toBe(403);
  expect(await status('a', '/admin.put', 'POST')).toBe(403);
});

test('a permission without rules permits nothing', async () => {
  expect(await status('closed')).toBe(403);
});

test('addresses are the connection’s, whatever a client claims', async () => {
  expect(await status('far')).toBe(403);
  const { status: claimed } = await mesh.ask({ host: 'far', headers: { 'x-forwarded-for': '10.1.2.3' } });
  expect(claimed).toBe(403);
  expect(await status('near')).toBe(200);
  const { status: forged } = await mesh.ask({ host: 'near', headers: { 'x-forwarded-for': '8.8.8.8' } });
  expect(forged).toBe(200);
});

test('each destination of a rule is guarded by its own policies', async () => {
  const statuses = new Map<number, number>();
  for (let request = 0; request < 60; request++) {
    const answer = await status('mix.example.com', '/half');
    statuses.set(answer, (statuses.get(answer) ?? 0) + 1);
  }
  expect(new Set(statuses.keys())).toEqual(new Set([200, 403]));
});

test('a policy for one version is enforced on the way to its subset', async () => {
  expect(await status('mix.example.com', '/v2')).toBe(403);
  expect(await status('mix.example.com', '/else')).toBe(200);
});

test('paths are judged as the service gets them, after a rewrite', async () => {
  expect(await status('mix.example.com', '/public/x')).toBe(403);
  expect(await status('mix.example.com', '/one')).toBe(403);
  expect(await status('mix.example.com', '/inner/admin')).toBe(403);
  expect(await status('mix.example.com', '/inner/user')).toBe(200);
});

test('policies of the proxy’s own namespace guard all that goes through it', async () => {
  expect(await status('open', '/never')).toBe(403);
  expect(await status('open', '/ever')).toBe(200);
});
