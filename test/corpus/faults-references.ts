/** What is named is not there. */

import { get, listAt, namespaceOf, placeIn, put, type Made, type Random } from './draft.ts';
import type { Fault } from './fault.ts';
import { dropIn, misname, putIn, those } from './planting.ts';

/** A rule of a VirtualService that sends traffic somewhere. */
export function routed(made: readonly Made[], random: Random): { readonly made: Made; readonly rule: number } | null {
  const found = made.flatMap((each) =>
    listAt(each.body, ['spec', 'http']).flatMap((rule, i) =>
      get(rule, ['route', 0]) === undefined ? [] : [{ made: each, rule: i }],
    ),
  );
  return random.pickAny(found);
}

/** Those that a gateway sends traffic to. */
const bound = those('VirtualService', '', ['spec', 'gateways', 0]);

const callers = ['spec', 'rules', 0, 'from', 0, 'source', 'namespaces'];
const nowhere = 'gone.shop.svc.cluster.local';

export const referenceFaults: readonly Fault[] = [
  {
    name: 'a route leads to a host that no service has',
    rule: 'route-to-nothing',
    plant: (draft, _, random) => {
      const at = routed(draft.of('VirtualService'), random);
      return at && misname(at.made, ['spec', 'http', at.rule, 'route', 0, 'destination', 'host'], nowhere);
    },
  },
  {
    name: 'a route leads to a port that the service has not',
    rule: 'route-to-nothing',
    plant: (draft, _, random) => {
      const at = routed(draft.of('VirtualService'), random);
      if (at === null) return null;
      const path = ['spec', 'http', at.rule, 'route', 0, 'destination', 'port'];
      put(at.made.body, path, { number: 9999 });
      return placeIn(at.made, ['spec', 'http', at.rule, 'route', 0, 'destination', 'port', 'number']);
    },
  },
  {
    name: 'a route names a subset that nothing defines',
    rule: 'undefined-subset',
    plant: (draft, _, random) => {
      const at = routed(draft.of('VirtualService'), random);
      if (at === null) return null;
      const path = ['spec', 'http', at.rule, 'route', 0, 'destination', 'subset'];
      put(at.made.body, path, 'v9');
      return placeIn(at.made, path);
    },
  },
  {
    name: 'a mirror leads nowhere',
    rule: 'route-to-nothing',
    plant: (draft, _, random) => {
      const at = routed(draft.of('VirtualService'), random);
      if (at === null) return null;
      put(at.made.body, ['spec', 'http', at.rule, 'mirror'], { host: nowhere });
      return placeIn(at.made, ['spec', 'http', at.rule, 'mirror', 'host']);
    },
  },
  {
    name: 'a VirtualService is bound to a gateway that is not there',
    rule: 'gateway-not-found',
    plant: (draft, _, random) => {
      return misname(random.pickAny(bound(draft)), ['spec', 'gateways', 0], 'backdoor');
    },
  },
  {
    name: 'a match names a gateway that the VirtualService is not bound to',
    rule: 'gateway-not-bound',
    plant: putIn(
      bound,
      ['spec', 'http', 0, 'match', 0, 'gateways'],
      ['other'],
      ['spec', 'http', 0, 'match', 0, 'gateways', 0],
    ),
  },
  {
    name: "a VirtualService's host is none of its gateway's",
    rule: 'host-not-on-gateway',
    plant: (draft, _, random) => {
      return misname(random.pickAny(bound(draft)), ['spec', 'hosts', 0], 'other.example.com');
    },
  },
  {
    name: 'a DestinationRule is of a host that no service has',
    rule: 'destination-rule-without-service',
    plant: (draft, _, random) => misname(random.pickAny(draft.of('DestinationRule')), ['spec', 'host'], nowhere),
  },
  {
    name: 'a subset selects no workload',
    rule: 'subset-without-workload',
    plant: (draft, _, random) =>
      misname(random.pickAny(draft.of('DestinationRule')), ['spec', 'subsets', 1, 'labels', 'version'], 'v9'),
  },
  {
    name: 'a policy selects no workload',
    rule: 'selector-without-workload',
    plant: (draft, _, random) => {
      const kinds = ['AuthorizationPolicy', 'RequestAuthentication'].flatMap((kind) => draft.of(kind));
      const made = random.pickAny(kinds.filter(({ body }) => get(body, ['spec', 'selector']) !== undefined));
      if (made === null) return null;
      put(made.body, ['spec', 'selector', 'matchLabels', 'app'], 'chekout');
      return placeIn(made, ['spec', 'selector', 'matchLabels']);
    },
  },
  {
    name: 'a gateway selects no workload',
    rule: 'selector-without-workload',
    plant: putIn(those('Gateway', 'networking.istio.io'), ['spec', 'selector'], { istio: 'ingresss' }),
  },
  {
    name: 'a service selects no workload',
    rule: 'selector-without-workload',
    plant: (draft, { apps }, random) => {
      const own = draft
        .of('Service')
        .filter(({ body }) => apps.some(({ name }) => name === get(body, ['metadata', 'name'])));
      const made = random.pickAny(own);
      if (made === null) return null;
      put(made.body, ['spec', 'selector'], { app: 'nobody' });
      return placeIn(made, ['spec', 'selector']);
    },
  },
  {
    name: "a caller's service account is not there",
    rule: 'unknown-principal',
    plant: (draft, _, random) => {
      const path = ['spec', 'rules', 0, 'from', 0, 'source', 'principals', 0];
      const made = random.pickAny(draft.of('AuthorizationPolicy').filter(({ body }) => get(body, path) !== undefined));
      return made && misname(made, path, `cluster.local/ns/${namespaceOf(made)}/sa/nobody`);
    },
  },
  {
    name: "a caller's namespace is not there",
    rule: 'unknown-namespace',
    plant: putIn(those('AuthorizationPolicy', '', ['spec', 'rules']), callers, ['shpo'], [...callers, 0]),
  },
  {
    name: 'a route asks for a claim that nothing has checked',
    rule: 'claim-without-authentication',
    plant: (draft, _, random) => {
      const made = random.pickAny(bound(draft));
      if (made === null) return null;
      const path = ['spec', 'http', 1, 'match', 0, 'headers'];
      put(made.body, path, { '@request.auth.claims.group': { exact: 'staff' } });
      return placeIn(made, [...path, '@request.auth.claims.group'], 'key');
    },
  },
  {
    name: 'a namespace was taken away from an object',
    rule: 'implicit-namespace',
    plant: dropIn(those('VirtualService'), ['metadata', 'namespace'], ['metadata']),
  },
];
