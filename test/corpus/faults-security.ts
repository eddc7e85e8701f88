/** Doors that stand open. */

import { drop, get, nameOf, placeIn, put, type Draft, type Made, type Random } from './draft.ts';
import type { Fault } from './fault.ts';
import { dropIn, putIn, those } from './planting.ts';

const allows = those('AuthorizationPolicy', '', ['spec', 'rules', 0, 'to']);
const gateways = those('Gateway', 'networking.istio.io');
const peers = those('PeerAuthentication');
const rules = those('DestinationRule');

function denyAll(draft: Draft, random: Random): Made | null {
  return random.pickAny(draft.of('AuthorizationPolicy').filter((made) => nameOf(made) === 'deny-all'));
}

export const securityFaults: readonly Fault[] = [
  {
    name: 'a policy lets everybody in',
    rule: 'access-open-to-all',
    plant: putIn(allows, ['spec', 'rules'], [{}], ['spec', 'rules', 0]),
  },
  {
    name: 'a rule of a policy asks nobody who they are',
    rule: 'access-without-source',
    plant: dropIn(allows, ['spec', 'rules', 0, 'from'], ['spec', 'rules', 0]),
  },
  {
    name: 'a policy lets every address in',
    rule: 'access-from-everywhere',
    plant: putIn(
      allows,
      ['spec', 'rules', 0, 'from'],
      [{ source: { ipBlocks: ['0.0.0.0/0'] } }],
      ['spec', 'rules', 0, 'from', 0, 'source', 'ipBlocks', 0],
    ),
  },
  {
    name: 'a policy denies by what is not so alone',
    rule: 'deny-by-negation',
    plant: (draft, _, random) => {
      const made = random.pickAny(allows(draft));
      if (made === null) return null;
      put(made.body, ['spec', 'action'], 'DENY');
      put(made.body, ['spec', 'rules'], [{ to: [{ operation: { notPaths: ['/healthz'] } }] }]);
      return placeIn(made, ['spec', 'rules', 0]);
    },
  },
  {
    name: 'a host in a policy is met without its port',
    rule: 'access-host-without-port',
    plant: putIn(
      allows,
      ['spec', 'rules', 0, 'to', 0, 'operation', 'hosts'],
      ['shop.example.com'],
      ['spec', 'rules', 0, 'to', 0, 'operation', 'hosts', 0],
    ),
  },
  {
    name: 'a method that is none',
    rule: 'invalid-method',
    plant: putIn(
      allows,
      ['spec', 'rules', 0, 'to', 0, 'operation', 'methods'],
      ['GTE'],
      ['spec', 'rules', 0, 'to', 0, 'operation', 'methods', 0],
    ),
  },
  {
    name: 'an empty list of callers',
    rule: 'malformed-object',
    plant: putIn(allows, ['spec', 'rules', 0, 'from'], []),
  },
  {
    name: 'a namespace has no default that denies',
    rule: 'no-default-deny',
    plant: (draft, _, random) => {
      const made = denyAll(draft, random);
      if (made === null) return null;
      put(made.body, ['spec'], { selector: { matchLabels: { istio: 'ingress' } } });
      const namespace = get(made.body, ['metadata', 'namespace']);
      const home = draft.of('Namespace').find((each) => nameOf(each) === namespace);
      return home === undefined ? null : placeIn(home, ['metadata', 'name']);
    },
  },
  {
    name: 'plain text is taken as well',
    rule: 'mtls-not-strict',
    plant: putIn(peers, ['spec', 'mtls', 'mode'], 'PERMISSIVE'),
  },
  { name: 'mTLS is off', rule: 'mtls-not-strict', plant: putIn(peers, ['spec', 'mtls', 'mode'], 'DISABLE') },
  {
    name: 'a client sends plain text to what asks for mTLS',
    rule: 'tls-disabled',
    plant: putIn(rules, ['spec', 'trafficPolicy', 'tls', 'mode'], 'DISABLE'),
  },
  {
    name: "a server's certificate is not checked",
    rule: 'tls-unverified',
    plant: putIn(rules, ['spec', 'trafficPolicy', 'tls'], { mode: 'SIMPLE' }),
  },
  {
    name: 'zones fail over by what nobody watches',
    rule: 'failover-without-outlier-detection',
    plant: (draft, _, random) => {
      const made = random.pickAny(rules(draft));
      if (made === null) return null;
      drop(made.body, ['spec', 'trafficPolicy', 'outlierDetection']);
      put(made.body, ['spec', 'trafficPolicy', 'loadBalancer'], {
        localityLbSetting: { failover: [{ from: 'eu', to: 'us' }] },
      });
      return placeIn(made, ['spec', 'trafficPolicy', 'loadBalancer', 'localityLbSetting']);
    },
  },
  {
    name: 'a gateway answers to every host',
    rule: 'gateway-any-host',
    plant: putIn(gateways, ['spec', 'servers', 1, 'hosts', 0], '*'),
  },
  {
    name: 'a gateway serves in plain text',
    rule: 'gateway-plain-http',
    plant: putIn(gateways, ['spec', 'servers', 0, 'tls', 'httpsRedirect'], false),
  },
  {
    name: 'a gateway takes an old TLS',
    rule: 'weak-tls',
    plant: putIn(gateways, ['spec', 'servers', 1, 'tls', 'minProtocolVersion'], 'TLSV1_0'),
  },
  {
    name: 'two gateways share selector, port and host',
    rule: 'gateway-conflict',
    plant: (draft, _, random) => {
      const made = random.pickAny(gateways(draft));
      if (made === null) return null;
      const body = structuredClone(made.body);
      put(body, ['metadata', 'name'], 'front-again');
      draft.add('zz-front.yaml', body);
      return { file: 'zz-front.yaml', document: 0, path: ['spec', 'servers', 0], part: 'value' };
    },
  },
  {
    name: 'everything outside may be called',
    rule: 'service-entry-any-host',
    plant: putIn(those('ServiceEntry'), ['spec', 'hosts', 0], '*'),
  },
  {
    name: 'keys are fetched in plain text',
    rule: 'jwks-in-clear',
    plant: putIn(those('RequestAuthentication'), ['spec', 'jwtRules', 0, 'jwksUri'], 'http://id.example.com/keys'),
  },
  {
    name: 'an EnvoyFilter',
    rule: 'envoy-filter',
    plant: (draft, { namespaces: [namespace = 'shop'] }) => {
      const metadata = { name: 'patch', namespace };
      const patch = { operation: 'MERGE', value: { name: 'x' } };
      const configPatches = [{ applyTo: 'CLUSTER', match: { context: 'ANY' }, patch }];
      draft.add('filter.yaml', {
        apiVersion: 'networking.istio.io/v1alpha3',
        kind: 'EnvoyFilter',
        metadata,
        spec: { configPatches },
      });
      return { file: 'filter.yaml', document: 0, path: ['kind'], part: 'value' };
    },
  },
];
