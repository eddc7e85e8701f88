/** Faults of the Gateway API's kinds. */

import { get, listAt, placeIn, put } from './draft.ts';
import type { Fault } from './fault.ts';
import { dropIn, misname, putIn, those, weighNothing } from './planting.ts';

const crossing = those('HTTPRoute', '', ['spec', 'rules', 0, 'backendRefs', 0, 'namespace']);

export const gatewayApiFaults: readonly Fault[] = [
  {
    name: 'an HTTPRoute leads to a service that is not there',
    rule: 'route-to-nothing',
    plant: (draft, _, random) => {
      const path = ['spec', 'rules', random.int(2), 'backendRefs', 0, 'name'];
      return misname(random.pickAny(draft.of('HTTPRoute')), path, 'gone');
    },
  },
  {
    name: 'an HTTPRoute leads to a port that the service has not',
    rule: 'route-to-nothing',
    plant: putIn(those('HTTPRoute'), ['spec', 'rules', 0, 'backendRefs', 0, 'port'], 9999),
  },
  {
    name: 'a GRPCRoute leads to a service that is not there',
    rule: 'route-to-nothing',
    plant: (draft, _, random) =>
      misname(random.pickAny(draft.of('GRPCRoute')), ['spec', 'rules', 0, 'backendRefs', 0, 'name'], 'gone'),
  },
  {
    name: 'a route names a gateway that is not there',
    rule: 'parent-not-found',
    plant: (draft, _, random) => {
      const made = random.pickAny([...draft.of('HTTPRoute'), ...draft.of('GRPCRoute')]);
      return misname(made, ['spec', 'parentRefs', 0, 'name'], 'edgee');
    },
  },
  {
    name: 'a route names a listener that its gateway has not',
    rule: 'listener-not-found',
    plant: (draft, _, random) => {
      const made = random.pickAny([...draft.of('HTTPRoute'), ...draft.of('GRPCRoute')]);
      return misname(made, ['spec', 'parentRefs', 0, 'sectionName'], 'htps');
    },
  },
  {
    name: 'a backend of another namespace is not granted',
    rule: 'reference-not-granted',
    plant: (draft, _, random) => {
      const route = random.pickAny(crossing(draft));
      if (route === null) return null;
      const backend = ['spec', 'rules', 0, 'backendRefs', 0];
      const name = get(route.body, [...backend, 'name']);
      const grants = draft.of('ReferenceGrant').filter(({ body }) => get(body, ['spec', 'to', 0, 'name']) === name);
      if (grants.length === 0) return null;
      for (const { body } of grants) put(body, ['spec', 'from', 0, 'kind'], 'GRPCRoute');
      return placeIn(route, [...backend, 'namespace']);
    },
  },
  {
    name: "a route's hostname is none of its listener's",
    rule: 'hostname-not-on-listener',
    plant: (draft, _, random) =>
      misname(random.pickAny(draft.of('HTTPRoute')), ['spec', 'hostnames', 0], 'a.example.org'),
  },
  {
    name: 'all weights of a rule are 0',
    rule: 'weights-invalid',
    plant: weighNothing(those('HTTPRoute'), ['spec', 'rules', 0, 'backendRefs']),
  },
  {
    name: 'two rules of an HTTPRoute match the same',
    rule: 'unreachable-rule',
    plant: (draft, _, random) => {
      const made = random.pickAny(draft.of('HTTPRoute'));
      if (made === null) return null;
      const match = get(made.body, ['spec', 'rules', 0, 'matches', 0]);
      if (match === undefined) return null;
      const rules = listAt(made.body, ['spec', 'rules']);
      rules.splice(1, 0, {
        matches: [structuredClone(match)],
        backendRefs: structuredClone(listAt(made.body, ['spec', 'rules', 1, 'backendRefs'])),
      });
      return placeIn(made, ['spec', 'rules', 1]);
    },
  },
  {
    name: 'two listeners of a gateway are the same',
    rule: 'listener-conflict',
    plant: (draft, _, random) => {
      const made = random.pickAny(draft.of('Gateway', 'gateway.networking.k8s.io'));
      if (made === null) return null;
      const listeners = listAt(made.body, ['spec', 'listeners']);
      listeners.push({ ...structuredClone(listeners[0] as object), name: 'again' });
      return placeIn(made, ['spec', 'listeners', listeners.length - 1]);
    },
  },
  {
    name: 'an HTTPS listener has no certificate',
    rule: 'listener-without-certificate',
    plant: dropIn(
      those('Gateway', 'gateway.networking.k8s.io'),
      ['spec', 'listeners', 1, 'tls', 'certificateRefs'],
      ['spec', 'listeners', 1, 'tls'],
    ),
  },
];
