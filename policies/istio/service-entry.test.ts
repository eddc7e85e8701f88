import { expect, test } from 'vitest';
import { edited, faultsOf, problemsOf, readWithOddValues } from '../../test/support/kind-problems.ts';

const named = `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: payments, namespace: shop}
spec:
  hosts: [api.payments.example.org]
  location: MESH_EXTERNAL
  resolution: DNS
  ports:
  - {number: 443, name: tls, protocol: TLS, targetPort: 8443}
  - {number: 80, name: http}
  exportTo: ['.', pay]
  subjectAltNames: [spiffe://a]
`;

const fixed = `apiVersion: networking.istio.io/v1beta1
kind: ServiceEntry
metadata: {name: legacy, namespace: shop}
spec:
  hosts: [legacy.internal, '*.legacy.internal']
  addresses: [10.9.0.0/16, 10.8.0.1]
  location: MESH_INTERNAL
  resolution: STATIC
  ports: [{number: 80, name: http, protocol: HTTP}]
  endpoints:
  - address: 10.9.0.7
    ports: {http: 8080}
    labels: {app: legacy}
    network: vms
    locality: eu/west/1
    weight: 3
    serviceAccount: legacy
  - {address: unix:///run/a.sock}
  - {network: far}
  exportTo: ['~']
`;

const selected = `apiVersion: networking.istio.io/v1alpha3
kind: ServiceEntry
metadata: {name: chosen}
spec:
  hosts: ['*.example.com']
  resolution: DYNAMIC_DNS
  ports: [{number: 443, name: https, protocol: HTTPS}]
  workloadSelector: {labels: {app: a}}
`;

test.each([named, fixed, selected])('a whole one is read with a word in passing', (text) => {
  expect(problemsOf(text)).toEqual(['info not-translated kind']);
});

test.each<[string, string, string, readonly string[]]>([
  [named, 'number: 443', 'number: eighty', ['malformed-object spec.ports.0.number']],
  [named, 'number: 443', 'number: 70000', ['malformed-object spec.ports.0.number']],
  [named, 'number: 443', 'number: 80', ['malformed-object spec.ports.1.number']],
  [named, 'name: tls', 'name: http', ['malformed-object spec.ports.1.name']],
  [named, 'name: tls, ', '', ['malformed-object spec.ports.0']],
  [named, 'name: tls', 'name: t_l_s', ['malformed-object spec.ports.0.name']],
  [named, 'protocol: TLS', 'protocol: QUIC', ['malformed-object spec.ports.0.protocol']],
  [named, 'resolution: DNS', 'resolution: SOMETIMES', ['malformed-object spec.resolution']],
  [named, 'location: MESH_EXTERNAL', 'location: OUTSIDE', ['malformed-object spec.location']],
  [named, '[api.payments.example.org]', 'checkout', ['malformed-object spec.hosts']],
  [named, '[api.payments.example.org]', '[]', ['malformed-object spec.hosts']],
  [named, '  hosts: [api.payments.example.org]\n', '', ['malformed-object spec']],
  [named, '[api.payments.example.org]', "['*.example.org']", ['malformed-object spec.hosts.0']],
  [named, '[api.payments.example.org]', "['*']", ['malformed-object spec.hosts.0']],
  [named, "['.', pay]", "['.', '*']", ['malformed-object spec.exportTo.1']],
  [named, "['.', pay]", '[pay, pay]', ['malformed-object spec.exportTo.1']],
  [fixed, '[10.9.0.0/16, 10.8.0.1]', '[10.9.0.0/33]', ['malformed-object spec.addresses.0']],
  [fixed, 'resolution: STATIC', 'resolution: NONE', ['malformed-object spec.endpoints']],
  [fixed, 'address: 10.9.0.7', 'address: legacy.internal', ['malformed-object spec.endpoints.0.address']],
  [fixed, 'address: 10.9.0.7', 'address: 10.9.0.300', ['malformed-object spec.endpoints.0.address']],
  [fixed, '{network: far}', '{labels: {}}', ['malformed-object spec.endpoints.2']],
  [fixed, 'ports: {http: 8080}', 'ports: {web: 8080}', ['malformed-object spec.endpoints.0.ports.web key']],
  [fixed, 'ports: {http: 8080}', 'ports: {http: 0}', ['malformed-object spec.endpoints.0.ports.http']],
  [fixed, 'protocol: HTTP', 'protocol: TCP', ['malformed-object spec.ports.0']],
  [named, 'targetPort: 8443', 'targetPort: 0', ['malformed-object spec.ports.0.targetPort']],
  [selected, "'*.example.com'", "'*.example.com', a.b, '*-api.example.com'", []],
  [
    selected,
    '  workloadSelector',
    '  endpoints: [{address: 10.0.0.1}]\n  workloadSelector',
    ['malformed-object spec.endpoints'],
  ],
  [selected, 'app: a', "app: 'a*'", ['malformed-object spec.workloadSelector.labels.app']],
  [
    selected,
    'resolution: DYNAMIC_DNS',
    'resolution: DNS\n  addresses: [10.0.0.0/8]\n  endpoints: [{address: a.b}]',
    ['malformed-object spec.endpoints', 'malformed-object spec.addresses.0'],
  ],
])('case %#: what is wrong is told where it stands', (text, from, to, expected) => {
  expect([...faultsOf(edited(text, from, to))].toSorted()).toEqual(expected.map((each) => `error ${each}`).toSorted());
});

test('a field that it has not is a warning, at its key', () => {
  expect(faultsOf(edited(named, '  exportTo', '  exprotTo'))).toEqual(['warning unsupported-field spec.exprotTo key']);
});

test('odd values anywhere are told of, and nothing throws', () => {
  expect(readWithOddValues(`${named}---\n${fixed}---\n${selected}`)).toBeGreaterThan(100);
});
