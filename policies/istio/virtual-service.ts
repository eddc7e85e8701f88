/** Istio's VirtualService: rules for requests; those for connections are checked, and told to no proxy. */

import { type Check, checked, has } from '../checks.ts';
import type { Contribution } from '../contribution.ts';
import { type At, type Decoder, envelope, list, malformed, placed, record, required } from '../decode.ts';
import { hostPattern } from '../host-field.ts';
import { isObject } from '../json.ts';
import type { Kind } from '../kind.ts';
import type { RouteRule } from '../mesh.ts';
import { type PolicyObject, sourceOf } from '../object.ts';
import { untranslated } from '../shapes.ts';
import { isRuleName, targetOf } from '../target.ts';
import { actionOf, ruleShape } from './http-action.ts';
import { sniOfHosts, tcpRoutes, tlsRoutes } from './l4-routes.ts';
import { exportTo, gatewayNames, unless } from './names.ts';
import { unreachableRules } from './unreachable-rules.ts';

type RuleDraft = Omit<RouteRule, 'target' | 'source'>;

const rule: Decoder<RuleDraft> = (value, at) => {
  const read = ruleShape(value, at);
  const action = read && actionOf(read, value, at);
  if (!read || !action) return undefined;
  const name = read.name ?? null;
  if (name !== null && !isRuleName(name)) {
    const remedy = 'Use letters, digits, "-", "_", ".", "/" and ":".';
    malformed(
      { ...at, path: [...at.path, 'name'] },
      'This name of a rule cannot stand in commits and versions',
      remedy,
    );
  }
  return { name, matches: read.match ?? [], action };
};

const someRules: Check = (value, at) => {
  if (!['http', 'tls', 'tcp'].some((field) => has(value, field)))
    malformed(at, 'The field "http" is missing', 'Add "http".');
};

const spec = checked(
  record({
    hosts: required(list(hostPattern, 1)),
    // Rules go to every proxy of the mesh, and are seen from all namespaces.
    gateways: unless('mesh', gatewayNames),
    exportTo: unless('*', exportTo()),
    http: list(placed(rule)),
    tls: untranslated(tlsRoutes),
    tcp: untranslated(tcpRoutes),
  }),
  someRules,
  sniOfHosts,
);

const body = envelope({ spec: required(spec) });

export const virtualServiceKind: Kind = {
  group: 'networking.istio.io',
  kind: 'VirtualService',
  versions: ['v1', 'v1beta1', 'v1alpha3'],
  unknownField: 'warning',
  weights: { list: 'route', weight: 'weight' },
  read: readVirtualService,
};

function readVirtualService(object: PolicyObject, at: At): readonly Contribution[] {
  const read = body(object.body, at);
  reportUnreachable(object, at);
  if (!read?.spec.http) return [];
  const id = `VirtualService/${object.namespace}/${object.name}`;
  const seen = new Set<string>();
  const rules = read.spec.http.map(({ value, path }): RouteRule => {
    const target = targetOf(id, value.name, value.matches);
    return { target: distinct(target, value.name, seen, { ...at, path }), ...value, source: sourceOf(object, path) };
  });
  const { namespace, name, kind } = object;
  const { hosts } = read.spec;
  return [{ kind: 'routes', virtualHost: { id, kind, namespace, name, hosts, rules, source: sourceOf(object, []) } }];
}

/** Walks are told apart by their keys. */
function distinct(target: string, name: string | null, seen: Set<string>, at: At): string {
  let key = target;
  for (let count = 2; seen.has(key); count++) key = `${target}~${count}`;
  seen.add(key);
  if (key !== target && name !== null) {
    at.report({
      rule: 'duplicate-rule',
      severity: 'error',
      message: `Two rules are named ${JSON.stringify(name)}`,
      remedy: 'Give each its own name.',
      path: [...at.path, 'name'],
    });
  }
  return key;
}

function reportUnreachable({ body: written }: PolicyObject, at: At): void {
  const spec = isObject(written['spec']) ? written['spec'] : {};
  for (const protocol of ['http', 'tls', 'tcp']) {
    for (const { rule: index, match } of unreachableRules(spec[protocol])) {
      const path = [...at.path, 'spec', protocol, index];
      const whole = match === null;
      at.report({
        rule: 'unreachable-rule',
        severity: whole ? 'warning' : 'info',
        message: `An earlier rule matches the same requests, so this ${whole ? 'one never answers' : 'match has no effect'}`,
        remedy: 'Remove it, or change what it matches.',
        path: whole ? path : [...path, 'match', match],
        fix: [{ op: 'remove', path: whole ? path : [...path, 'match', match] }],
      });
    }
  }
}
