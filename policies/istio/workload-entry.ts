/** Istio's WorkloadEntry: one machine behind a service. */

import { ipAddress } from '../address-field.ts';
import type { Contribution } from '../contribution.ts';
import {
  type At,
  type Decoder,
  below,
  envelope,
  integer,
  labels,
  malformed,
  port,
  record,
  required,
} from '../decode.ts';
import { describe, isObject } from '../json.ts';
import type { Kind } from '../kind.ts';
import { type PolicyObject, sourceOf } from '../object.ts';

const ports: Decoder<Readonly<Record<string, number>>> = (value, at) => {
  if (!isObject(value)) return malformed(at, `Expected an object, found ${describe(value)}`);
  const read = Object.entries(value).map(([name, entry]) => [name, port(entry, below(at, name))] as const);
  return Object.fromEntries(read.filter((entry): entry is readonly [string, number] => entry[1] !== undefined));
};

const body = envelope({
  spec: required(record({ address: required(ipAddress), ports, labels, weight: integer(1, 1_000_000) })),
});

export const workloadEntryKind: Kind = {
  group: 'networking.istio.io',
  kind: 'WorkloadEntry',
  versions: ['v1', 'v1beta1', 'v1alpha3'],
  unknownField: 'warning',
  read: readWorkloadEntry,
};

function readWorkloadEntry(object: PolicyObject, at: At): readonly Contribution[] {
  const spec = body(object.body, at)?.spec;
  if (!spec) return [];
  return [
    {
      kind: 'workload',
      namespace: object.namespace,
      address: spec.address,
      labels: spec.labels ?? {},
      ports: spec.ports ?? {},
      weight: spec.weight ?? 1,
      source: sourceOf(object, []),
    },
  ];
}
