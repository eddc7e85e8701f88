/** Istio's DestinationRule: subsets of a service, and how to speak to them. */

import type { Contribution } from '../contribution.ts';
import { type At, envelope, filledText, labels, list, placed, record, required } from '../decode.ts';
import { compareText } from '../finding.ts';
import { hostName } from '../host-field.ts';
import type { Kind } from '../kind.ts';
import type { Subset } from '../mesh.ts';
import { type PolicyObject, sourceOf } from '../object.ts';
import { trafficPolicy } from './traffic-policy.ts';

const body = envelope({
  spec: required(
    record({
      host: required(hostName),
      trafficPolicy,
      subsets: list(placed(record({ name: required(filledText), labels, trafficPolicy }))),
    }),
  ),
});

export const destinationRuleKind: Kind = {
  group: 'networking.istio.io',
  kind: 'DestinationRule',
  versions: ['v1', 'v1beta1', 'v1alpha3'],
  unknownField: 'warning',
  read: readDestinationRule,
};

function readDestinationRule(object: PolicyObject, at: At): readonly Contribution[] {
  const read = body(object.body, at);
  if (!read) return [];
  const seen = new Set<string>();
  const subsets: Subset[] = [];
  for (const { value, path } of read.spec.subsets ?? []) {
    if (seen.has(value.name)) {
      at.report({
        rule: 'duplicate-subset',
        severity: 'error',
        message: `Two subsets are named ${JSON.stringify(value.name)}`,
        remedy: 'Give each its own name.',
        path: [...path, 'name'],
      });
      continue;
    }
    seen.add(value.name);
    const { name, labels: own = {}, trafficPolicy: policy = {} } = value;
    subsets.push({ name, labels: own, policy, source: sourceOf(object, path) });
  }
  return [
    {
      kind: 'subsets',
      namespace: object.namespace,
      name: object.name,
      host: read.spec.host,
      subsets: subsets.toSorted((a, b) => compareText(a.name, b.name)),
      policy: read.spec.trafficPolicy ?? {},
      source: sourceOf(object, []),
    },
  ];
}
