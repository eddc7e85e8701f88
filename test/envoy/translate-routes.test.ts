import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningMesh, runMesh } from './translated-mesh.ts';

const policies = `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: routes}
spec:
  hosts: [routes.example.com]
  http:
  - match: [{uri: {exact: /exact}}]
    route: [{destination: {host: a}}]
  - match: [{uri: {prefix: /pre}}]
    route: [{destination: {host: b}}]
  - match: [{uri: {regex: '/r[0-9]+'}}]
    route: [{destination: {host: a}}]
  - match: [{uri: {exact: /case}, ignoreUriCase: true}]
    route: [{destination: {host: a}}]
  - match: [{uri: {prefix: /post}, method: {exact: POST}}]
    route: [{destination: {host: a}}]
  - match: [{uri: {prefix: /with}, withoutHeaders: {x-off: {exact: 'yes'}}}]
    route: [{destination: {host: a}}]
  - match: [{uri: {prefix: /query}, queryParams: {v: {exact: '2'}}}]
    route: [{destination: {host: a}}]
  - match: [{uri: {prefix: /old}}]
    rewrite: {uri: /new, authority: inner.example.com}
    route: [{destination: {host: a}}]
  - match: [{uri: {exact: /moved}}]
    redirect: {uri: /there, authority: other.example.com, redirectCode: 307}
  - match: [{uri: {exact: /said}}]
    directResponse: {status: 418, body: {string: 'a % of tea'}}
  - match: [{uri: {exact: /nowhere}}]
    route: [{destination: {host: missing}}]
  - match: [{uri: {exact: /half}}]
    route:
    - {destination: {host: missing}, weight: 100}
    - {destination: {host: a}, weight: 0}
  - match: [{uri: {prefix: /headers}}]
    headers:
      request: {set: {x-set: once, x-percent: '100% %REQ(x)%', host: set.example.com}, add: {x-add: one}, remove: [x-gone]}
      response: {set: {x-answer: here}}
    route: [{destination: {host: a}, headers: {request: {set: {x-set: later}}}}]
  - match: [{uri: {prefix: /abort}}]
    fault: {abort: {percentage: {value: 100}, httpStatus: 418}}
    route: [{destination: {host: a}}]
  - match: [{uri: {prefix: /once}}]
    retries: {attempts: 0}
    route: [{destination: {host: e}}]
  - match: [{uri: {prefix: /again}}]
    route: [{destination: {host: e}}]
---
apiVersion: networking.istio.io/v1
kind: WorkloadEntry
metadata: {name: dead}
spec: {address: 127.0.0.1, ports: {http: 1}, labels: {app: e}}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: wild}
spec:
  hosts: ['*.wild.example.com']
  http: [{route: [{destination: {host: b}}]}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: tame}
spec:
  hosts: [tame.wild.example.com]
  http: [{route: [{destination: {host: a}}]}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: c}
spec:
  hosts: [c]
  http:
  - route:
    - {destination: {host: c, subset: v1}}
`;

let mesh: RunningMesh;
beforeAll(async () => {
  mesh = await runMesh(policies, { a: ['v1'], b: ['v1'], c: ['v1', 'v2'], 'shop/d': ['v1'], e: ['v1'] });
});
afterAll(async () => await mesh.close());

const host = 'routes.example.com';
const reached = async (path: string, more = {}) => {
  const { status, received } = await mesh.ask({ host, path, ...more });
  return received?.backend ?? status;
};

test('an exact path is the whole path, a prefix is a prefix of text, a regex matches all of it', async () => {
  expect(await reached('/exact')).toBe('a-v1');
  expect(await reached('/exact?q=1')).toBe('a-v1');
  expect(await reached('/exact/')).toBe(404);
  expect(await reached('/pre')).toBe('b-v1');
  expect(await reached('/prefixed')).toBe('b-v1');
  expect(await reached('/r12')).toBe('a-v1');
  expect(await reached('/r12x')).toBe(404);
  expect(await reached('/CASE')).toBe('a-v1');
  expect(await reached('/EXACT')).toBe(404);
});

test('methods, missing headers and query parameters are matched', async () => {
  expect(await reached('/post', { method: 'POST' })).toBe('a-v1');
  expect(await reached('/post')).toBe(404);
  expect(await reached('/with')).toBe('a-v1');
  expect(await reached('/with', { headers: { 'x-off': 'no' } })).toBe('a-v1');
  expect(await reached('/with', { headers: { 'x-off': 'yes' } })).toBe(404);
  expect(await reached('/query?v=2')).toBe('a-v1');
  expect(await reached('/query?v=20')).toBe(404);
});

test('a rewrite changes what the backend gets, path and authority', async () => {
  const { received } = await mesh.ask({ host, path: '/old/way?x=1' });
  expect(received).toMatchObject({ url: '/new/way?x=1', headers: { host: 'inner.example.com' } });
});

test('redirects and direct responses answer without a backend', async () => {
  const moved = await mesh.ask({ host, path: '/moved?x=1' });
  expect(moved).toMatchObject({ status: 307, headers: { location: 'http://other.example.com/there?x=1' } });
  expect(await mesh.ask({ host, path: '/said' })).toMatchObject({ status: 418, body: 'a % of tea' });
});

test('a destination that does not resolve answers 503, and takes no other route with it', async () => {
  expect(await reached('/nowhere')).toBe(503);
  expect(await reached('/half')).toBe(503);
  expect(await reached('/exact')).toBe('a-v1');
});

test('header edits reach the backend as written, the destination’s over the rule’s', async () => {
  const { headers, received } = await mesh.ask({
    host,
    path: '/headers',
    headers: { 'x-gone': 'x', 'x-add': 'zero', 'x-set': 'before' },
  });
  expect(headers['x-answer']).toBe('here');
  expect(received?.headers).toMatchObject({
    'x-set': 'later',
    'x-add': 'zero, one',
    'x-percent': '100% %REQ(x)%',
    host: 'set.example.com',
  });
  expect(received?.headers).not.toHaveProperty('x-gone');
});

test('a fault of 100 % aborts every request', async () => {
  expect(await reached('/abort')).toBe(418);
});

test('a backend that is not there is tried again elsewhere, unless retries are off', async () => {
  // One after the other, in turns: each second request goes to the backend that isn't there.
  const answers = async (path: string) => {
    const found = new Set<string | number>();
    for (let request = 0; request < 20; request++) found.add(await reached(path));
    return found;
  };
  expect(await answers('/again')).toEqual(new Set(['e-v1']));
  expect(await answers('/once')).toEqual(new Set(['e-v1', 503]));
});

test('services answer to their names, with and without port; a host that nobody has is 404', async () => {
  const backends = async (...hosts: string[]) =>
    await Promise.all(hosts.map(async (name) => (await mesh.ask({ host: name })).received?.backend ?? 404));
  expect(await backends('a', 'A.default', 'a.default.svc', 'a.default.svc.cluster.local', 'a:80')).toEqual(
    Array.from({ length: 5 }, () => 'a-v1'),
  );
  expect(await backends('d', 'd.shop', 'd.shop:10000', `d.shop.svc.cluster.local:${mesh.port}`)).toEqual(
    Array.from({ length: 4 }, () => 'd-v1'),
  );
  expect(await backends('a.shop', 'nobody.example.com', 'routes.example.com.evil.example')).toEqual([404, 404, 404]);
});

test('an exact host beats a wildcard over it, also with a port', async () => {
  const backend = async (name: string) => (await mesh.ask({ host: name })).received?.backend ?? 404;
  expect(await backend('any.wild.example.com')).toBe('b-v1');
  expect(await backend(`any.wild.example.com:${mesh.port}`)).toBe('b-v1');
  expect(await backend('tame.wild.example.com')).toBe('a-v1');
  expect(await backend(`tame.wild.example.com:${mesh.port}`)).toBe('a-v1');
});

test('a subset is the endpoints with its labels, under every name of its service', async () => {
  for (const name of ['c', 'c.default', 'c.default.svc.cluster.local:80']) {
    const answers = await Promise.all(Array.from({ length: 10 }, () => mesh.ask({ host: name })));
    expect(new Set(answers.map(({ received }) => received?.backend))).toEqual(new Set(['c-v1']));
  }
});

test('the configuration that Envoy dumps names file and object of every virtual host, route and cluster', async () => {
  const dump = await mesh.envoy.adminGet('/config_dump');
  expect(dump).toContain('"object": "VirtualService default/routes"');
  expect(dump).toContain('"path": "spec.http.0"');
  expect(dump).toContain('"object": "Service shop/d"');
});
