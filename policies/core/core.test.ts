import { expect, test } from 'vitest';
import type { Path, Value } from '../../test/corpus/draft.ts';
import { bodiesOf, problemsOf, problemsWith } from '../../test/support/problems.ts';

const workload = (kind: string): string => `apiVersion: apps/v1
kind: ${kind}
metadata: {name: a, labels: {app: a}, annotations: {note: "two\\nlines"}}
spec:
  replicas: 2
  selector: {matchLabels: {app: a}, matchExpressions: [{key: tier, operator: In, values: [web]}]}
  template:
    metadata: {labels: {app: a, tier: web}, annotations: {x: 'y'}}
    spec:
      serviceAccountName: a
      initContainers: [{name: setup, image: b}]
      containers: [{name: app, image: b, ports: [{name: http, containerPort: 8080}], env: [{name: A, value: b}]}]
`;

const silent = [
  ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'].map(workload),
  'apiVersion: batch/v1\nkind: Job\nmetadata: {name: a}\nspec: {template: {spec: {containers: [{name: a}]}}}',
  `apiVersion: batch/v1
kind: CronJob
metadata: {name: a}
spec: {schedule: '* * * * *', jobTemplate: {spec: {template: {spec: {containers: [{name: a}]}}}}}`,
  'apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {app: a}}\nspec: {containers: [{name: a, ports: [{containerPort: 80}]}]}',
  'apiVersion: v1\nkind: Namespace\nmetadata: {name: a, labels: {istio-injection: enabled}}',
  'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a}\nautomountServiceAccountToken: false',
  'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: "b\\nc"}',
  'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: "system:a"}\nrules: []',
  'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a.b.c}\nspec: {group: b.c}',
];

test.each(silent)('of %s nothing is said', (text) => expect(problemsOf(text)).toEqual([]));

const ingress = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: a, annotations: {x/y: 'true'}}
spec:
  ingressClassName: nginx
  defaultBackend: {resource: {apiGroup: example.com, kind: Bucket, name: a}}
  tls: [{hosts: [a.example.com], secretName: a}]
  rules:
  - host: '*.example.com'
    http:
      paths:
      - {path: /, pathType: Prefix, backend: {service: {name: a, port: {number: 80}}}}
      - {pathType: ImplementationSpecific, backend: {service: {name: a, port: {name: http}}}}
`;

const endpoints = `apiVersion: v1
kind: Endpoints
metadata: {name: a}
subsets:
- addresses: [{ip: 10.0.0.1, nodeName: n, targetRef: {kind: Pod, name: a}}]
  notReadyAddresses: [{ip: 10.0.0.2}]
  ports: [{name: http, port: 80, protocol: TCP}]
`;

test.each([ingress, endpoints])('what concerns traffic is read, and said to be untranslated: %s', (text) => {
  expect(problemsOf(text)).toEqual(['not-translated kind']);
});

test('a patch of a workload has a part of it', () => {
  const body = bodiesOf(workload('Deployment'))[0] ?? {};
  for (const path of [['spec'], ['spec', 'selector'], ['spec', 'template'], ['spec', 'template', 'metadata']]) {
    expect(problemsWith(body, path, undefined)).toEqual([]);
  }
});

test('what a proxy never sees of a Service is no fault', () => {
  const text = `apiVersion: v1
kind: Service
metadata: {name: dns}
spec:
  ports: [{name: dns, port: 53, protocol: UDP}, {name: dns-tcp, port: 53, protocol: TCP}]
  sessionAffinity: ClientIP
  sessionAffinityConfig: {clientIP: {timeoutSeconds: 10}}
  internalTrafficPolicy: Local
  publishNotReadyAddresses: true
`;
  expect(problemsOf(text)).toEqual(['not-translated spec.ports.0.protocol', 'not-translated spec.sessionAffinity']);
  const elsewhere =
    'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {type: ExternalName, externalName: b.example.com}';
  expect(problemsOf(elsewhere)).toEqual(['not-translated spec.type']);
  const [body = {}] = bodiesOf(text);
  expect(problemsWith(body, ['spec', 'ports', 0, 'protocol'], 'HTTP')).toContain(
    'malformed-object spec.ports.0.protocol',
  );
});

test('an EndpointSlice may say where its endpoints are', () => {
  const text = `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: a, labels: {kubernetes.io/service-name: a}}
addressType: IPv4
ports: [{name: http, port: 80, protocol: TCP, appProtocol: http}]
endpoints:
- addresses: [10.0.0.1]
  conditions: {ready: true, serving: true, terminating: false}
  hostname: a
  nodeName: n
  zone: z
  hints: {forZones: [{name: z}]}
  targetRef: {kind: Pod, name: a}
`;
  expect(problemsOf(text)).toEqual([]);
  expect(problemsWith(bodiesOf(text)[0] ?? {}, ['endpoints', 0, 'addresses', 0], '10.0.0.300')).toEqual([
    'malformed-object endpoints.0.addresses.0',
  ]);
});

const backend = ['spec', 'rules', 0, 'http', 'paths', 0, 'backend'];
const container = ['spec', 'template', 'spec', 'containers', 0];

test.each<[string, Path, Value | undefined, string]>([
  [workload('Deployment'), ['spec', 'template'], 'none', 'malformed-object spec.template'],
  [
    workload('Deployment'),
    ['spec', 'selector', 'matchExpressions', 0, 'operator'],
    'Is',
    'malformed-object spec.selector.matchExpressions.0.operator',
  ],
  [workload('Deployment'), ['metadata', 'labels', 'app'], 1, 'malformed-object metadata.labels.app'],
  [
    workload('DaemonSet'),
    ['spec', 'selector', 'matchLabels', 'app'],
    'b',
    'malformed-object spec.selector.matchLabels.app',
  ],
  [
    workload('StatefulSet'),
    ['spec', 'template', 'metadata', 'labels', 'tier'],
    3,
    'malformed-object spec.template.metadata.labels.tier',
  ],
  [
    workload('ReplicaSet'),
    [...container, 'ports', 0, 'containerPort'],
    70_000,
    'malformed-object spec.template.spec.containers.0.ports.0.containerPort',
  ],
  [
    workload('Deployment'),
    ['spec', 'template', 'spec', 'containers'],
    {},
    'malformed-object spec.template.spec.containers',
  ],
  [ingress, [...backend, 'service', 'port'], {}, 'malformed-object spec.rules.0.http.paths.0.backend.service.port'],
  [ingress, [...backend, 'service'], undefined, 'malformed-object spec.rules.0.http.paths.0.backend'],
  [
    ingress,
    ['spec', 'rules', 0, 'http', 'paths', 0, 'pathType'],
    'Regex',
    'malformed-object spec.rules.0.http.paths.0.pathType',
  ],
  [ingress, ['spec', 'hosst'], 'x', 'unsupported-field spec.hosst key'],
  [endpoints, ['subsets', 0, 'addresses', 0, 'ip'], '10.0.0.300', 'malformed-object subsets.0.addresses.0.ip'],
])('of %s with %j: %j', (text, path, value, expected) => {
  expect(problemsWith(bodiesOf(text)[0] ?? {}, path, value)).toEqual([expected]);
});
