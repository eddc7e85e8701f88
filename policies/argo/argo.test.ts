import { expect, test } from 'vitest';
import type { Path, Value } from '../../test/corpus/draft.ts';
import { bodiesOf, problemsOf, problemsWith } from '../../test/support/problems.ts';

const correct = `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: shop}
spec:
  replicas: 3
  revisionHistoryLimit: 2
  minReadySeconds: 5
  paused: false
  progressDeadlineSeconds: 600
  progressDeadlineAbort: true
  restartAt: "2026-01-01T00:00:00Z"
  rollbackWindow: {revisions: 3}
  analysis: {successfulRunHistoryLimit: 1, unsuccessfulRunHistoryLimit: 2}
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop, tier: web}}
    spec:
      serviceAccountName: shop
      containers: [{name: app, image: a, ports: [{name: http, containerPort: 8080, protocol: TCP}], resources: {}}]
      volumes: []
  strategy:
    canary:
      canaryService: shop-canary
      stableService: shop-stable
      maxSurge: 25%
      maxUnavailable: 0
      dynamicStableScale: true
      minPodsPerReplicaSet: 2
      scaleDownDelaySeconds: 30
      abortScaleDownDelaySeconds: 30
      canaryMetadata: {labels: {role: canary}, annotations: {a: b}}
      stableMetadata: {labels: {role: stable}}
      antiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: {weight: 1}, requiredDuringSchedulingIgnoredDuringExecution: {}}
      pingPong: {pingService: a, pongService: b}
      replicaProgressThreshold: {type: Percent, value: 90}
      analysis:
        startingStep: 2
        templates: [{templateName: success, clusterScope: true}]
        args: [{name: service, value: shop}, {name: hash, valueFrom: {podTemplateHashValue: Latest}}, {name: at, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
        dryRun: [{metricName: .*}]
        measurementRetention: [{metricName: a, limit: 10}]
        analysisRunMetadata: {labels: {a: b}}
      trafficRouting:
        managedRoutes: [{name: by-header}]
        istio: {virtualService: {name: shop, routes: [primary], tlsRoutes: [{port: 443, sniHosts: [a]}]}, destinationRule: {name: shop, canarySubsetName: c, stableSubsetName: s}}
        nginx: {stableIngress: shop, annotationPrefix: a, additionalIngressAnnotations: {a: b}}
        alb: {ingress: shop, servicePort: 80, stickinessConfig: {enabled: true, durationSeconds: 60}}
        smi: {rootService: shop, trafficSplitName: shop}
        ambassador: {mappings: [shop]}
        traefik: {weightedTraefikServiceName: shop}
        apisix: {route: {name: shop, rules: [a]}}
        appMesh: {virtualService: {name: a}, virtualNodeGroup: {canaryVirtualNodeRef: {name: a}, stableVirtualNodeRef: {name: b}}}
        plugins: {argoproj-labs/gatewayAPI: {httpRoute: shop, namespace: shop}}
      steps:
      - setWeight: 10
      - pause: {}
      - pause: {duration: 60}
      - pause: {duration: "10"}
      - pause: {duration: 10m}
      - setCanaryScale: {replicas: 2}
      - {setCanaryScale: {matchTrafficWeight: true}, setHeaderRoute: {name: by-header}, pause: {duration: 15}}
      - setHeaderRoute: {name: by-header, match: [{headerName: x, headerValue: {exact: a}}]}
      - setMirrorRoute: {name: mirror, percentage: 35, match: [{method: {exact: GET}, path: {prefix: /}, headers: {a: {regex: b}}}]}
      - analysis: {templates: [{templateName: success}], args: [{name: a, value: "{{x}}"}]}
      - experiment:
          duration: 5m
          templates: [{name: a, specRef: stable, replicas: 1, weight: 5, service: {name: a}}, {name: b, specRef: canary, metadata: {labels: {a: b}}}]
          analyses: [{name: a, templateName: b, requiredForCompletion: true}]
      - plugin: {name: argoproj-labs/step, config: {a: 1}}
---
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: blue-green}
spec:
  workloadRef: {apiVersion: apps/v1, kind: Deployment, name: shop, scaleDown: onsuccess}
  strategy:
    blueGreen:
      activeService: shop
      previewService: shop-preview
      autoPromotionEnabled: false
      autoPromotionSeconds: 30
      previewReplicaCount: 1
      prePromotionAnalysis: {templates: [{templateName: a}]}
      activeMetadata: {labels: {a: b}}
---
apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata: {name: success}
spec:
  args: [{name: service}, {name: token, valueFrom: {secretKeyRef: {name: a, key: b}}}, {name: every, value: 1m}]
  dryRun: [{metricName: a}]
  templates: [{templateName: other}]
  metrics:
  - name: rate
    interval: "{{args.every}}"
    initialDelay: 30s
    count: 5
    successCondition: result[0] >= 0.95
    failureCondition: result[0] < 0.9
    failureLimit: 3
    inconclusiveLimit: "3"
    consecutiveErrorLimit: "{{args.limit}}"
    provider:
      prometheus: {address: 'http://prometheus:9090', query: "sum(\\nup)", timeout: 10}
  - {name: web, provider: {web: {url: 'http://a/{{args.service}}', jsonPath: '{$.ok}', timeoutSeconds: 20}}}
  - {name: job, provider: {job: {spec: {backoffLimit: 1}}}}
  - {name: dog, provider: {datadog: {query: a}}}
  - {name: own, provider: {plugin: {own/metric: {a: b}}}}
---
apiVersion: argoproj.io/v1alpha1
kind: ClusterAnalysisTemplate
metadata: {name: success}
spec: {metrics: [{name: a, provider: {newRelic: {query: a}}}]}
---
apiVersion: argoproj.io/v1alpha1
kind: AnalysisRun
metadata: {name: run}
spec: {terminate: false, args: [{name: a, value: b}], metrics: [{name: a, provider: {graphite: {query: a}}}]}
---
apiVersion: argoproj.io/v1alpha1
kind: Experiment
metadata: {name: both}
spec:
  duration: 20m
  progressDeadlineSeconds: 30
  scaleDownDelaySeconds: 5
  templates:
  - name: a
    replicas: 1
    selector: {matchLabels: {app: a}}
    template: {metadata: {labels: {app: a}}, spec: {containers: [{name: a, image: b}]}}
    service: {}
  analyses: [{name: a, templateName: b, args: [{name: c, value: d}]}]
`;

test('a correct object is read, and its author told that no proxy hears of it', () => {
  for (const text of correct.split('---\n')) expect(problemsOf(text)).toEqual(['not-translated kind']);
});

const canary = ['spec', 'strategy', 'canary'];
const metric = ['spec', 'metrics', 0];

test.each<[string, Path, Value | undefined, string]>([
  ['Rollout', ['spec', 'strategy'], undefined, 'malformed-object spec'],
  ['Rollout', ['spec', 'strategy', 'blueGreen'], { activeService: 'a' }, 'malformed-object spec.strategy'],
  ['Rollout', ['spec', 'template'], undefined, 'malformed-object spec'],
  ['Rollout', ['spec', 'selector'], undefined, 'malformed-object spec'],
  ['Rollout', ['spec', 'selector', 'matchLabels', 'app'], 'cart', 'malformed-object spec.selector.matchLabels.app'],
  ['Rollout', ['spec', 'replicas'], '3', 'malformed-object spec.replicas'],
  ['Rollout', [...canary, 'timeoutt'], 'x', 'unsupported-field spec.strategy.canary.timeoutt key'],
  ['Rollout', [...canary, 'maxSurge'], 'some', 'malformed-object spec.strategy.canary.maxSurge'],
  ['Rollout', [...canary, 'steps', 0, 'setWeight'], 120, 'malformed-object spec.strategy.canary.steps.0.setWeight'],
  ['Rollout', [...canary, 'steps', 0], {}, 'malformed-object spec.strategy.canary.steps.0'],
  ['Rollout', [...canary, 'steps', 0, 'pause'], {}, 'malformed-object spec.strategy.canary.steps.0'],
  [
    'Rollout',
    [...canary, 'steps', 4, 'pause', 'duration'],
    'soon',
    'malformed-object spec.strategy.canary.steps.4.pause.duration',
  ],
  ['AnalysisTemplate', [...metric, 'provider'], undefined, 'malformed-object spec.metrics.0'],
  ['AnalysisTemplate', [...metric, 'provider'], {}, 'malformed-object spec.metrics.0.provider'],
  ['AnalysisTemplate', [...metric, 'interval'], 'often', 'malformed-object spec.metrics.0.interval'],
  ['AnalysisTemplate', [...metric, 'kindd'], 'x', 'unsupported-field spec.metrics.0.kindd key'],
  ['AnalysisRun', ['spec', 'metrics'], undefined, 'malformed-object spec'],
  ['Experiment', ['spec', 'templates', 0, 'template'], undefined, 'malformed-object spec.templates.0'],
  [
    'Experiment',
    ['spec', 'templates', 0, 'selector', 'matchLabels', 'app'],
    'b',
    'malformed-object spec.templates.0.selector.matchLabels.app',
  ],
])('%s %j: %j', (kind, path, value, expected) => {
  const body = bodiesOf(correct).find((each) => each['kind'] === kind);
  expect(problemsWith(body ?? {}, path, value)).toEqual([expected]);
});

test('a router that counts traffic in more parts has larger weights', () => {
  const body = structuredClone(bodiesOf(correct)[0] ?? {});
  const step = [...canary, 'steps', 0, 'setWeight'];
  expect(problemsWith(body, [...canary, 'trafficRouting', 'maxTrafficWeight'], 1000)).toEqual([]);
  const [raised = {}] = bodiesOf(
    JSON.stringify(body).replace('"managedRoutes"', '"maxTrafficWeight":1000,"managedRoutes"'),
  );
  expect(problemsWith(raised, step, 120)).toEqual([]);
  expect(problemsWith(raised, step, 1001)).toEqual(['malformed-object spec.strategy.canary.steps.0.setWeight']);
});
