/** Istio's WorkloadEntry: one machine behind a service. */

import { checked } from '../checks.ts';
import type { Contribution } from '../contribution.ts';
import { type At, type Decoder, envelope, integer, record, required } from '../decode.ts';
import type { Kind } from '../kind.ts';
import { type PolicyObject, sourceOf } from '../object.ts';
import { untranslated } from '../shapes.ts';
import { addressed, addressOf, formOf, workloadChecks, workloadFields } from './workload.ts';

const ipAddress = addressOf('ip');
const otherAddress = untranslated(addressOf('name', 'socket'));

/** Null for a name or a socket, which no proxy is told of. */
const address: Decoder<string | null> = (value, at) => {
  if (formOf(value) === 'ip') return ipAddress(value, at);
  return otherAddress(value, at) === undefined ? undefined : null;
};

const { ports, labels, network, locality, serviceAccount } = workloadFields;

const spec = checked(
  record({
    address,
    ports,
    labels,
    weight: integer(1, 1_000_000),
    network: untranslated(network),
    locality: untranslated(locality),
    serviceAccount: untranslated(serviceAccount),
  }),
  addressed,
  ...workloadChecks,
);

const body = envelope({ spec: required(spec) });

export const workloadEntryKind: Kind = {
  group: 'networking.istio.io',
  kind: 'WorkloadEntry',
  versions: ['v1', 'v1beta1', 'v1alpha3'],
  unknownField: 'warning',
  read: readWorkloadEntry,
};

function readWorkloadEntry(object: PolicyObject, at: At): readonly Contribution[] {
  const read = body(object.body, at)?.spec;
  // Without an address that a proxy can be told of there is no endpoint.
  if (!read?.address) return [];
  return [
    {
      kind: 'workload',
      namespace: object.namespace,
      address: read.address,
      labels: read.labels ?? {},
      ports: read.ports ?? {},
      weight: read.weight ?? 1,
      source: sourceOf(object, []),
    },
  ];
}
