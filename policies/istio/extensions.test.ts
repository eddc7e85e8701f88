import { expect, test } from 'vitest';
import { edited, faultsOf, problemsOf, readWithOddValues } from '../../test/support/kind-problems.ts';

const plugin = `apiVersion: extensions.istio.io/v1alpha1
kind: WasmPlugin
metadata: {name: acl, namespace: edge}
spec:
  selector: {matchLabels: {istio: ingress}}
  url: oci://registry.example.com:5000/acl:latest
  sha256: ${'0a'.repeat(32)}
  imagePullPolicy: Always
  imagePullSecret: pull
  verificationKey: key
  pluginConfig: {server: acl, deep: [{a: null}]}
  pluginName: acl
  phase: AUTHZ
  priority: 10
  failStrategy: FAIL_OPEN
  vmConfig: {env: [{name: POD, valueFrom: HOST}, {name: A, value: b}]}
  match: [{mode: CLIENT, ports: [{number: 8080}]}]
  type: HTTP
`;

const script = `apiVersion: extensions.istio.io/v1alpha1
kind: TrafficExtension
metadata: {name: headers, namespace: edge}
spec:
  targetRefs: [{kind: Service, name: reviews}]
  match: [{mode: SERVER}]
  phase: STATS
  priority: -1
  lua:
    inlineCode: |
      function envoy_on_request(handle)
      end
`;

const image = `apiVersion: extensions.istio.io/v1alpha1
kind: TrafficExtension
metadata: {name: module, namespace: edge}
spec:
  wasm: {url: registry.example.com/acl, pluginConfig: {}}
`;

test.each([plugin, script, image])('case %#: a whole one is read with a word in passing', (text) => {
  expect(problemsOf(text)).toEqual(['info not-translated kind']);
});

test.each<[string, string, string, readonly string[]]>([
  [plugin, '  url: oci://registry.example.com:5000/acl:latest\n', '', ['spec']],
  [plugin, 'oci://', 'ftp://', ['spec.url']],
  [plugin, '0a0a', '0A0A', ['spec.sha256']],
  [plugin, '0a0a', '0a', ['spec.sha256']],
  [plugin, 'imagePullPolicy: Always', 'imagePullPolicy: Never', ['spec.imagePullPolicy']],
  [plugin, 'pluginConfig: {server: acl, deep: [{a: null}]}', 'pluginConfig: acl', ['spec.pluginConfig']],
  [plugin, 'phase: AUTHZ', 'phase: LAST', ['spec.phase']],
  [plugin, 'priority: 10', 'priority: 1.5', ['spec.priority']],
  [plugin, 'failStrategy: FAIL_OPEN', 'failStrategy: IGNORE', ['spec.failStrategy']],
  [plugin, 'valueFrom: HOST', 'valueFrom: HOST, value: a', ['spec.vmConfig.env.0.value']],
  [plugin, '{name: A, value: b}', '{value: b}', ['spec.vmConfig.env.1']],
  [plugin, '{name: A, value: b}', '{name: POD, value: b}', ['spec.vmConfig.env.1.name']],
  [plugin, 'number: 8080', 'number: 0', ['spec.match.0.ports.0.number']],
  [plugin, 'mode: CLIENT', 'mode: OUTBOUND', ['spec.match.0.mode']],
  [plugin, 'type: HTTP', 'type: TCP', ['spec.type']],
  [script, '  lua:\n', '  wasm: {url: a}\n  lua:\n', ['spec']],
  [script, 'kind: Service', 'kind: Pod', ['spec.targetRefs.0.kind']],
  [image, 'url: registry.example.com/acl, ', '', ['spec.wasm']],
])('case %#: what is wrong is told where it stands', (text, from, to, expected) => {
  expect(faultsOf(edited(text, from, to))).toEqual(expected.map((each) => `error malformed-object ${each}`));
});

test.each<[string, string, string, string]>([
  [plugin, '  phase', '  phrase', 'spec.phrase'],
  [image, '{url', '{uri: a, url', 'spec.wasm.uri'],
])('case %#: a field that it has not is a warning, at its key', (text, from, to, path) => {
  expect(faultsOf(edited(text, from, to))).toEqual([`warning unsupported-field ${path} key`]);
});

test('odd values anywhere are told of, and nothing throws', () => {
  expect(readWithOddValues(`${plugin}---\n${script}---\n${image}`)).toBeGreaterThan(100);
});
