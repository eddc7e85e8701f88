/** Istio's AuthorizationPolicy, as far as addresses, paths and methods go: what is not enforced is an error. */

import { ipBlock } from '../address-field.ts';
import type { Contribution } from '../contribution.ts';
import { type At, type Decoder, envelope, labels, list, malformed, oneOf, record, required, text } from '../decode.ts';
import type { Kind } from '../kind.ts';
import type { AccessFrom, AccessRule, AccessTo, Labels, StringPattern } from '../mesh.ts';
import { type PolicyObject, sourceOf } from '../object.ts';

/** Istio's string forms; a `*` elsewhere would be taken literally, which nobody means. */
const pattern: Decoder<StringPattern> = (value, at) => {
  const read = text(value, at);
  if (read === undefined) return undefined;
  if (read === '*') return { kind: 'present' };
  const start = read.startsWith('*');
  const end = read.endsWith('*');
  const literal = read.slice(start ? 1 : 0, end ? -1 : undefined);
  if (literal === '' || /[*{}]/.test(literal) || (start && end)) {
    return malformed(at, `${JSON.stringify(read)} is no pattern`, 'Write "a", "a*", "*a" or "*".');
  }
  return { kind: start ? 'suffix' : end ? 'prefix' : 'exact', value: literal };
};

/** A list that is there but empty reads like "nobody" and says nothing, so it is refused, as in Istio. */
const blocks = list(ipBlock, 1);
const patterns = list(pattern, 1);

const sourceFields = record({
  ipBlocks: blocks,
  notIpBlocks: blocks,
  remoteIpBlocks: blocks,
  notRemoteIpBlocks: blocks,
});
const operationFields = record({ paths: patterns, notPaths: patterns, methods: patterns, notMethods: patterns });

const source: Decoder<AccessFrom> = (value, at) => {
  const read = sourceFields(value, at);
  if (!read) return undefined;
  const { ipBlocks = [], notIpBlocks = [], remoteIpBlocks = [], notRemoteIpBlocks = [] } = read;
  const from = { ipBlocks, notIpBlocks, remoteIpBlocks, notRemoteIpBlocks };
  return Object.values(from).some((each) => each.length > 0) ? from : malformed(at, 'The source names no address');
};

const operation: Decoder<AccessTo> = (value, at) => {
  const read = operationFields(value, at);
  if (!read) return undefined;
  const { paths = [], notPaths = [], methods = [], notMethods = [] } = read;
  const to = { paths, notPaths, methods, notMethods };
  return Object.values(to).some((each) => each.length > 0)
    ? to
    : malformed(at, 'The operation names no path or method');
};

const ruleFields = record({
  from: list(record({ source: required(source) }), 1),
  to: list(record({ operation: required(operation) }), 1),
});

const rule: Decoder<AccessRule> = (value, at) => {
  const read = ruleFields(value, at);
  return (
    read && { from: (read.from ?? []).map((each) => each.source), to: (read.to ?? []).map((each) => each.operation) }
  );
};

const body = envelope({
  // Istio: without a spec it is an ALLOW that allows nothing.
  spec: record({
    selector: record({ matchLabels: required(labels) }),
    action: oneOf('ALLOW', 'DENY'),
    rules: list(rule),
  }),
});

export const authorizationPolicyKind: Kind = {
  group: 'security.istio.io',
  kind: 'AuthorizationPolicy',
  versions: ['v1', 'v1beta1'],
  unknownField: 'error',
  read: readAuthorizationPolicy,
};

function readAuthorizationPolicy(object: PolicyObject, at: At): readonly Contribution[] {
  const read = body(object.body, at);
  if (!read) return [];
  const { namespace, name } = object;
  const { action = 'ALLOW', selector, rules = [] } = read.spec ?? {};
  const access = {
    namespace,
    name,
    action,
    selector: filled(selector?.matchLabels),
    rules,
    source: sourceOf(object, []),
  };
  return [{ kind: 'access', access }];
}

/** No labels select all, as no selector does. */
function filled(selector: Labels | undefined): Labels | null {
  return selector && Object.keys(selector).length > 0 ? selector : null;
}
