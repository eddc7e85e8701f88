/** Istio's AuthorizationPolicy: addresses, paths and methods are enforced; what is not is an error. */

import { type Check, checked, has, valueBelow } from '../checks.ts';
import type { Contribution } from '../contribution.ts';
import {
  type At,
  below,
  type Decoder,
  envelope,
  filledText,
  list,
  malformed,
  oneOf,
  record,
  required,
} from '../decode.ts';
import type { JsonObject } from '../json.ts';
import type { Kind } from '../kind.ts';
import type { AccessPolicy, AccessRule, Labels } from '../mesh.ts';
import { type PolicyObject, sourceOf } from '../object.ts';
import { unenforced } from '../shapes.ts';
import { condition } from './access-condition.ts';
import { operation } from './access-operation.ts';
import type { Asked } from './access-pattern.ts';
import { source } from './access-source.ts';
import { boundOnce, selectedLabels, targetRef, targetRefs } from './selectors.ts';

const ruleFields = record({
  from: list(record({ source: required(source) }), 1),
  to: list(record({ operation: required(operation) }), 1),
  when: unenforced(list(condition)),
});

const rule: Decoder<Asked<AccessRule>> = (value, at) => {
  const read = ruleFields(value, at);
  if (!read) return undefined;
  const from = (read.from ?? []).map((each) => each.source);
  const to = (read.to ?? []).map((each) => each.operation);
  const whole = [...from, ...to].every((each) => each.whole) && (valueBelow(value, 'when') ?? null) === null;
  return { value: { from: from.map((each) => each.value), to: to.map((each) => each.value) }, whole };
};

const all = oneOf('ALLOW', 'DENY', 'AUDIT', 'CUSTOM');
const elsewhere = unenforced(all);

const action: typeof all = (value, at) => (value === 'AUDIT' || value === 'CUSTOM' ? elsewhere : all)(value, at);

/** Who is asked is a provider, and there is one where there is somebody to ask. */
const provided: Check = (value, at) => {
  const custom = value['action'] === 'CUSTOM';
  if (!custom && has(value, 'provider'))
    malformed(below(at, 'provider'), 'A provider goes with the action CUSTOM alone', 'Remove it, or set the action.');
  if (custom && !has(value, 'provider')) malformed(at, 'The action CUSTOM asks a provider', 'Add "provider".');
};

/** Istio: with these actions no rules would mean that nothing is ever done. */
const someRules: Check = (value, at) => {
  const { action: word } = value;
  if ((word === 'DENY' || word === 'CUSTOM') && !has(value, 'rules')) {
    const remedy = 'Add rules; [{}] is every request.';
    malformed(at, `With the action ${word} and no rules nothing is ever done`, remedy);
  }
};

const spec = checked(
  record({
    selector: record({ matchLabels: required(selectedLabels) }),
    targetRef: unenforced(targetRef),
    targetRefs: unenforced(targetRefs),
    action,
    provider: unenforced(record({ name: required(filledText) })),
    rules: list(rule),
  }),
  boundOnce,
  provided,
  someRules,
);

// Istio: without a spec it is an ALLOW that allows nothing.
const body = envelope({ spec });

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
  const { action: word = 'ALLOW', selector, rules = [] } = read.spec ?? {};
  if (word !== 'ALLOW' && word !== 'DENY') return [];
  const access = {
    namespace,
    name,
    action: word,
    selector: filled(selector?.matchLabels),
    rules: strictest(word, rules, isBound(object.body)),
    source: sourceOf(object, []),
  };
  return [{ kind: 'access', access }];
}

/** What is not enforced must not let more in than was written: a denial denies more without it, and a rule that lets somebody in goes. */
function strictest(
  word: AccessPolicy['action'],
  rules: readonly Asked<AccessRule>[],
  bound: boolean,
): readonly AccessRule[] {
  const kept = word === 'DENY' ? rules : rules.filter((each) => each.whole && !bound);
  return kept.map((each) => each.value);
}

/** Whether it speaks for objects that it names, which no proxy knows of. */
function isBound(written: JsonObject): boolean {
  return ['targetRef', 'targetRefs'].some((field) => (valueBelow(written, 'spec', field) ?? null) !== null);
}

/** No labels select all, as no selector does. */
function filled(selector: Labels | undefined): Labels | null {
  return selector && Object.keys(selector).length > 0 ? selector : null;
}
