/** Istio's DestinationRule: subsets of a service, and how to speak to them. */

import type { Contribution } from '../contribution.ts';
import { type At, type Decoder, envelope, filledText, labels, list, placed, record, required } from '../decode.ts';
import { compareText } from '../finding.ts';
import { hostName, hostPattern } from '../host-field.ts';
import type { Kind } from '../kind.ts';
import type { Subset } from '../mesh.ts';
import { type PolicyObject, sourceOf } from '../object.ts';
import { untranslated } from '../shapes.ts';
import { dnsLabel, exportTo, unless } from './names.ts';
import { workloadSelector } from './selectors.ts';
import { trafficPolicy } from './traffic-policy.ts';

const manyHosts = untranslated(hostPattern);

/** Null for all hosts below one: there is no one service to lay this over. */
const host: Decoder<string | null> = (value, at) => {
  if (typeof value !== 'string' || !value.includes('*')) return hostName(value, at);
  return manyHosts(value, at) === undefined ? undefined : null;
};

const subsetName: Decoder<string> = (value, at) => {
  const read = filledText(value, at);
  if (read !== undefined) dnsLabel(read, at);
  return read;
};

const body = envelope({
  spec: required(
    record({
      host: required(host),
      trafficPolicy,
      subsets: list(placed(record({ name: required(subsetName), labels, trafficPolicy }))),
      exportTo: unless('*', exportTo()),
      workloadSelector: untranslated(workloadSelector),
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
  if (read.spec.host === null) return [];
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
