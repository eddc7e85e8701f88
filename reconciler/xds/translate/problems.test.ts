import { expect, test } from 'vitest';
import { createLoader } from '../../../policies/load.ts';
import { translationProblems } from './problems.ts';

const service = (name: string, labels = '{}') => `
apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec: {selector: {app: ${name}}, ports: [{name: http, port: 80}]}
---
apiVersion: networking.istio.io/v1
kind: WorkloadEntry
metadata: {name: ${name}}
spec: {address: 127.0.0.1, ports: {http: 9000}, labels: ${labels}}
---
`;
const services = service('a', '{app: a, version: v2}') + service('b', '{app: b}');

const policy = (selector: string, path = '/admin') => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: guard}
spec:
  action: DENY
  selector: {matchLabels: ${selector}}
  rules: [{to: [{operation: {paths: ['${path}']}}]}]
---
`;

const route = (rule: string) => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: front}
spec:
  hosts: [front.example.com]
  http: [${rule}]
---
`;

function problems(...texts: string[]): string[] {
  const { mesh } = createLoader()(new Map([['a.yaml', { oid: '1', text: texts.join('') }]]));
  return translationProblems(mesh).map(({ severity, rule, source }) => `${severity} ${rule}: ${source.object}`);
}

const unenforceable = 'error access-unenforceable: AuthorizationPolicy default/guard';
const behind = 'warning access-behind-rewrite: VirtualService default/front';
const unjudged = 'warning mirror-not-judged: VirtualService default/front';

test.each([
  ['a policy for all of a service', [policy('{app: a}')], []],
  ['a policy for some of its endpoints', [policy('{version: v2}')], [unenforceable]],
  ['a policy for nothing here', [policy('{version: v9}')], []],
  [
    'a rewrite that the paths can be followed through',
    [
      policy('{app: a}'),
      route('{match: [{uri: {prefix: /x}}], rewrite: {uri: /y}, route: [{destination: {host: a}}]}'),
    ],
    [],
  ],
  [
    'a rewrite that they can’t be followed through',
    [policy('{app: a}'), route('{match: [{uri: {prefix: /x}}], rewrite: {uri: /}, route: [{destination: {host: a}}]}')],
    [behind],
  ],
  [
    'the same before a service without a policy',
    [policy('{app: a}'), route('{match: [{uri: {prefix: /x}}], rewrite: {uri: /}, route: [{destination: {host: b}}]}')],
    [],
  ],
  [
    'a copy to a service that would judge it otherwise',
    [policy('{app: a}'), route('{route: [{destination: {host: b}}], mirror: {host: a}}')],
    [unjudged],
  ],
  [
    'a copy to a service without a policy',
    [policy('{app: a}'), route('{route: [{destination: {host: a}}], mirror: {host: b}}')],
    [],
  ],
])('%s', (_, texts, wanted) => {
  expect(problems(services, ...texts)).toEqual(wanted);
});
