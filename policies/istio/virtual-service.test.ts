import { expect, test } from 'vitest';
import { edited, faultsOf, problemsOf, readWithOddValues } from '../../test/support/kind-problems.ts';
import { createLoader } from '../load.ts';
import type { VirtualHost } from '../mesh.ts';

const head = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: checkout, namespace: shop}
spec:
  hosts: [checkout.example.com, '*.shop.example.com']
`;

const told = `${head}  gateways: [mesh]
  exportTo: ['*']
  http:
  - name: api
    match:
    - uri: {prefix: /api/}
      ignoreUriCase: true
      scheme: {exact: https}
      method: {exact: GET}
      authority: {regex: '.*'}
      headers: {x-a: {exact: a}, x-b: {}}
      withoutHeaders: {x-c: {exact: c}}
      queryParams: {q: {regex: 'a+'}}
      gateways: [mesh]
    route:
    - destination: {host: checkout, subset: v1, port: {number: 80}}
      weight: 90
      headers: {request: {set: {a: b}}}
    - {destination: {host: checkout, subset: v2}, weight: 10}
    timeout: 10s
    retries: {attempts: 2, perTryTimeout: 2s, retryOn: connect-failure}
    fault: {delay: {fixedDelay: 1s, percentage: {value: 1}}, abort: {httpStatus: 503}}
    mirror: {host: shadow}
    mirrorPercent: 50
    rewrite: {uri: /v1/}
    headers: {request: {set: {':authority': a.example.com}}}
  - name: old
    match: [{uri: {exact: /old}}]
    redirect: {uri: /, scheme: https, port: 443, redirectCode: 308}
  - name: closed
    directResponse: {status: 503, body: {string: closed}}
`;

const rest = `${head}  gateways: [front, edge/front, front.edge.svc.cluster.local]
  exportTo: [.]
  http:
  - name: api
    match: [{uri: {prefix: /api/}, statPrefix: api}]
    route: [{destination: {host: checkout}}]
    corsPolicy:
      allowOrigin: [a.example.com]
      allowOrigins: [{exact: 'https://a.example.com'}, {regex: '.*'}]
      allowMethods: [GET, POST]
      allowHeaders: [x-a, '*']
      exposeHeaders: [x-b]
      maxAge: 24h
      allowCredentials: true
      unmatchedPreflights: FORWARD
    retries: {attempts: 1, retryRemoteLocalities: true, retryIgnorePreviousHosts: true, backoff: 1s}
    fault: {abort: {grpcStatus: NOT_FOUND, percentage: {value: 1}}}
    rewrite: {uriRegexRewrite: {match: '^/a/(.*)$', rewrite: '/\\1'}}
    mirrors: [{destination: {host: a}, percentage: {value: 1}}]
  - match: [{uri: {exact: /old}}]
    redirect: {prefixRewrite: /, derivePort: FROM_REQUEST_PORT}
  - directResponse: {status: 200, body: {bytes: aGVsbG8=}}
  tls:
  - match:
    - sniHosts: [checkout.example.com, '*.shop.example.com', a.shop.example.com]
      destinationSubnets: [10.0.0.0/8]
      port: 443
      sourceLabels: {app: a}
      sourceNamespace: shop
      gateways: [mesh]
    route: [{destination: {host: a}, weight: 1}, {destination: {host: b}, weight: 1}]
  tcp:
  - match: [{port: 3306, destinationSubnets: [10.0.0.1], sourceSubnet: 10.0.0.0/8, sourceLabels: {a: b}, gateways: [front]}]
    route: [{destination: {host: a, port: {number: 3306}}}]
`;

const narrow = `${head}  http:
  - match: [{port: 80}]
    route: [{destination: {host: a}}]
  - match: [{port: 443, sourceLabels: {app: a}, sourceNamespace: shop, gateways: [front, mesh]}]
    route: [{destination: {host: b}}]
  - name: further
    delegate: {name: other, namespace: pay}
`;

test('what proxies are told of is read without a word', () => {
  expect(problemsOf(told)).toEqual([]);
});

test('what they are not told of is checked, and said once', () => {
  expect(problemsOf(rest).map((each) => each.replace('info not-translated spec.', ''))).toEqual([
    'gateways key',
    'exportTo key',
    'http.0.match.0.statPrefix key',
    'http.0.rewrite.uriRegexRewrite key',
    'http.0.retries.retryRemoteLocalities key',
    'http.0.retries.retryIgnorePreviousHosts key',
    'http.0.retries.backoff key',
    'http.0.fault.abort.grpcStatus key',
    'http.0.corsPolicy key',
    'http.1.redirect.derivePort key',
    'http.1.redirect.prefixRewrite key',
    'http.2.directResponse.body.bytes key',
    'tls key',
    'tcp key',
  ]);
});

test('what would take more than is written, or leave it to others, is an error', () => {
  expect(problemsOf(narrow).map((each) => each.replace('error not-enforced spec.http.', ''))).toEqual([
    '0.match.0.port key',
    '1.match.0.gateways key',
    '1.match.0.port key',
    '1.match.0.sourceLabels key',
    '1.match.0.sourceNamespace key',
    '2.delegate key',
  ]);
});

function hostOf(text: string): VirtualHost | undefined {
  const files = new Map([['a.yaml', { oid: text, text }]]);
  return createLoader()(files).mesh.virtualHosts[0];
}

test('rules for connections alone bring nothing', () => {
  const connections = `${head}  tcp: [{route: [{destination: {host: a}}]}]\n`;
  expect(problemsOf(connections)).toEqual(['info not-translated spec.tcp key']);
  expect(hostOf(connections)).toBeUndefined();
});

test('of a mirror as many requests are sent as ever', () => {
  expect(hostOf(told)?.rules[0]?.action).toMatchObject({ mirrors: [{ percent: 50 }] });
});

test.each<[string, string, string, readonly string[]]>([
  [told, "[checkout.example.com, '*.shop.example.com']", 'checkout', ['hosts']],
  [told, "  hosts: [checkout.example.com, '*.shop.example.com']\n", '', ['']],
  [told, 'timeout: 10s', 'timeout: soon', ['http.0.timeout']],
  [told, '    timeout: 10s', '    redirect: {uri: /}', ['http.0.redirect']],
  [told, '    timeout: 10s', '    directResponse: {status: 200}', ['http.0.directResponse']],
  [told, '    timeout: 10s', '    delegate: {name: a}', ['http.0.delegate']],
  [told, '    redirect: {uri: /,', '    rewrite: {uri: /b}\n    redirect: {uri: /,', ['http.1.rewrite']],
  [told, '    redirect: {uri: /,', '    fault: {abort: {httpStatus: 500}}\n    redirect: {uri: /,', ['http.1.fault']],
  [told, '    directResponse: {', '    rewrite: {uri: /b}\n    directResponse: {', ['http.2.rewrite']],
  [told, '    directResponse: {status: 503, body: {string: closed}}', '    timeout: 1s', ['http.2']],
  [told, '{uri: /, scheme: https, port: 443, redirectCode: 308}', '{redirectCode: 308}', ['http.1.redirect']],
  [told, 'scheme: https, port', 'scheme: ftp, port', ['http.1.redirect.scheme']],
  [told, 'x-b: {}', 'x-b: null', ['http.0.match.0.headers.x-b']],
  [told, 'rewrite: {uri: /v1/}', 'rewrite: {}', ['http.0.rewrite']],
  [told, 'rewrite: {uri: /v1/}', 'rewrite: {authority: b}', ['http.0.headers.request.set.:authority key']],
  [told, '{attempts: 2, ', '{attempts: -1, ', ['http.0.retries.attempts']],
  [told, '{attempts: 2, ', '{attempts: 0, ', ['http.0.retries']],
  [told, 'mirrorPercent: 50', 'mirrorPercentage: {value: 150}', ['http.0.mirrorPercentage.value']],
  [told, 'mirrorPercent: 50', 'mirrorPercent: 150', ['http.0.mirrorPercent']],
  [
    told,
    'fault: {delay: {fixedDelay: 1s,',
    'fault: {delay: {exponentialDelay: 1s,',
    ['http.0.fault.delay.exponentialDelay', 'http.0.fault.delay'],
  ],
  [told, 'abort: {httpStatus: 503}', 'abort: {}', ['http.0.fault.abort']],
  [
    told,
    'fault: {delay: {fixedDelay: 1s, percentage: {value: 1}}, abort: {httpStatus: 503}}',
    'fault: {}',
    ['http.0.fault'],
  ],
  [rest, 'gateways: [front, edge/front', 'gateways: [fr ont, /front', ['gateways.0', 'gateways.1']],
  [rest, 'exportTo: [.]', "exportTo: [., '*']", ['exportTo.1']],
  [rest, 'grpcStatus: NOT_FOUND', 'grpcStatus: LOST', ['http.0.fault.abort.grpcStatus']],
  [rest, 'GET, POST', 'GTE', ['http.0.corsPolicy.allowMethods.0']],
  [rest, "{exact: 'https://a.example.com'}", '{}', ['http.0.corsPolicy.allowOrigins.0']],
  [rest, 'maxAge: 24h', 'maxAge: 1500ms', ['http.0.corsPolicy.maxAge']],
  [rest, "rewrite: '/\\1'", 'rewrite: ""', ['http.0.rewrite.uriRegexRewrite.rewrite']],
  [rest, 'prefixRewrite: /, derivePort', 'port: 1, derivePort', ['http.1.redirect.derivePort']],
  [rest, 'prefixRewrite: /', 'prefixRewrite: /, uri: /b', ['http.1.redirect.prefixRewrite']],
  [rest, 'aGVsbG8=', 'a b', ['http.2.directResponse.body.bytes']],
  [rest, '{bytes', '{string: a, bytes', ['http.2.directResponse.body']],
  [rest, 'a.shop.example.com]', 'a.pay.example.com]', ['tls.0.match.0.sniHosts.2']],
  [rest, 'a.shop.example.com]', "'*a.shop.example.com']", ['tls.0.match.0.sniHosts.2']],
  [rest, '    - sniHosts: [checkout.example.com, ', '    - sniHost: [', ['tls.0.match.0']],
  [rest, '{port: 3306, ', '{port: 33060000, ', ['tcp.0.match.0.port']],
  [rest, '    route: [{destination: {host: a, port: {number: 3306}}}]\n', '', ['tcp.0']],
  [narrow, 'sourceNamespace: shop', 'sourceNamespace: sh op', ['http.1.match.0.sourceNamespace']],
  [narrow, 'port: 80}', 'port: http}', ['http.0.match.0.port']],
])('case %#: what is wrong is told where it stands', (text, from, to, expected) => {
  const faults = faultsOf(edited(text, from, to)).filter((each) => each.startsWith('error malformed-object'));
  const paths = expected.map((path) => (path === '' ? 'spec' : `spec.${path}`));
  expect(faults.toSorted()).toEqual(paths.map((each) => `error malformed-object ${each}`).toSorted());
});

test('it has rules of some kind', () => {
  expect(faultsOf(head)).toEqual(['error malformed-object spec']);
});

test('weights of connections are counted as well', () => {
  const weightless = rest.replaceAll('weight: 1}', 'weight: 0}');
  expect(faultsOf(weightless)).toEqual(['error weights-invalid spec.tls.0.route']);
});

test.each<[string, string, string, string]>([
  [told, '    timeout', '    timeoutt', 'warning unsupported-field spec.http.0.timeoutt key'],
  [told, '      scheme', '      schema', 'error unsupported-field spec.http.0.match.0.schema key'],
  [rest, 'maxAge', 'maxAges', 'warning unsupported-field spec.http.0.corsPolicy.maxAges key'],
])('case %#: a field that it has not is said at its key', (text, from, to, said) => {
  expect(faultsOf(edited(text, from, to))).toEqual([said]);
});

test('odd values anywhere are told of, and nothing throws', () => {
  expect(readWithOddValues(`${told}---\n${rest}---\n${narrow}`)).toBeGreaterThan(100);
});
