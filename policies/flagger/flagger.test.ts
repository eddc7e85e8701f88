import { expect, test } from 'vitest';
import type { Path, Value } from '../../test/corpus/draft.ts';
import { bodiesOf, problemsOf, problemsWith } from '../../test/support/problems.ts';

const correct = `apiVersion: flagger.app/v1beta1
kind: Canary
metadata: {name: shop}
spec:
  provider: istio
  metricsServer: http://prometheus:9090
  progressDeadlineSeconds: 60
  skipAnalysis: false
  revertOnDeletion: true
  suspend: false
  targetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}
  autoscalerRef:
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    name: shop
    primaryScalerReplicas: {minReplicas: 2, maxReplicas: 5}
    primaryScalerQueries: {prom: sum(up)}
  ingressRef: {apiVersion: networking.k8s.io/v1, kind: Ingress, name: shop}
  routeRef: {apiVersion: apisix.apache.org/v2, kind: ApisixRoute, name: shop}
  upstreamRef: {apiVersion: gloo.solo.io/v1, kind: Upstream, name: shop, namespace: gloo}
  service:
    name: shop
    port: 80
    portName: http
    targetPort: web
    appProtocol: http
    portDiscovery: true
    headless: false
    trafficDistribution: PreferClose
    timeout: 15s
    backendTimeout: 10s
    hosts: [shop.example.com, '*']
    gateways: [mesh, public/front]
    gatewayRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: edge, namespace: edge, sectionName: https, port: 443}]
    delegation: false
    match: [{uri: {prefix: /}, headers: {x: {exact: a}}, ignoreUriCase: true}]
    rewrite: {uri: /, authority: a, type: ReplacePrefixMatch}
    retries: {attempts: 3, perTryTimeout: 1s, retryOn: 'gateway-error'}
    headers: {request: {add: {a: b}, set: {c: d}, remove: [e]}, response: {remove: [f]}}
    mirror: [{backendRef: {name: copy, port: 80}}]
    corsPolicy: {allowOrigins: [{exact: 'https://a.example.com'}], allowMethods: [GET], allowCredentials: false, maxAge: 24h}
    trafficPolicy:
      connectionPool: {http: {http1MaxPendingRequests: 10, h2UpgradePolicy: UPGRADE}, tcp: {maxConnections: 10}}
      loadBalancer: {consistentHash: {httpCookie: {name: a, ttl: 0s}}}
      outlierDetection: {consecutive5xxErrors: 5, interval: 30s}
      tls: {mode: ISTIO_MUTUAL}
    meshName: global
    backends: [a.shop]
    apex: {labels: {a: b}, annotations: {c: "two\\nlines"}}
    primary: {labels: {a: b}}
    canary: {annotations: {a: b}}
    unmanagedMetadata: {labels: [a], annotations: [b]}
  analysis:
    interval: 1m
    threshold: 5
    maxWeight: 50
    stepWeight: 10
    stepWeightPromotion: 100
    mirror: true
    mirrorWeight: 10
    primaryReadyThreshold: 100
    canaryReadyThreshold: 100
    match: [{headers: {x-canary: {regex: '.*'}, cookie: {suffix: a}}, sourceLabels: {app: a}, queryParams: {a: {exact: b}}}]
    metrics:
    - {name: request-success-rate, interval: 1m, thresholdRange: {min: 99}}
    - {name: own, templateRef: {name: own, namespace: flagger}, thresholdRange: {max: 0.5}, interval: 30s, templateVariables: {a: b}}
    - {name: old, threshold: 99.5, query: "sum(\\nup)"}
    alerts: [{name: on-call, severity: error, providerRef: {name: slack, namespace: flagger}}]
    webhooks:
    - {name: load, url: 'http://tester.test/', timeout: 5s, metadata: {cmd: "hey -z 1m http://shop-canary/"}}
    - {name: gate, type: confirm-promotion, url: 'https://gate.test/check', muteAlert: true, retries: 2, disableTLS: false}
    sessionAffinity: {cookieName: flagger, maxAge: 21600, sameSite: Lax, secure: true}
---
apiVersion: flagger.app/v1beta1
kind: Canary
metadata: {name: blue-green}
spec:
  targetRef: {apiVersion: v1, kind: Service, name: shop}
  service: {port: 80}
  canaryAnalysis: {interval: 30s, threshold: 2, iterations: 10}
---
apiVersion: flagger.app/v1beta1
kind: MetricTemplate
metadata: {name: own}
spec:
  provider: {type: prometheus, address: http://prometheus:9090, secretRef: {name: a}, insecureSkipVerify: true, headers: {a: [b]}}
  query: |
    sum(
      up
    )
---
apiVersion: flagger.app/v1beta1
kind: AlertProvider
metadata: {name: slack}
spec: {type: slack, channel: general, username: flagger, address: 'https://hooks.example.com/a'}
---
apiVersion: flagger.app/v1beta1
kind: AlertProvider
metadata: {name: teams}
spec: {type: msteams, secretRef: {name: teams}}
`;

test('a correct object is read, and its author told that no proxy hears of it', () => {
  for (const text of correct.split('---\n')) expect(problemsOf(text)).toEqual(['not-translated kind']);
});

const analysis = ['spec', 'analysis'];

test.each<[string, Path, Value | undefined, string]>([
  ['Canary', ['spec', 'targetRef'], undefined, 'malformed-object spec'],
  ['Canary', ['spec', 'targetRef', 'kind'], 'Pod', 'malformed-object spec.targetRef.kind'],
  ['Canary', ['spec', 'provider'], 'consul', 'malformed-object spec.provider'],
  ['Canary', ['spec', 'service', 'port'], 0, 'malformed-object spec.service.port'],
  ['Canary', ['spec', 'service', 'timeout'], 'soon', 'malformed-object spec.service.timeout'],
  ['Canary', ['spec', 'service', 'hosst'], 'x', 'unsupported-field spec.service.hosst key'],
  ['Canary', analysis, undefined, 'malformed-object spec'],
  ['Canary', [...analysis, 'replica'], 'x', 'unsupported-field spec.analysis.replica key'],
  ['Canary', [...analysis, 'interval'], 'soon', 'malformed-object spec.analysis.interval'],
  ['Canary', [...analysis, 'interval'], undefined, 'malformed-object spec.analysis'],
  ['Canary', [...analysis, 'threshold'], 'eighty', 'malformed-object spec.analysis.threshold'],
  ['Canary', [...analysis, 'maxWeight'], 500, 'malformed-object spec.analysis.maxWeight'],
  ['Canary', [...analysis, 'metrics', 0, 'name'], undefined, 'malformed-object spec.analysis.metrics.0'],
  ['Canary', [...analysis, 'webhooks', 1, 'type'], 'never', 'malformed-object spec.analysis.webhooks.1.type'],
  ['Canary', [...analysis, 'webhooks', 0, 'url'], 'tester', 'malformed-object spec.analysis.webhooks.0.url'],
  ['Canary', [...analysis, 'alerts', 0, 'providerRef'], undefined, 'malformed-object spec.analysis.alerts.0'],
  ['MetricTemplate', ['spec', 'provider', 'type'], 'paper', 'malformed-object spec.provider.type'],
  ['MetricTemplate', ['spec', 'query'], undefined, 'malformed-object spec'],
  ['AlertProvider', ['spec', 'address'], undefined, 'malformed-object spec'],
])('%s %j: %j', (kind, path, value, expected) => {
  const body = bodiesOf(correct).find((each) => each['kind'] === kind);
  expect(problemsWith(body ?? {}, path, value)).toEqual([expected]);
});

test('how steps and iterations go together is left to the rules', () => {
  const body = bodiesOf(correct)[0] ?? {};
  expect(problemsWith(body, [...analysis, 'stepWeight'], 80)).toEqual([]);
  expect(problemsWith(body, [...analysis, 'iterations'], 10)).toEqual([]);
});
