import { describe, expect, test } from 'vitest';
import type { Path, Value } from '../../test/corpus/draft.ts';
import { bodiesOf, problemsOf, problemsWith } from '../../test/support/problems.ts';

const gateway = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec:
  gatewayClassName: sluice
  listeners:
  - {name: http, port: 80, protocol: HTTP, hostname: '*.example.com', allowedRoutes: {namespaces: {from: Same}}}
  - name: https
    port: 443
    protocol: HTTPS
    hostname: www.example.com
    tls:
      mode: Terminate
      certificateRefs: [{name: cert}, {kind: Secret, group: '', name: other, namespace: certs}]
      options: {example.com/min-version: '1.2'}
    allowedRoutes:
      namespaces: {from: Selector, selector: {matchLabels: {edge: 'yes'}, matchExpressions: [{key: a, operator: Exists}]}}
      kinds: [{kind: HTTPRoute}, {group: gateway.networking.k8s.io, kind: GRPCRoute}]
  - {name: mail, port: 25, protocol: TCP}
  - {name: pass, port: 8443, protocol: TLS, tls: {mode: Passthrough}}
  - {name: own, port: 9000, protocol: example.com/own}
  - {name: mesh, port: 15008, protocol: HBONE}
  addresses:
  - {value: 10.0.0.1}
  - {type: Hostname, value: lb.example.com}
  - {type: example.com/pool, value: a}
  - {type: IPAddress}
  infrastructure:
    labels: {team: shop}
    annotations: {note: "two\\nlines"}
    parametersRef: {group: example.com, kind: Params, name: a}
  allowedListeners: {namespaces: {from: All}}
  tls:
    backend: {clientCertificateRef: {name: client}}
    frontend:
      default: {validation: {caCertificateRefs: [{group: '', kind: ConfigMap, name: ca}], mode: AllowValidOnly}}
      perPort: [{port: 443, tls: {}}]
`;

const httpRoute = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop, namespace: shop}
spec:
  parentRefs: [{name: edge, sectionName: https}, {group: '', kind: Service, name: shop, port: 80}]
  hostnames: [www.example.com, '*.example.org']
  rules:
  - name: api
    matches:
    - path: {type: PathPrefix, value: /api}
      method: GET
      headers: [{name: X-Group, value: beta}, {type: RegularExpression, name: x-user, value: 'a|b'}]
      queryParams: [{name: page, value: '1'}]
    - path: {type: RegularExpression, value: '/v[12]/.*'}
    - {}
    filters:
    - type: RequestHeaderModifier
      requestHeaderModifier: {set: [{name: a, value: b}], add: [{name: c, value: d}], remove: [e]}
    - {type: RequestMirror, requestMirror: {backendRef: {name: copy, port: 80}, percent: 10}}
    - {type: RequestMirror, requestMirror: {backendRef: {name: other, port: 80}, fraction: {numerator: 1, denominator: 3}}}
    - {type: ExtensionRef, extensionRef: {group: example.com, kind: Limit, name: a}}
    - type: CORS
      cors: {allowOrigins: ['https://*.example.com'], allowMethods: ['*'], allowHeaders: [x-a], maxAge: 60, allowCredentials: true}
    - type: ExternalAuth
      externalAuth: {protocol: GRPC, backendRef: {name: auth, port: 9000}, grpc: {allowedHeaders: [cookie]}}
    backendRefs:
    - {name: shop, port: 80, weight: 90}
    - name: shop2
      namespace: other
      port: 80
      weight: 10
      filters: [{type: ResponseHeaderModifier, responseHeaderModifier: {remove: [a]}}]
    - {group: example.com, kind: Bucket, name: files}
    timeouts: {request: 1h30m, backendRequest: 10s}
    retry: {codes: [500, 503], attempts: 2, backoff: 250ms}
    sessionPersistence: {sessionName: s, absoluteTimeout: 24h, type: Cookie, cookieConfig: {lifetimeType: Permanent}}
  - matches: [{path: {value: /old}}]
    filters:
    - type: RequestRedirect
      requestRedirect:
        {scheme: https, hostname: a.example.com, port: 443, statusCode: 308, path: {type: ReplacePrefixMatch, replacePrefixMatch: ''}}
  - filters: [{type: URLRewrite, urlRewrite: {hostname: b.example.com, path: {type: ReplaceFullPath, replaceFullPath: /b}}}]
    backendRefs: [{name: shop, port: 80}]
`;

const rest = `apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: sluice}
spec:
  controllerName: sluice.dev/gateway
  description: ours
  parametersRef: {group: '', kind: ConfigMap, name: a, namespace: b}
---
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: {name: calls}
spec:
  parentRefs: [{name: edge}]
  hostnames: [calls.example.com]
  rules:
  - matches: [{method: {service: shop.Calls, method: Pay}, headers: [{name: a, value: b}]}, {method: {type: RegularExpression, method: 'P.*'}}, {}]
    filters: [{type: RequestMirror, requestMirror: {backendRef: {name: a, port: 1}}}]
    backendRefs: [{name: calls, port: 9000, weight: 1, filters: []}]
    sessionPersistence: {type: Header}
---
apiVersion: gateway.networking.k8s.io/v1alpha2
kind: TLSRoute
metadata: {name: pass}
spec: {parentRefs: [{name: edge}], rules: [{backendRefs: [{name: a, port: 443}]}]}
---
apiVersion: gateway.networking.k8s.io/v1alpha3
kind: TLSRoute
metadata: {name: pass3}
spec: {parentRefs: [{name: edge}], hostnames: ['*.example.com'], rules: [{name: a, backendRefs: [{name: a, port: 443}]}]}
---
apiVersion: gateway.networking.k8s.io/v1alpha2
kind: TCPRoute
metadata: {name: mail}
spec: {parentRefs: [{name: edge, sectionName: mail}], rules: [{backendRefs: [{name: mail, port: 25, weight: 0}]}]}
---
apiVersion: gateway.networking.k8s.io/v1alpha2
kind: UDPRoute
metadata: {name: dns}
spec: {parentRefs: [{name: edge}], rules: [{backendRefs: [{name: dns, port: 53}]}]}
---
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {name: grant}
spec:
  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop}]
  to: [{group: '', kind: Service}, {group: '', kind: Secret, name: cert}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: {name: tls}
spec:
  targetRefs: [{group: '', kind: Service, name: a, sectionName: https}]
  validation:
    caCertificateRefs: [{group: '', kind: ConfigMap, name: ca}]
    hostname: a.example.com
    subjectAltNames: [{type: Hostname, hostname: '*.example.com'}, {type: URI, uri: 'spiffe://a/ns/b/sa/c'}]
  options: {a: b}
---
apiVersion: gateway.networking.k8s.io/v1alpha2
kind: BackendTLSPolicy
metadata: {name: early}
spec:
  targetRef: {group: '', kind: Service, name: a}
  tls: {wellKnownCACerts: System, hostname: a.example.com}
---
apiVersion: gateway.networking.k8s.io/v1
kind: ListenerSet
metadata: {name: more}
spec: {parentRef: {name: edge}, listeners: [{name: a, port: 81, protocol: HTTP}]}
---
apiVersion: gateway.networking.x-k8s.io/v1alpha1
kind: XListenerSet
metadata: {name: more}
spec: {parentRef: {name: edge, kind: Gateway, group: gateway.networking.k8s.io}, listeners: [{name: a, protocol: HTTP}]}
`;

test('a correct object is read, and its author told that no proxy hears of it', () => {
  for (const text of [gateway, httpRoute, ...rest.split('---\n')])
    expect(problemsOf(text)).toEqual(['not-translated kind']);
});

const https = ['spec', 'listeners', 1];

describe('a Gateway', () => {
  test.each<[Path, Value | undefined, string]>([
    [['spec', 'gatewayClassName'], undefined, 'malformed-object spec'],
    [['spec', 'listeners'], [], 'malformed-object spec.listeners'],
    [['spec', 'timeoutt'], 1, 'unsupported-field spec.timeoutt key'],
    [[...https, 'kindd'], 'x', 'unsupported-field spec.listeners.1.kindd key'],
    [[...https, 'port'], 70_000, 'malformed-object spec.listeners.1.port'],
    [[...https, 'port'], 'eighty', 'malformed-object spec.listeners.1.port'],
    [[...https, 'protocol'], 'SOMETIMES', 'malformed-object spec.listeners.1.protocol'],
    [[...https, 'protocol'], 'TCP', 'malformed-object spec.listeners.1.tls'],
    [[...https, 'tls', 'mode'], 'Passthrough', 'malformed-object spec.listeners.1.tls.mode'],
    [[...https, 'hostname'], '*', 'malformed-object spec.listeners.1.hostname'],
    [[...https, 'name'], 'http', 'malformed-object spec.listeners.1.name'],
    [['spec', 'listeners', 2, 'hostname'], 'a.example.com', 'malformed-object spec.listeners.2.hostname'],
    [['spec', 'addresses', 0, 'value'], '10.0.0.300', 'malformed-object spec.addresses.0.value'],
    [['spec', 'addresses', 1, 'type'], 'Elsewhere', 'malformed-object spec.addresses.1.type'],
    [
      [...https, 'allowedRoutes', 'namespaces', 'from'],
      'Some',
      'malformed-object spec.listeners.1.allowedRoutes.namespaces.from',
    ],
  ])('%j: %j', (path, value, expected) => {
    expect(problemsWith(bodyOf(gateway), path, value)).toContain(expected);
  });
});

const rule = ['spec', 'rules', 0];

describe('an HTTPRoute', () => {
  test.each<[Path, Value | undefined, string]>([
    [['spec', 'hostnames'], 'www.example.com', 'malformed-object spec.hostnames'],
    [['spec', 'hostnames', 0], 'WWW.example.com', 'malformed-object spec.hostnames.0'],
    [['spec', 'parentRefs', 0, 'name'], undefined, 'malformed-object spec.parentRefs.0'],
    [[...rule, 'hosst'], 'x', 'unsupported-field spec.rules.0.hosst key'],
    [[...rule, 'matches', 0, 'path', 'type'], 'SOMETIMES', 'malformed-object spec.rules.0.matches.0.path.type'],
    [[...rule, 'matches', 0, 'path', 'value'], 'api', 'malformed-object spec.rules.0.matches.0.path.value'],
    [[...rule, 'matches', 0, 'path', 'value'], '/a/../b', 'malformed-object spec.rules.0.matches.0.path.value'],
    [[...rule, 'matches', 0, 'method'], 'get', 'malformed-object spec.rules.0.matches.0.method'],
    [[...rule, 'matches', 0, 'headers', 0, 'name'], ':path', 'malformed-object spec.rules.0.matches.0.headers.0.name'],
    [[...rule, 'backendRefs', 0, 'weight'], 1_000_001, 'malformed-object spec.rules.0.backendRefs.0.weight'],
    [[...rule, 'backendRefs', 0, 'port'], undefined, 'malformed-object spec.rules.0.backendRefs.0'],
    [[...rule, 'backendRefs', 0, 'name'], undefined, 'malformed-object spec.rules.0.backendRefs.0'],
    [[...rule, 'timeouts', 'request'], '1.5s', 'malformed-object spec.rules.0.timeouts.request'],
    [[...rule, 'timeouts', 'request'], '1s', 'malformed-object spec.rules.0.timeouts.backendRequest'],
    [[...rule, 'retry', 'codes', 0], 200, 'malformed-object spec.rules.0.retry.codes.0'],
    [[...rule, 'filters', 0, 'type'], 'Nothing', 'malformed-object spec.rules.0.filters.0.type'],
    [[...rule, 'filters', 0, 'requestHeaderModifier'], undefined, 'malformed-object spec.rules.0.filters.0'],
    [[...rule, 'filters', 0, 'cors'], {}, 'malformed-object spec.rules.0.filters.0.cors'],
    [
      [...rule, 'filters', 1, 'requestMirror', 'fraction'],
      { numerator: 1 },
      'malformed-object spec.rules.0.filters.1.requestMirror.fraction',
    ],
    [[...rule, 'sessionPersistence', 'absoluteTimeout'], undefined, 'malformed-object spec.rules.0.sessionPersistence'],
    [['spec', 'rules', 1, 'name'], 'api', 'malformed-object spec.rules.1.name'],
    [['spec', 'rules', 1, 'backendRefs'], [{ name: 'a', port: 80 }], 'malformed-object spec.rules.1.backendRefs'],
    [
      ['spec', 'rules', 1, 'matches'],
      [{ path: { type: 'Exact', value: '/old' } }],
      'malformed-object spec.rules.1.filters.0.requestRedirect.path.type',
    ],
    [
      ['spec', 'rules', 2, 'filters', 1],
      { type: 'URLRewrite', urlRewrite: {} },
      'malformed-object spec.rules.2.filters.1',
    ],
    [
      ['spec', 'rules', 2, 'filters', 1],
      { type: 'RequestRedirect', requestRedirect: {} },
      'malformed-object spec.rules.2.filters.1',
    ],
  ])('%j: %j', (path, value, expected) => {
    expect(problemsWith(bodyOf(httpRoute), path, value)).toContain(expected);
  });
});

describe('the others', () => {
  test.each<[string, Path, Value | undefined, string]>([
    ['GatewayClass', ['spec', 'controllerName'], 'sluice', 'malformed-object spec.controllerName'],
    ['GRPCRoute', ['spec', 'replica'], 'x', 'unsupported-field spec.replica key'],
    ['GRPCRoute', ['spec', 'rules', 0, 'matches', 0, 'method'], {}, 'malformed-object spec.rules.0.matches.0.method'],
    [
      'GRPCRoute',
      ['spec', 'rules', 0, 'matches', 0, 'method', 'service'],
      'a/b',
      'malformed-object spec.rules.0.matches.0.method.service',
    ],
    ['TLSRoute', ['spec', 'rules'], undefined, 'malformed-object spec'],
    ['TCPRoute', ['spec', 'rules', 0, 'backendRefs', 0, 'port'], 0, 'malformed-object spec.rules.0.backendRefs.0.port'],
    ['UDPRoute', ['spec', 'hostnames'], ['a'], 'unsupported-field spec.hostnames key'],
    ['ReferenceGrant', ['spec', 'from'], undefined, 'malformed-object spec'],
    ['ReferenceGrant', ['spec', 'to', 0, 'group'], undefined, 'malformed-object spec.to.0'],
    ['BackendTLSPolicy', ['spec', 'validation', 'caCertificateRefs'], undefined, 'malformed-object spec.validation'],
    [
      'BackendTLSPolicy',
      ['spec', 'validation', 'subjectAltNames', 0, 'hostname'],
      undefined,
      'malformed-object spec.validation.subjectAltNames.0',
    ],
    ['ListenerSet', ['spec', 'listeners', 0, 'port'], undefined, 'malformed-object spec.listeners.0'],
  ])('%s %j: %j', (kind, path, value, expected) => {
    const body = bodiesOf(rest).find((each) => each['kind'] === kind);
    expect(problemsWith(body ?? {}, path, value)).toContain(expected);
  });

  test('a version that came later asks for more', () => {
    const [early = ''] = rest.split('---\n').filter((text) => text.includes('name: pass}'));
    expect(problemsOf(early.replace('v1alpha2', 'v1'))).toContain('malformed-object spec');
  });
});

function bodyOf(text: string): ReturnType<typeof bodiesOf>[number] {
  return bodiesOf(text)[0] ?? {};
}
