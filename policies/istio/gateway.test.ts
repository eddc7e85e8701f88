import { expect, test } from 'vitest';
import { edited, faultsOf, problemsOf, readWithOddValues } from '../../test/support/kind-problems.ts';

const whole = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: front, namespace: edge}
spec:
  selector: {istio: ingress}
  servers:
  - port: {number: 80, name: http, protocol: HTTP}
    hosts: [www.example.com, '*.example.com', './a.example.com', '*/*']
    tls: {httpsRedirect: true}
  - name: secure
    port: {number: 443, name: https, protocol: HTTPS}
    bind: 10.0.0.1
    hosts: ['shop/*.example.com', 10.0.0.1]
    defaultEndpoint: 127.0.0.1:8080
    tls:
      mode: MUTUAL
      credentialName: front-cert
      caCertCredentialName: front-ca
      subjectAltNames: [spiffe://a]
      verifyCertificateSpki: [x]
      verifyCertificateHash: [${'a1'.repeat(32)}]
      minProtocolVersion: TLSV1_2
      maxProtocolVersion: TLSV1_3
      insecureSkipVerify: false
      ecdhCurves: [P-256]
      cipherSuites: [ECDHE-RSA-AES256-GCM-SHA384]
  - port: {number: 8443, name: files, protocol: TLS}
    hosts: ['*']
    tls: {mode: MUTUAL, serverCertificate: /c.pem, privateKey: /k.pem, caCertificates: /a.pem, caCrl: /crl.pem}
  - port: {number: 9443, name: two, protocol: https}
    hosts: ['*']
    tls: {mode: SIMPLE, tlsCertificates: [{serverCertificate: /c.pem, privateKey: /k.pem, caCertificates: /a.pem}]}
  - port: {number: 9444, name: names, protocol: https}
    hosts: ['*']
    tls: {mode: OPTIONAL_MUTUAL, credentialNames: [a, b]}
  - port: {number: 15443, name: through, protocol: TLS}
    hosts: ['*.local']
    tls: {mode: AUTO_PASSTHROUGH}
  - port: {number: 15444, name: mesh, protocol: TLS}
    hosts: ['*.local']
    tls: {mode: ISTIO_MUTUAL}
  - port: {name: socket, protocol: TCP}
    bind: unix:///run/a.sock
    hosts: ['*']
`;

test('a whole one is read with a word in passing', () => {
  expect(problemsOf(whole)).toEqual(['info not-translated kind']);
});

test.each<[string, string, readonly string[]]>([
  ['number: 80,', 'number: 70000,', ['malformed-object spec.servers.0.port.number']],
  ['number: 80,', 'number: 0,', ['malformed-object spec.servers.0.port.number']],
  ['number: 80, ', '', ['malformed-object spec.servers.0.port']],
  ['name: http, ', '', ['malformed-object spec.servers.0.port']],
  ['name: https,', 'name: http,', ['malformed-object spec.servers.1.port.name']],
  ['protocol: HTTPS', 'protocol: QUIC', ['malformed-object spec.servers.1.port.protocol']],
  ['protocol: HTTPS', 'protocol: HTTP', ['malformed-object spec.servers.1.tls']],
  ['protocol: TCP', 'protocol: HTTPS', ['malformed-object spec.servers.7']],
  ['protocol: TCP}', 'protocol: TCP, number: 80}', ['malformed-object spec.servers.7.port.number']],
  ['protocol: TCP}', 'protocol: TCP, targetPort: 80}', ['malformed-object spec.servers.7.port.targetPort']],
  ['/run/a.sock', 'run/', ['malformed-object spec.servers.7.bind']],
  ['bind: 10.0.0.1', 'bind: 10.0.0.256', ['malformed-object spec.servers.1.bind']],
  ["'shop/*.example.com'", 'shop/example', ['malformed-object spec.servers.1.hosts.0']],
  ["'shop/*.example.com'", "'shop/*example.com'", ['malformed-object spec.servers.1.hosts.0']],
  ["'shop/*.example.com'", "'sh op/*'", ['malformed-object spec.servers.1.hosts.0']],
  ["['shop/*.example.com', 10.0.0.1]", 'shop', ['malformed-object spec.servers.1.hosts']],
  ["['*.local']", '[]', ['malformed-object spec.servers.5.hosts']],
  ["    hosts: ['shop/*.example.com', 10.0.0.1]\n", '', ['malformed-object spec.servers.1']],
  ['mode: MUTUAL', 'mode: SOMETIMES', ['malformed-object spec.servers.1.tls.mode']],
  ['      credentialName: front-cert\n', '', ['malformed-object spec.servers.1.tls']],
  [
    'minProtocolVersion: TLSV1_2',
    'minProtocolVersion: "1.2"',
    ['malformed-object spec.servers.1.tls.minProtocolVersion'],
  ],
  ['a1a1', 'zz', ['malformed-object spec.servers.1.tls.verifyCertificateHash.0']],
  [
    ', privateKey: /k.pem, caCertificates: /a.pem, caCrl',
    ', caCertificates: /a.pem, caCrl',
    ['malformed-object spec.servers.2.tls'],
  ],
  ['caCertificates: /a.pem, caCrl', 'caCrl', ['malformed-object spec.servers.2.tls']],
  ['{mode: MUTUAL,', '{mode: SIMPLE,', ['malformed-object spec.servers.2.tls.caCrl']],
  [
    '{mode: ISTIO_MUTUAL}',
    '{mode: ISTIO_MUTUAL, credentialName: a}',
    ['malformed-object spec.servers.6.tls.credentialName'],
  ],
  [
    'credentialNames: [a, b]',
    'credentialNames: [a, b], credentialName: c',
    ['malformed-object spec.servers.4.tls.credentialNames'],
  ],
  [
    '[{serverCertificate: /c.pem, privateKey',
    '[{privateKey',
    ['malformed-object spec.servers.3.tls.tlsCertificates.0'],
  ],
  ['selector: {istio: ingress}', "selector: {istio: 'in*'}", ['malformed-object spec.selector.istio']],
])('%j as %j', (from, to, expected) => {
  expect(faultsOf(edited(whole, from, to))).toEqual(expected.map((each) => `error ${each}`));
});

test('a field that it has not is a warning, at its key', () => {
  expect(faultsOf(edited(whole, '  - name: secure', '  - naem: secure'))).toEqual([
    'warning unsupported-field spec.servers.1.naem key',
  ]);
});

test('it has a server', () => {
  const empty = `${whole.slice(0, whole.indexOf('  servers:'))}  servers: []\n`;
  expect(faultsOf(empty)).toEqual(['error malformed-object spec.servers']);
  expect(faultsOf(edited(empty, '  servers: []\n', ''))).toEqual(['error malformed-object spec']);
});

test('odd values anywhere are told of, and nothing throws', () => {
  expect(readWithOddValues(whole)).toBeGreaterThan(100);
});
