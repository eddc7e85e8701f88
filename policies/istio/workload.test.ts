import { expect, test } from 'vitest';
import { edited, faultsOf, problemsOf, readWithOddValues } from '../../test/support/kind-problems.ts';

const entry = `apiVersion: networking.istio.io/v1
kind: WorkloadEntry
metadata: {name: vm-1, namespace: shop}
spec:
  address: 10.99.0.7
  labels: {app: legacy}
  ports: {http: 8080}
  weight: 2
  network: vms
  locality: eu/west/1
  serviceAccount: legacy
`;

const group = `apiVersion: networking.istio.io/v1
kind: WorkloadGroup
metadata: {name: vms, namespace: shop}
spec:
  metadata: {labels: {app: legacy}, annotations: {a: b}}
  template:
    ports: {http: 8080}
    labels: {app: legacy}
    weight: 1
    network: vms
    locality: eu
    serviceAccount: legacy
  probe:
    initialDelaySeconds: 5
    timeoutSeconds: 3
    periodSeconds: 4
    successThreshold: 3
    failureThreshold: 3
    httpGet: {path: /healthz, port: 8080, host: 127.0.0.1, scheme: HTTPS, httpHeaders: [{name: a, value: b}]}
`;

const proxy = `apiVersion: networking.istio.io/v1beta1
kind: ProxyConfig
metadata: {name: small, namespace: shop}
spec:
  selector: {matchLabels: {app: a}}
  concurrency: 0
  environmentVariables: {A: b}
  image: {imageType: distroless}
`;

test('of a WorkloadEntry that is whole proxies are told all but a few fields', () => {
  expect(problemsOf(entry)).toEqual([
    'info not-translated spec.network key',
    'info not-translated spec.locality key',
    'info not-translated spec.serviceAccount key',
  ]);
});

test.each([group, proxy])('what only says how proxies are to be is read with a word in passing', (text) => {
  expect(problemsOf(text)).toEqual(['info not-translated kind']);
});

test.each(['vm-1.internal', 'unix:///run/a.sock'])('proxies are not told of %s', (address) => {
  const other = edited(edited(entry, '  ports: {http: 8080}\n', ''), '10.99.0.7', address);
  const said = problemsOf(other);
  expect(said[0]).toBe('info not-translated spec.address key');
  expect(faultsOf(other)).toEqual([]);
});

test.each<[string, string, string, readonly string[]]>([
  [entry, '10.99.0.7', '10.99.0.700', ['spec.address']],
  [entry, '10.99.0.7', 'vm_1!', ['spec.address']],
  [entry, '10.99.0.7', 'unix://run', ['spec.address', 'spec.ports']],
  [entry, '  address: 10.99.0.7\n', '', []],
  [
    entry,
    '  address: 10.99.0.7\n  labels: {app: legacy}\n  ports: {http: 8080}\n  weight: 2\n  network: vms\n',
    '',
    ['spec'],
  ],
  [entry, 'http: 8080', 'http: 80800', ['spec.ports.http']],
  [entry, 'http: 8080', 'h_p: 8080', ['spec.ports.h_p key']],
  [entry, '10.99.0.7', 'unix:///a.sock', ['spec.ports']],
  [entry, 'weight: 2', 'weight: heavy', ['spec.weight']],
  [entry, 'app: legacy', 'app: 1', ['spec.labels.app']],
  [entry, 'locality: eu/west/1', 'locality: [eu]', ['spec.locality']],
  [group, 'port: 8080, ', '', ['spec.probe.httpGet']],
  [group, 'scheme: HTTPS', 'scheme: ftp', ['spec.probe.httpGet.scheme']],
  [group, 'timeoutSeconds: 3', 'timeoutSeconds: -3', ['spec.probe.timeoutSeconds']],
  [group, '    httpGet: {', '    tcpSocket: {port: 80}\n    httpGet: {', ['spec.probe']],
  [group, '    httpGet', '    exec: {command: []}\n    #', ['spec.probe.exec.command']],
  [group, '  template:', '  metdata: {}\n  template:', []],
  [proxy, 'concurrency: 0', 'concurrency: -1', ['spec.concurrency']],
  [proxy, 'A: b', 'A: 1', ['spec.environmentVariables.A']],
])('case %#: what is wrong is told where it stands', (text, from, to, expected) => {
  const faults = faultsOf(edited(text, from, to)).filter((each) => each.startsWith('error'));
  expect(faults).toEqual(expected.map((each) => `error malformed-object ${each}`));
});

test('a WorkloadGroup has a template', () => {
  expect(faultsOf(`${group.slice(0, group.indexOf('  template:'))}`)).toEqual(['error malformed-object spec']);
});

test.each<[string, string, string, string]>([
  [entry, '  network', '  netwrok', 'spec.netwrok'],
  [group, '  probe:', '  prob:', 'spec.prob'],
  [proxy, '  image:', '  imag:', 'spec.imag'],
])('case %#: a field that it has not is a warning, at its key', (text, from, to, path) => {
  expect(faultsOf(edited(text, from, to))).toEqual([`warning unsupported-field ${path} key`]);
});

test('odd values anywhere are told of, and nothing throws', () => {
  expect(readWithOddValues(`${entry}---\n${group}---\n${proxy}`)).toBeGreaterThan(100);
});
