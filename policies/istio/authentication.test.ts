import { expect, test } from 'vitest';
import { edited, faultsOf, problemsOf, readWithOddValues } from '../../test/support/kind-problems.ts';

const peers = `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: legacy, namespace: shop}
spec:
  selector: {matchLabels: {app: legacy}}
  mtls: {mode: STRICT}
  portLevelMtls: {8080: {mode: DISABLE}, "9090": {mode: UNSET}}
`;

const people = `apiVersion: security.istio.io/v1beta1
kind: RequestAuthentication
metadata: {name: people, namespace: shop}
spec:
  selector: {matchLabels: {app: checkout}}
  jwtRules:
  - issuer: https://id.example.com
    audiences: [shop.example.com]
    jwksUri: https://id.example.com/keys
    fromHeaders: [{name: x-token, prefix: 'Bearer '}]
    fromParams: [token]
    fromCookies: [token]
    outputPayloadToHeader: x-payload
    outputClaimToHeaders: [{header: x-group, claim: group}]
    forwardOriginalToken: true
    timeout: 5s
  - issuer: self
    jwks: '{"keys": []}'
    spaceDelimitedClaims: [scope]
    presence: REQUIRED
`;

const edge = `apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: {name: edge, namespace: edge}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: front}, {kind: Service, group: core, name: a}]
`;

test.each([
  peers,
  people,
  edge,
  'apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: default}\nspec: {mtls: {mode: STRICT}}\n',
])('case %#: a whole one is read with a word in passing', (text) => {
  expect(problemsOf(text)).toEqual(['info not-translated kind']);
});

test.each<[string, string, string, readonly string[]]>([
  [peers, 'mode: STRICT', 'mode: SOMETIMES', ['spec.mtls.mode']],
  [peers, '8080', '80800', ['spec.portLevelMtls.80800 key']],
  [peers, '8080', 'http', ['spec.portLevelMtls.http key']],
  [peers, '{8080: {mode: DISABLE}, "9090": {mode: UNSET}}', '{}', ['spec.portLevelMtls']],
  [peers, '  selector: {matchLabels: {app: legacy}}\n', '', ['spec.portLevelMtls']],
  [peers, 'app: legacy', "app: '*'", ['spec.selector.matchLabels.app']],
  [people, 'issuer: https://id.example.com', 'issuer: ""', ['spec.jwtRules.0.issuer']],
  [people, '  - issuer: self\n    jwks', '  - jwks', ['spec.jwtRules.1']],
  [people, 'presence: REQUIRED', 'presence: ALWAYS', ['spec.jwtRules.1.presence']],
  [people, '  - issuer: https://id.example.com\n    audiences', '  - audiences', []],
  [people, 'audiences: [shop.example.com]', 'audiences: shop.example.com', ['spec.jwtRules.0.audiences']],
  [people, 'audiences: [shop.example.com]', 'audiences: [""]', ['spec.jwtRules.0.audiences.0']],
  [people, 'https://id.example.com/keys', 'id.example.com/keys', ['spec.jwtRules.0.jwksUri']],
  [people, '{"keys": []}', '{"keys": ', ['spec.jwtRules.1.jwks']],
  [people, '    jwks: ', '    jwksUri: https://a/b\n    jwks: ', ['spec.jwtRules.1.jwks']],
  [people, 'name: x-token, ', '', ['spec.jwtRules.0.fromHeaders.0']],
  [people, 'header: x-group', 'header: x group', ['spec.jwtRules.0.outputClaimToHeaders.0.header']],
  [people, ', claim: group', '', ['spec.jwtRules.0.outputClaimToHeaders.0']],
  [people, 'forwardOriginalToken: true', "forwardOriginalToken: 'true'", ['spec.jwtRules.0.forwardOriginalToken']],
  [people, 'timeout: 5s', 'timeout: soon', ['spec.jwtRules.0.timeout']],
  [people, '  jwtRules', '  targetRef: {kind: Service, name: a}\n  jwtRules', ['spec.targetRef']],
  [edge, 'kind: Service', 'kind: Deployment', ['spec.targetRefs.1.kind']],
  [edge, ', name: front', '', ['spec.targetRefs.0']],
  [edge, 'name: a', 'name: a, namespace: other', ['spec.targetRefs.1.namespace']],
])('case %#: what is wrong is told where it stands', (text, from, to, expected) => {
  expect(faultsOf(edited(text, from, to))).toEqual(expected.map((each) => `error malformed-object ${each}`));
});

test.each<[string, string, string, string]>([
  [peers, '  mtls', '  mlts', 'spec.mlts'],
  [people, '    timeout', '    timeoutt', 'spec.jwtRules.0.timeoutt'],
])('case %#: a field that it has not is an error, at its key', (text, from, to, path) => {
  expect(faultsOf(edited(text, from, to))).toEqual([`error unsupported-field ${path} key`]);
});

test('odd values anywhere are told of, and nothing throws', () => {
  expect(readWithOddValues(`${peers}---\n${people}---\n${edge}`)).toBeGreaterThan(100);
});
