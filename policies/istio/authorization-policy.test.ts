import { expect, test } from 'vitest';
import { edited, faultsOf, problemsOf, readWithOddValues } from '../../test/support/kind-problems.ts';
import { createLoader } from '../load.ts';
import type { AccessPolicy } from '../mesh.ts';

const head = `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: checkout, namespace: shop}
spec:
`;

const enforced = `${head}  selector: {matchLabels: {app: checkout}}
  action: ALLOW
  rules:
  - from: [{source: {ipBlocks: [10.0.0.0/8]}}]
    to: [{operation: {methods: [GET], paths: [/api/*]}}]
`;

const named = `${head}  selector: {matchLabels: {app: checkout}}
  rules:
  - from:
    - source: {principals: [cluster.local/ns/shop/sa/cart], notPrincipals: ['*']}
    - source: {requestPrincipals: ['https://id.example.com/*'], notRequestPrincipals: [a]}
    - source: {namespaces: [shop], notNamespaces: ['*-test']}
    - source: {trustDomains: [cluster.local], notTrustDomains: ['*.test']}
    - source: {serviceAccounts: [cart, pay/ledger], notServiceAccounts: [a]}
    to:
    - operation: {hosts: ['*.example.com'], notHosts: [a.example.com], ports: ['8080'], notPorts: ['9090']}
    - operation: {paths: ['/a/{*}/b', /c]}
    when:
    - {key: 'request.headers[x-token]', values: ['*']}
    - {key: source.ip, notValues: [10.0.0.0/8]}
    - {key: destination.port, values: ['80']}
    - {key: 'request.auth.claims[group][0]', values: [staff]}
    - {key: 'experimental.envoy.filters.network.mysql_proxy[db.table]', values: [a]}
`;

const asked = `${head}  action: CUSTOM
  provider: {name: gate}
  rules: [{to: [{operation: {paths: [/admin]}}]}]
`;

const bound = `${head}  targetRefs: [{kind: Service, group: '', name: checkout}]
  rules: [{to: [{operation: {methods: [GET]}}]}]
`;

function unenforced(text: string): readonly string[] {
  return problemsOf(text).map((each) => each.replace('error not-enforced ', ''));
}

test('what is enforced is read without a word', () => {
  expect(problemsOf(enforced)).toEqual([]);
  expect(problemsOf(head.replace('spec:\n', 'spec: {}\n'))).toEqual([]);
});

test('what is not is an error, at each field', () => {
  const from = ['spec.rules.0.from.0.source.principals key', 'spec.rules.0.from.0.source.notPrincipals key'];
  expect(unenforced(named).slice(0, 2)).toEqual(from);
  expect(unenforced(named)).toHaveLength(10 + 4 + 1 + 1);
  expect(unenforced(named)).toContain('spec.rules.0.to.1.operation.paths.0 key');
  expect(unenforced(named).at(-1)).toBe('spec.rules.0.when key');
  expect(unenforced(asked)).toEqual(['spec.action key', 'spec.provider key']);
  expect(unenforced(bound)).toEqual(['spec.targetRefs key']);
  expect(unenforced(edited(enforced, 'ALLOW', 'AUDIT'))).toEqual(['spec.action key']);
});

function accessOf(text: string): AccessPolicy | undefined {
  const files = new Map([['a.yaml', { oid: text, text }]]);
  return createLoader()(files).mesh.access[0];
}

test('what is not enforced lets nobody in who is not meant', () => {
  expect(accessOf(named)?.rules).toEqual([]);
  expect(accessOf(bound)).toMatchObject({ selector: null, rules: [] });
  expect(accessOf(asked)).toBeUndefined();
  const half = edited(enforced, '  rules:\n', '  rules:\n  - when: [{key: source.ip, values: [10.0.0.1]}]\n');
  expect(accessOf(half)?.rules).toEqual(accessOf(enforced)?.rules);
});

test('what is not enforced of a denial denies more', () => {
  const denial = edited(named, '  rules:', '  action: DENY\n  rules:');
  const none = { ipBlocks: [], notIpBlocks: [], remoteIpBlocks: [], notRemoteIpBlocks: [] };
  const anything = { paths: [], notPaths: [], methods: [], notMethods: [] };
  expect(accessOf(denial)?.rules).toEqual([{ from: [none, none, none, none, none], to: [anything, anything] }]);
  expect(accessOf(edited(bound, '  rules', '  action: DENY\n  rules'))?.rules).toHaveLength(1);
});

test.each<[string, string, string, readonly string[]]>([
  [enforced, 'action: ALLOW', 'action: SOMETIMES', ['spec.action']],
  [enforced, '[{source: {ipBlocks: [10.0.0.0/8]}}]', '[]', ['spec.rules.0.from']],
  [enforced, '{ipBlocks: [10.0.0.0/8]}', '{}', ['spec.rules.0.from.0.source']],
  [enforced, '{methods: [GET], paths: [/api/*]}', '{}', ['spec.rules.0.to.0.operation']],
  [enforced, 'matchLabels: {app: checkout}', "matchLabels: {app: 'c*'}", ['spec.selector.matchLabels.app']],
  [enforced, 'action: ALLOW', 'action: ALLOW\n  provider: {name: a}', ['spec.provider']],
  [named, '[shop]', '[]', ['spec.rules.0.from.2.source.namespaces']],
  [named, '[shop]', "['*shop*']", ['spec.rules.0.from.2.source.namespaces.0']],
  [named, '[cart, pay/ledger]', '[cart], principals: [a]', ['spec.rules.0.from.4.source.principals']],
  [named, "ports: ['8080']", 'ports: [8080]', ['spec.rules.0.to.0.operation.ports.0']],
  [named, "ports: ['8080']", "ports: ['80800']", ['spec.rules.0.to.0.operation.ports.0']],
  [named, "'/a/{*}/b'", "'/a/{b}/c'", ['spec.rules.0.to.1.operation.paths.0']],
  [named, "'/a/{*}/b'", "'/{**}/{*}'", ['spec.rules.0.to.1.operation.paths.0']],
  [named, 'key: source.ip', 'key: source.address', ['spec.rules.0.when.1.key']],
  [named, 'notValues: [10.0.0.0/8]', 'notValues: [10.0.0.0/99]', ['spec.rules.0.when.1.notValues.0']],
  [named, ', notValues: [10.0.0.0/8]', '', ['spec.rules.0.when.1']],
  [named, "values: ['80']", "values: ['0']", ['spec.rules.0.when.2.values.0']],
  [asked, '  provider: {name: gate}\n', '', ['spec']],
  [asked, 'name: gate', 'name: ""', ['spec.provider.name']],
  [asked, '  rules: [{to: [{operation: {paths: [/admin]}}]}]\n', '', ['spec']],
  [bound, 'kind: Service', 'kind: VirtualService', ['spec.targetRefs.0.kind']],
  [bound, '  rules', '  selector: {matchLabels: {app: a}}\n  rules', ['spec.targetRefs']],
])('case %#: what is wrong is told where it stands', (text, from, to, expected) => {
  const faults = faultsOf(edited(text, from, to)).filter((each) => !each.includes('not-enforced'));
  expect(faults).toEqual(expected.map((each) => `error malformed-object ${each}`));
});

test('a field that it has not is an error, at its key', () => {
  expect(faultsOf(edited(enforced, '    to:', '    too:'))).toEqual(['error unsupported-field spec.rules.0.too key']);
});

test('odd values anywhere are told of, and nothing throws', () => {
  expect(readWithOddValues(`${named}---\n${asked}---\n${bound}`)).toBeGreaterThan(100);
});
