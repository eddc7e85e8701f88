/** Istio's VirtualService: rules for requests; those for connections are checked, and told to no proxy. */

import { type Check, checked, has } from '../checks.ts';
import type { Contribution } from '../contribution.ts';
import { type At, type Decoder, envelope, list, malformed, placed, record, required } from '../decode.ts';
import { hostPattern } from '../host-field.ts';
import { isList, isObject } from '../json.ts';
import type { Kind } from '../kind.ts';
import type { Json, RouteRule } from '../mesh.ts';
import { type PolicyObject, sourceOf } from '../object.ts';
import { untranslated } from '../shapes.ts';
import { isRuleName, targetOf } from '../target.ts';
import { actionOf, ruleShape } from './http-action.ts';
import { asksForMore } from './http-match.ts';
import { sniOfHosts, tcpRoutes, tlsRoutes } from './l4-routes.ts';
import { exportTo, gatewayNames, unless } from './names.ts';

interface RuleDraft extends Omit<RouteRule, 'target' | 'source'> {
  /** Whether all that it matches by is in `matches`. */
  readonly whole: boolean;
}

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
  return { name, matches: read.match ?? [], action, whole: !matchesOf(value).some(asksForMore) };
};

function matchesOf(written: Json): readonly Json[] {
  const matches = isObject(written) ? written['match'] : undefined;
  return isList(matches) ? matches : [];
}

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
  if (!read?.spec.http) return [];
  const id = `VirtualService/${object.namespace}/${object.name}`;
  /** By key, whether the rule matches by nothing else. */
  const seen = new Map<string, boolean>();
  const rules = read.spec.http.map(({ value: { whole, ...draft }, path }): RouteRule => {
    const target = targetOf(id, draft.name, draft.matches);
    const key = distinct(target, draft.name, seen, whole, { ...at, path });
    return { target: key, ...draft, source: sourceOf(object, path) };
  });
  const { namespace, name, kind } = object;
  const { hosts } = read.spec;
  return [{ kind: 'routes', virtualHost: { id, kind, namespace, name, hosts, rules, source: sourceOf(object, []) } }];
}

/** Keys of walks must not be shared; of two rules with equal matches the second never answers. */
function distinct(target: string, name: string | null, seen: Map<string, boolean>, whole: boolean, at: At): string {
  let key = target;
  for (let count = 2; seen.has(key); count++) key = `${target}~${count}`;
  const before = seen.get(target);
  seen.set(key, whole);
  if (before === undefined) return key;
  if (name !== null) {
    at.report({
      rule: 'duplicate-rule',
      severity: 'error',
      message: `Two rules are named ${JSON.stringify(name)}`,
      remedy: 'Give each its own name.',
      path: [...at.path, 'name'],
    });
  } else if (before && whole) {
    at.report({
      rule: 'unreachable-rule',
      severity: 'warning',
      message: 'An earlier rule matches the same requests, so this one never answers',
      remedy: 'Remove it, or change what it matches.',
      path: at.path,
    });
  }
  return key;
}
