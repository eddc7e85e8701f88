import { expect, test } from 'vitest';
import { edited, faultsOf, problemsOf, readWithOddValues } from '../../test/support/kind-problems.ts';

const told = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: checkout, namespace: shop}
spec:
  host: checkout.shop.svc.cluster.local
  exportTo: ['*']
  trafficPolicy:
    connectionPool:
      tcp: {maxConnections: 100, connectTimeout: 250ms}
      http: {http1MaxPendingRequests: 10, http2MaxRequests: 20, maxRequestsPerConnection: 1, maxRetries: 0, idleTimeout: 1h}
    outlierDetection: {consecutive5xxErrors: 5, consecutiveGatewayErrors: 5, interval: 10s, baseEjectionTime: 30s, maxEjectionPercent: 50, minHealthPercent: 0}
    loadBalancer: {simple: ROUND_ROBIN}
    tls: {mode: DISABLE}
  subsets:
  - {name: v1, labels: {version: v1}}
  - {name: v2, labels: {version: v2}, trafficPolicy: {loadBalancer: {simple: RANDOM}}}
`;

const rest = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: rest, namespace: shop}
spec:
  host: rest
  exportTo: [., pay]
  workloadSelector: {matchLabels: {app: a}}
  trafficPolicy:
    connectionPool:
      tcp: {tcpKeepalive: {probes: 3, time: 10s, interval: 1s}, maxConnectionDuration: 1h, idleTimeout: 1h}
      http: {h2UpgradePolicy: UPGRADE, useClientProtocol: false, maxConcurrentStreams: 7, http2KeepAlive: {interval: 10s, timeout: 1s}}
    outlierDetection: {consecutiveErrors: 1, splitExternalLocalOriginErrors: true, consecutiveLocalOriginFailures: 3, outlierDetectionHttpErrorCodes: [503]}
    loadBalancer:
      consistentHash: {httpCookie: {name: user, path: /, ttl: 0s, attributes: [{name: SameSite, value: Lax}]}, ringHash: {minimumRingSize: 1024}}
      localityLbSetting:
        enabled: true
        failover: [{from: eu, to: us}]
        failoverPriority: [topology.kubernetes.io/region]
      zoneAwareLbSetting: {enabled: true, failover: [{from: eu, to: us}], failoverPriority: [a=b], minClusterSize: 6}
      warmup: {duration: 10s, minimumPercent: 10, aggression: 1.5}
      warmupDurationSecs: 10s
    portLevelSettings:
    - port: {number: 80}
      connectionPool: {tcp: {idleTimeout: 1h}}
      loadBalancer: {simple: LEAST_CONN}
      outlierDetection: {consecutiveErrors: 1}
    tunnel: {protocol: CONNECT, targetHost: a.example.com, targetPort: 443}
    retryBudget: {percent: 25, minRetryConcurrency: 3, budgetInterval: 10s}
`;

const secret = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: secret, namespace: shop}
spec:
  host: rest
  trafficPolicy:
    tls: {mode: MUTUAL, credentialName: a, sni: a.example.com, subjectAltNames: [a.example.com], insecureSkipVerify: false}
    loadBalancer:
      localityLbSetting: {distribute: [{from: eu/*, to: {eu/west/*: 80, us: 20}}]}
      consistentHash: {httpHeaderName: x-user, maglev: {tableSize: 65537}}
    proxyProtocol: {version: V2}
  subsets:
  - name: v1
    trafficPolicy: {portLevelSettings: [{port: {number: 80}, tls: {mode: SIMPLE, caCertificates: /a.pem, caCrl: /c.pem}}]}
`;

test('what proxies are told of is read without a word', () => {
  expect(problemsOf(told)).toEqual([]);
});

test('what they are not told of is checked, and said once', () => {
  expect(problemsOf(rest).map((each) => each.replace('info not-translated spec.', ''))).toEqual([
    'trafficPolicy.connectionPool.tcp.tcpKeepalive key',
    'trafficPolicy.connectionPool.tcp.maxConnectionDuration key',
    'trafficPolicy.connectionPool.tcp.idleTimeout key',
    'trafficPolicy.connectionPool.http.h2UpgradePolicy key',
    'trafficPolicy.connectionPool.http.useClientProtocol key',
    'trafficPolicy.connectionPool.http.maxConcurrentStreams key',
    'trafficPolicy.connectionPool.http.http2KeepAlive key',
    'trafficPolicy.outlierDetection.consecutiveErrors key',
    'trafficPolicy.outlierDetection.splitExternalLocalOriginErrors key',
    'trafficPolicy.outlierDetection.consecutiveLocalOriginFailures key',
    'trafficPolicy.outlierDetection.outlierDetectionHttpErrorCodes key',
    'trafficPolicy.loadBalancer.consistentHash key',
    'trafficPolicy.loadBalancer.localityLbSetting key',
    'trafficPolicy.loadBalancer.zoneAwareLbSetting key',
    'trafficPolicy.loadBalancer.warmupDurationSecs key',
    'trafficPolicy.loadBalancer.warmup key',
    'trafficPolicy.portLevelSettings key',
    'trafficPolicy.tunnel key',
    'trafficPolicy.retryBudget key',
    'exportTo key',
    'workloadSelector key',
  ]);
});

test('encryption that nobody does is an error', () => {
  expect(faultsOf(secret)).toEqual([
    'error not-enforced spec.trafficPolicy.tls key',
    'error not-enforced spec.subsets.0.trafficPolicy.portLevelSettings.0.tls key',
  ]);
});

test('a rule for many hosts is checked, and told to nobody', () => {
  expect(problemsOf(edited(told, 'checkout.shop.svc.cluster.local', "'*.local'"))).toEqual([
    'info not-translated spec.host key',
  ]);
});

test.each<[string, string, string, readonly string[]]>([
  [told, '  host: checkout.shop.svc.cluster.local\n', '', ['spec']],
  [told, 'host: checkout.shop.svc.cluster.local', "host: 'a.*.b'", ['spec.host']],
  [told, 'interval: 10s', 'interval: soon', ['spec.trafficPolicy.outlierDetection.interval']],
  [
    told,
    'maxEjectionPercent: 50',
    'maxEjectionPercent: 101',
    ['spec.trafficPolicy.outlierDetection.maxEjectionPercent'],
  ],
  [told, 'simple: ROUND_ROBIN', 'simple: FIRST', ['spec.trafficPolicy.loadBalancer.simple']],
  [
    told,
    'simple: ROUND_ROBIN',
    'simple: RANDOM, consistentHash: {useSourceIp: true}',
    ['spec.trafficPolicy.loadBalancer.consistentHash'],
  ],
  [
    told,
    'simple: ROUND_ROBIN',
    'backendUtilization: {weightUpdatePeriod: soon}',
    ['spec.trafficPolicy.loadBalancer.backendUtilization.weightUpdatePeriod'],
  ],
  [told, 'mode: DISABLE', 'mode: SOMETIMES', ['spec.trafficPolicy.tls.mode']],
  [told, 'name: v1', 'name: v_1', ['spec.subsets.0.name']],
  [told, '{loadBalancer: {simple: RANDOM}}', '{}', ['spec.subsets.1.trafficPolicy']],
  [told, "exportTo: ['*']", "exportTo: ['~']", ['spec.exportTo.0']],
  [
    rest,
    'h2UpgradePolicy: UPGRADE, useClientProtocol: false',
    'h2UpgradePolicy: UP',
    ['spec.trafficPolicy.connectionPool.http.h2UpgradePolicy'],
  ],
  [
    rest,
    'useClientProtocol: false',
    'useClientProtocol: true',
    ['spec.trafficPolicy.connectionPool.http.useClientProtocol'],
  ],
  [
    rest,
    'splitExternalLocalOriginErrors: true, ',
    '',
    ['spec.trafficPolicy.outlierDetection.consecutiveLocalOriginFailures'],
  ],
  [rest, 'name: user, ', '', ['spec.trafficPolicy.loadBalancer.consistentHash.httpCookie']],
  [
    rest,
    'consistentHash: {',
    'consistentHash: {useSourceIp: true, ',
    ['spec.trafficPolicy.loadBalancer.consistentHash.useSourceIp'],
  ],
  [rest, 'to: us', 'to: eu', ['spec.trafficPolicy.loadBalancer.localityLbSetting.failover.0.to']],
  [rest, 'to: us', 'to: us/east', ['spec.trafficPolicy.loadBalancer.localityLbSetting.failover.0.to']],
  [rest, 'duration: 10s, ', '', ['spec.trafficPolicy.loadBalancer.warmup']],
  [rest, 'aggression: 1.5', 'aggression: -0.5', ['spec.trafficPolicy.loadBalancer.warmup.aggression']],
  [rest, '{number: 80}', '{}', ['spec.trafficPolicy.portLevelSettings.0.port']],
  [rest, 'protocol: CONNECT', 'protocol: GET', ['spec.trafficPolicy.tunnel.protocol']],
  [rest, ', targetPort: 443', '', ['spec.trafficPolicy.tunnel']],
  [rest, '    tunnel', '    proxyProtocol: {version: V1}\n    tunnel', ['spec.trafficPolicy.proxyProtocol']],
  [
    rest,
    '[a=b]',
    '[topology.istio.io/subzone]',
    ['spec.trafficPolicy.loadBalancer.zoneAwareLbSetting.failoverPriority.0'],
  ],
  [
    rest,
    'maxConnectionDuration: 1h',
    'maxConnectionDuration: 0s',
    ['spec.trafficPolicy.connectionPool.tcp.maxConnectionDuration'],
  ],
  [rest, 'percent: 25', 'percent: 250', ['spec.trafficPolicy.retryBudget.percent']],
  [secret, 'us: 20', 'us: 30', ['spec.trafficPolicy.loadBalancer.localityLbSetting.distribute.0.to']],
  [secret, 'us: 20', "'*/a': 20", ['spec.trafficPolicy.loadBalancer.localityLbSetting.distribute.0.to.*/a key']],
  [secret, 'tableSize: 65537', 'tableSize: 0', ['spec.trafficPolicy.loadBalancer.consistentHash.maglev.tableSize']],
  [secret, 'credentialName: a, ', '', ['spec.trafficPolicy.tls']],
  [secret, 'credentialName: a', 'credentialName: a, caCertificates: /a.pem', ['spec.trafficPolicy.tls.caCertificates']],
  [secret, 'insecureSkipVerify: false', 'insecureSkipVerify: true', ['spec.trafficPolicy.tls.subjectAltNames']],
  [secret, 'version: V2', 'version: V3', ['spec.trafficPolicy.proxyProtocol.version']],
])('case %#: what is wrong is told where it stands', (text, from, to, expected) => {
  const faults = faultsOf(edited(text, from, to)).filter((each) => !each.includes('not-enforced'));
  expect(faults).toEqual(expected.map((each) => `error malformed-object ${each}`));
});

test.each<[string, string, string, string]>([
  [told, '    outlierDetection', '    outlierDetektion', 'spec.trafficPolicy.outlierDetektion'],
  [told, 'labels: {version: v1}', 'label: {version: v1}', 'spec.subsets.0.label'],
  [rest, 'probes: 3', 'probe: 3', 'spec.trafficPolicy.connectionPool.tcp.tcpKeepalive.probe'],
])('case %#: a field that it has not is a warning, at its key', (text, from, to, path) => {
  expect(faultsOf(edited(text, from, to))).toEqual([`warning unsupported-field ${path} key`]);
});

test('odd values anywhere are told of, and nothing throws', () => {
  expect(readWithOddValues(`${told}---\n${rest}---\n${secret}`)).toBeGreaterThan(100);
});
