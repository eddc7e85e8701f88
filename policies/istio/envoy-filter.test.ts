import { expect, test } from 'vitest';
import { edited, faultsOf, problemsOf, readWithOddValues } from '../../test/support/kind-problems.ts';

const whole = `apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: {name: patches, namespace: edge}
spec:
  workloadSelector: {labels: {istio: ingress}}
  priority: -10
  configPatches:
  - applyTo: HTTP_FILTER
    match:
      context: GATEWAY
      proxy: {proxyVersion: '^1\\.2[0-9].*', metadata: {a: b}}
      listener:
        name: 0.0.0.0_8080
        portNumber: 8080
        portName: http
        listenerFilter: envoy.filters.listener.proxy_protocol
        filterChain:
          name: main
          sni: a.example.com
          transportProtocol: tls
          transportSocket: tls
          applicationProtocols: h2
          destinationPort: 8080
          filter: {name: envoy.filters.network.http_connection_manager, subFilter: {name: envoy.filters.http.router}}
    patch: {operation: INSERT_BEFORE, filterClass: AUTHZ, value: {name: a, typed_config: {'@type': x}}}
  - applyTo: HTTP_ROUTE
    match:
      context: SIDECAR_OUTBOUND
      routeConfiguration:
        name: '80'
        portNumber: 80
        portName: http
        gateway: edge/front
        vhost: {name: a, domainName: a.example.com, route: {name: b, action: ROUTE}}
    patch: {operation: REMOVE}
  - applyTo: CLUSTER
    match: {context: ANY, cluster: {name: a, portNumber: 80, service: a.b, subset: v1}}
    patch: {operation: MERGE, value: {}}
  - applyTo: HTTP_FILTER
    match:
      context: WAYPOINT
      waypoint: {portNumber: 80, filter: {name: a, subFilter: {name: b}}, route: {name: c}}
    patch: {operation: MERGE_AND_REPLACE_LIST, value: {a: [1]}}
  - applyTo: BOOTSTRAP
    patch: {operation: MERGE, value: {a: [1]}}
`;

test('a whole one is read with a word in passing', () => {
  expect(problemsOf(whole)).toEqual(['info not-translated kind']);
});

test.each<[string, string, readonly string[]]>([
  ['applyTo: HTTP_FILTER', 'applyTo: FILTER', ['spec.configPatches.0.applyTo']],
  ['  - applyTo: BOOTSTRAP\n    patch', '  - patch', ['spec.configPatches.4']],
  ['context: WAYPOINT', 'context: ANY', ['spec.configPatches.3.match.waypoint']],
  ['context: GATEWAY', 'context: WAYPOINT', ['spec.configPatches.0.match']],
  ['    patch: {operation: REMOVE}\n', '', ['spec.configPatches.1']],
  ['operation: REMOVE', 'operation: MERGE', ['spec.configPatches.1.patch']],
  ['operation: REMOVE', 'operation: DELETE', ['spec.configPatches.1.patch.operation']],
  ['operation: MERGE, value: {}', 'operation: MERGE, value: x', ['spec.configPatches.2.patch.value']],
  ['applyTo: CLUSTER', 'applyTo: LISTENER', ['spec.configPatches.2.match.cluster']],
  ['context: ANY', 'context: MESH', ['spec.configPatches.2.match.context']],
  [
    'context: ANY, cluster',
    'context: ANY, listener: {}, cluster',
    ['spec.configPatches.2.match.cluster', 'spec.configPatches.2.match.listener'],
  ],
  ["'^1\\.2[0-9].*'", "'^(1'", ['spec.configPatches.0.match.proxy.proxyVersion']],
  ['action: ROUTE', 'action: FORWARD', ['spec.configPatches.1.match.routeConfiguration.vhost.route.action']],
  [
    'name: envoy.filters.network.http_connection_manager, ',
    '',
    ['spec.configPatches.0.match.listener.filterChain.filter'],
  ],
  ['priority: -10', 'priority: high', ['spec.priority']],
])('%j as %j', (from, to, expected) => {
  expect(faultsOf(edited(whole, from, to))).toEqual(expected.map((each) => `error malformed-object ${each}`));
});

test('a field that it has not is a warning, at its key', () => {
  expect(faultsOf(edited(whole, 'filterClass: AUTHZ', 'filterKlass: AUTHZ'))).toEqual([
    'warning unsupported-field spec.configPatches.0.patch.filterKlass key',
  ]);
});

test('odd values anywhere are told of, and nothing throws', () => {
  expect(readWithOddValues(whole)).toBeGreaterThan(100);
});
