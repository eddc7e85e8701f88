import { expect, test } from 'vitest';
import { edited, faultsOf, problemsOf, readWithOddValues } from '../../test/support/kind-problems.ts';

const whole = `apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: ratings, namespace: shop}
spec:
  workloadSelector: {labels: {app: ratings}}
  ingress:
  - port: {number: 9080, protocol: HTTPS, name: web}
    bind: 172.16.1.32
    captureMode: DEFAULT
    defaultEndpoint: 127.0.0.1:8080
    tls: {mode: MUTUAL, serverCertificate: /c.pem, privateKey: /k.pem, caCertificates: /a.pem}
    connectionPool: {http: {http1MaxPendingRequests: 10}}
  - port: {number: 9081}
    defaultEndpoint: unix:///run/a.sock
  inboundConnectionPool:
    tcp: {maxConnections: 1, connectTimeout: 1s, tcpKeepalive: {probes: 3, time: 10s, interval: 1s}, idleTimeout: 1h}
    http: {h2UpgradePolicy: UPGRADE, maxConcurrentStreams: 7}
  egress:
  - port: {number: 3306, protocol: MYSQL, name: mysql}
    bind: 127.0.0.1
    captureMode: NONE
    hosts: ['*/mysql.foo.com']
  - port: {protocol: HTTP}
    bind: unix://@name
    hosts: [~/*]
  - hosts: [./*, 'istio-system/*', 'shop/*.example.com']
  outboundTrafficPolicy:
    mode: ALLOW_ANY
    egressProxy: {host: egress.edge.svc.cluster.local, port: {number: 80}, subset: v1}
`;

test('a whole one is read with a word in passing', () => {
  expect(problemsOf(whole)).toEqual(['info not-translated kind']);
});

test.each<[string, string, readonly string[]]>([
  ['number: 9080, ', '', ['spec.ingress.0.port']],
  ['number: 9081', 'number: 9080', ['spec.ingress.1.port.number']],
  ['number: 3306', 'number: 0', ['spec.egress.0.port.number']],
  ['number: 3306', 'number: 99999', ['spec.egress.0.port.number']],
  ['number: 3306', 'number: 3306, targetPort: 1', ['spec.egress.0.port.targetPort']],
  ['{protocol: HTTP}', '{protocol: HTTP, number: 1}', ['spec.egress.1.port.number']],
  ['bind: unix://@name', 'bind: unix://@name\n    captureMode: IPTABLES', ['spec.egress.1.captureMode']],
  ['bind: 172.16.1.32', 'bind: unix:///a.sock', ['spec.ingress.0.port.number', 'spec.ingress.0.bind']],
  ['127.0.0.1:8080', '10.0.0.1:8080', ['spec.ingress.0.defaultEndpoint']],
  ['127.0.0.1:8080', '127.0.0.1', ['spec.ingress.0.defaultEndpoint']],
  [
    'mode: MUTUAL',
    'mode: ISTIO_MUTUAL',
    [
      'spec.ingress.0.tls.serverCertificate',
      'spec.ingress.0.tls.privateKey',
      'spec.ingress.0.tls.caCertificates',
      'spec.ingress.0.tls.mode',
    ],
  ],
  ['mode: MUTUAL', 'mode: MUTUAL, httpsRedirect: true', ['spec.ingress.0.tls.httpsRedirect']],
  ['captureMode: NONE', 'captureMode: ALL', ['spec.egress.0.captureMode']],
  ["['*/mysql.foo.com']", '[]', ['spec.egress.0.hosts']],
  ["['*/mysql.foo.com']", '[mysql.foo.com]', ['spec.egress.0.hosts.0']],
  ["['*/mysql.foo.com']", '[./mysql]', ['spec.egress.0.hosts.0']],
  ["    hosts: ['*/mysql.foo.com']\n", '', ['spec.egress.0']],
  ['  - port: {number: 3306, protocol: MYSQL, name: mysql}\n    bind', '  - bind', ['spec.egress.0']],
  ['mode: ALLOW_ANY', 'mode: REGISTRY_ONLY', ['spec.outboundTrafficPolicy.egressProxy']],
  [', port: {number: 80}', '', ['spec.outboundTrafficPolicy.egressProxy']],
  [
    'h2UpgradePolicy: UPGRADE',
    'h2UpgradePolicy: UPGRADE, useClientProtocol: true',
    ['spec.inboundConnectionPool.http.useClientProtocol'],
  ],
  ['time: 10s', 'time: soon', ['spec.inboundConnectionPool.tcp.tcpKeepalive.time']],
  ['connectionPool: {http: {http1MaxPendingRequests: 10}}', 'connectionPool: {}', ['spec.ingress.0.connectionPool']],
])('%j as %j', (from, to, expected) => {
  expect(faultsOf(edited(whole, from, to))).toEqual(expected.map((each) => `error malformed-object ${each}`));
});

test('it says something', () => {
  expect(faultsOf(`${whole.slice(0, whole.indexOf('  ingress:'))}`)).toEqual(['error malformed-object spec']);
});

test('a field that it has not is a warning, at its key', () => {
  expect(faultsOf(edited(whole, '    captureMode: NONE', '    hosst: NONE'))).toEqual([
    'warning unsupported-field spec.egress.0.hosst key',
  ]);
});

test('odd values anywhere are told of, and nothing throws', () => {
  expect(readWithOddValues(whole)).toBeGreaterThan(100);
});
