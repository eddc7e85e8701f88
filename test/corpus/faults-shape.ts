/** Objects that are not what their kind says. */

import { drop, get, nameOf, placeIn, put, textAt, type Draft, type Made, type Path, type Value } from './draft.ts';
import type { Fault } from './fault.ts';
import { putIn, those } from './planting.ts';

interface Spot {
  readonly kind: string;
  readonly group?: string;
  readonly path: Path;
}

function spots(draft: Draft, list: readonly Spot[]): readonly { readonly made: Made; readonly path: Path }[] {
  return list.flatMap(({ kind, group, path }) =>
    draft.of(kind, group).flatMap((made) => (get(made.body, path) === undefined ? [] : [{ made, path }])),
  );
}

function replaceAny(list: readonly Spot[], value: Value): Fault['plant'] {
  return (draft, _, random) => {
    const spot = random.pickAny(spots(draft, list));
    if (spot === null) return null;
    put(spot.made.body, spot.path, value);
    return placeIn(spot.made, spot.path);
  };
}

/** Objects that have fields of their own at many depths. */
const owners: readonly Spot[] = [
  { kind: 'VirtualService', path: ['spec', 'http', 0] },
  { kind: 'VirtualService', path: ['spec'] },
  { kind: 'DestinationRule', path: ['spec', 'trafficPolicy'] },
  { kind: 'DestinationRule', path: ['spec', 'subsets', 0] },
  { kind: 'Gateway', group: 'networking.istio.io', path: ['spec', 'servers', 0] },
  { kind: 'Gateway', group: 'gateway.networking.k8s.io', path: ['spec', 'listeners', 0] },
  { kind: 'ServiceEntry', path: ['spec'] },
  { kind: 'Sidecar', path: ['spec', 'egress', 0] },
  { kind: 'PeerAuthentication', path: ['spec'] },
  { kind: 'RequestAuthentication', path: ['spec', 'jwtRules', 0] },
  { kind: 'AuthorizationPolicy', path: ['spec', 'rules', 0] },
  { kind: 'HTTPRoute', path: ['spec', 'rules', 0] },
  { kind: 'GRPCRoute', path: ['spec'] },
  { kind: 'ReferenceGrant', path: ['spec'] },
  { kind: 'Canary', path: ['spec', 'analysis'] },
  { kind: 'TrafficSplit', path: ['spec'] },
  { kind: 'TrafficTarget', path: ['spec'] },
  { kind: 'Rollout', group: 'argoproj.io', path: ['spec', 'strategy', 'canary'] },
  { kind: 'Rollout', group: 'sluice.dev', path: ['spec'] },
  { kind: 'WorkloadEntry', path: ['spec'] },
];

export const shapeFaults: readonly Fault[] = [
  {
    name: 'a field that the kind has not',
    rule: 'unsupported-field',
    plant: (draft, _, random) => {
      const spot = random.pickAny(spots(draft, owners));
      if (spot === null) return null;
      const path = [...spot.path, random.pick(['timeoutt', 'hosst', 'replica', 'kindd'])];
      put(spot.made.body, path, 'x');
      return placeIn(spot.made, path, 'key');
    },
  },
  {
    name: 'a text where a list is to be',
    rule: 'malformed-object',
    plant: replaceAny(
      [
        { kind: 'VirtualService', path: ['spec', 'hosts'] },
        { kind: 'Gateway', group: 'networking.istio.io', path: ['spec', 'servers', 0, 'hosts'] },
        { kind: 'ServiceEntry', path: ['spec', 'hosts'] },
        { kind: 'HTTPRoute', path: ['spec', 'hostnames'] },
        { kind: 'DestinationRule', path: ['spec', 'subsets'] },
      ],
      'checkout',
    ),
  },
  {
    name: 'a text where a number is to be',
    rule: 'malformed-object',
    plant: replaceAny(
      [
        { kind: 'Gateway', group: 'networking.istio.io', path: ['spec', 'servers', 0, 'port', 'number'] },
        { kind: 'Gateway', group: 'gateway.networking.k8s.io', path: ['spec', 'listeners', 0, 'port'] },
        { kind: 'ServiceEntry', path: ['spec', 'ports', 0, 'number'] },
        { kind: 'Canary', path: ['spec', 'analysis', 'threshold'] },
        { kind: 'TrafficSplit', path: ['spec', 'backends', 0, 'weight'] },
      ],
      'eighty',
    ),
  },
  {
    name: 'a word that is none of those that may stand there',
    rule: 'malformed-object',
    plant: replaceAny(
      [
        { kind: 'PeerAuthentication', path: ['spec', 'mtls', 'mode'] },
        { kind: 'DestinationRule', path: ['spec', 'trafficPolicy', 'tls', 'mode'] },
        { kind: 'ServiceEntry', path: ['spec', 'resolution'] },
        { kind: 'ServiceEntry', path: ['spec', 'location'] },
        { kind: 'AuthorizationPolicy', path: ['spec', 'action'] },
        { kind: 'Gateway', group: 'networking.istio.io', path: ['spec', 'servers', 1, 'tls', 'mode'] },
        { kind: 'Gateway', group: 'gateway.networking.k8s.io', path: ['spec', 'listeners', 1, 'protocol'] },
        { kind: 'HTTPRoute', path: ['spec', 'rules', 0, 'matches', 0, 'path', 'type'] },
      ],
      'SOMETIMES',
    ),
  },
  {
    name: 'a port that no machine has',
    rule: 'malformed-object',
    plant: replaceAny(
      [
        { kind: 'Service', path: ['spec', 'ports', 0, 'port'] },
        { kind: 'Gateway', group: 'networking.istio.io', path: ['spec', 'servers', 1, 'port', 'number'] },
        { kind: 'ServiceEntry', path: ['spec', 'ports', 0, 'number'] },
        { kind: 'Gateway', group: 'gateway.networking.k8s.io', path: ['spec', 'listeners', 0, 'port'] },
      ],
      70_000,
    ),
  },
  {
    name: 'a time that is none',
    rule: 'malformed-object',
    plant: replaceAny(
      [
        { kind: 'VirtualService', path: ['spec', 'http', 1, 'timeout'] },
        { kind: 'DestinationRule', path: ['spec', 'trafficPolicy', 'outlierDetection', 'interval'] },
        { kind: 'Canary', path: ['spec', 'analysis', 'interval'] },
        { kind: 'Rollout', group: 'sluice.dev', path: ['spec', 'deadline'] },
      ],
      'soon',
    ),
  },
  {
    name: 'an address that is none',
    rule: 'malformed-object',
    plant: replaceAny([{ kind: 'EndpointSlice', path: ['endpoints', 0, 'addresses', 0] }], '10.0.0.300'),
  },
  {
    name: 'a field that must be there is not',
    rule: 'malformed-object',
    plant: (draft, _, random) => {
      const spot = random.pickAny(
        spots(draft, [
          { kind: 'VirtualService', path: ['spec', 'hosts'] },
          { kind: 'DestinationRule', path: ['spec', 'host'] },
          { kind: 'ServiceEntry', path: ['spec', 'hosts'] },
          { kind: 'Gateway', group: 'gateway.networking.k8s.io', path: ['spec', 'gatewayClassName'] },
          { kind: 'Canary', path: ['spec', 'targetRef'] },
          { kind: 'TrafficSplit', path: ['spec', 'service'] },
          { kind: 'ReferenceGrant', path: ['spec', 'from'] },
        ]),
      );
      if (spot === null) return null;
      drop(spot.made.body, spot.path);
      return placeIn(spot.made, spot.path.slice(0, -1));
    },
  },
  {
    name: 'a version that the kind has not',
    rule: 'unknown-version',
    plant: (draft, _, random) => {
      const made = random.pickAny([
        ...draft.of('VirtualService'),
        ...draft.of('DestinationRule'),
        ...draft.of('HTTPRoute'),
      ]);
      if (made === null) return null;
      const group = textAt(made.body, ['apiVersion']).split('/')[0] ?? '';
      put(made.body, ['apiVersion'], `${group}/v9`);
      return placeIn(made, ['apiVersion']);
    },
  },
  {
    name: 'one object twice',
    rule: 'duplicate-object',
    plant: (draft, _, random) => {
      const made = random.pickAny([
        ...draft.of('Service'),
        ...draft.of('DestinationRule'),
        ...draft.of('AuthorizationPolicy'),
      ]);
      if (made === null) return null;
      draft.add('zz-again.yaml', structuredClone(made.body));
      return { file: 'zz-again.yaml', document: 0, path: ['metadata', 'name'], part: 'value' };
    },
  },
  {
    name: 'a name that no object may have',
    rule: 'malformed-object',
    plant: (draft, _, random) => {
      const made = random.pickAny([...draft.of('VirtualService'), ...draft.of('HTTPRoute')]);
      if (made === null) return null;
      put(made.body, ['metadata', 'name'], `${nameOf(made)}_Main`);
      return placeIn(made, ['metadata', 'name']);
    },
  },
  {
    name: 'a subset twice',
    rule: 'duplicate-subset',
    plant: putIn(those('DestinationRule'), ['spec', 'subsets', 1, 'name'], 'v1'),
  },
  {
    name: 'a subset that asks for no label',
    rule: 'subset-without-labels',
    plant: putIn(those('DestinationRule'), ['spec', 'subsets', 1], { name: 'v2' }),
  },
];
