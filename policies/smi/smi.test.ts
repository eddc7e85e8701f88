import { expect, test } from 'vitest';
import type { Path, Value } from '../../test/corpus/draft.ts';
import { bodiesOf, problemsOf, problemsWith } from '../../test/support/problems.ts';

const correct = `apiVersion: split.smi-spec.io/v1alpha4
kind: TrafficSplit
metadata: {name: shop}
spec:
  service: shop
  matches: [{kind: HTTPRouteGroup, name: reads}]
  backends: [{service: shop-v1, weight: 90}, {service: shop-v2, weight: 10}]
---
apiVersion: split.smi-spec.io/v1alpha1
kind: TrafficSplit
metadata: {name: early}
spec: {service: shop, backends: [{service: shop-v1, weight: 500m}, {service: shop-v2, weight: 1}]}
---
apiVersion: access.smi-spec.io/v1alpha3
kind: TrafficTarget
metadata: {name: shop}
spec:
  destination: {kind: ServiceAccount, name: shop, namespace: shop}
  rules: [{kind: HTTPRouteGroup, name: reads, matches: [get]}, {kind: TCPRoute, name: raw}]
  sources: [{kind: ServiceAccount, name: cart, namespace: shop}]
---
apiVersion: access.smi-spec.io/v1alpha1
kind: TrafficTarget
metadata: {name: early}
destination: {kind: ServiceAccount, name: shop, namespace: shop, port: 8080}
specs: [{kind: HTTPRouteGroup, name: reads, matches: [get]}]
sources: [{kind: ServiceAccount, name: cart, namespace: shop}]
---
apiVersion: specs.smi-spec.io/v1alpha4
kind: HTTPRouteGroup
metadata: {name: reads}
spec:
  matches:
  - {name: get, pathRegex: '/api/.*', methods: [GET, HEAD]}
  - {name: staff, headers: {x-group: staff}}
  - {name: phones, headers: [{user-agent: '.*Phone.*'}], methods: ['*']}
---
apiVersion: specs.smi-spec.io/v1alpha1
kind: HTTPRouteGroup
metadata: {name: early}
matches: [{name: get, methods: [GET]}]
---
apiVersion: specs.smi-spec.io/v1alpha4
kind: TCPRoute
metadata: {name: raw}
spec: {matches: {ports: [8301, 8302]}}
---
apiVersion: specs.smi-spec.io/v1alpha1
kind: TCPRoute
metadata: {name: early}
---
apiVersion: specs.smi-spec.io/v1alpha4
kind: UDPRoute
metadata: {name: dns}
spec: {matches: {name: dns, ports: [53]}}
`;

test('a correct object is read, and its author told that no proxy hears of it', () => {
  for (const text of correct.split('---\n')) expect(problemsOf(text)).toEqual(['not-translated kind']);
});

const apis = {
  split: 'split.smi-spec.io/v1alpha4',
  access: 'access.smi-spec.io/v1alpha3',
  specs: 'specs.smi-spec.io/v1alpha4',
};

test.each<[keyof typeof apis, string, Path, Value | undefined, string]>([
  ['split', 'TrafficSplit', ['spec', 'service'], undefined, 'malformed-object spec'],
  ['split', 'TrafficSplit', ['spec', 'hosst'], 'x', 'unsupported-field spec.hosst key'],
  ['split', 'TrafficSplit', ['spec', 'backends', 0, 'weight'], 'eighty', 'malformed-object spec.backends.0.weight'],
  ['split', 'TrafficSplit', ['spec', 'backends', 0, 'weight'], '500m', 'malformed-object spec.backends.0.weight'],
  ['split', 'TrafficSplit', ['spec', 'backends', 1, 'weight'], -1, 'malformed-object spec.backends.1.weight'],
  ['split', 'TrafficSplit', ['spec', 'backends', 1, 'service'], undefined, 'malformed-object spec.backends.1'],
  ['access', 'TrafficTarget', ['spec', 'destination'], undefined, 'malformed-object spec'],
  ['access', 'TrafficTarget', ['spec', 'rules', 0, 'kind'], 'Route', 'malformed-object spec.rules.0.kind'],
  ['access', 'TrafficTarget', ['spec', 'kindd'], 'x', 'unsupported-field spec.kindd key'],
  ['specs', 'HTTPRouteGroup', ['spec', 'matches', 0, 'methods', 0], 'get', 'malformed-object spec.matches.0.methods.0'],
  ['specs', 'HTTPRouteGroup', ['spec', 'matches', 0, 'name'], undefined, 'malformed-object spec.matches.0'],
  ['specs', 'TCPRoute', ['spec', 'matches', 'ports', 0], 70_000, 'malformed-object spec.matches.ports.0'],
])('%s %s %j: %j', (api, kind, path, value, expected) => {
  const body = bodiesOf(correct).find((each) => each['kind'] === kind && each['apiVersion'] === apis[api]);
  expect(problemsWith(body ?? {}, path, value)).toEqual([expected]);
});
