/** Kubernetes' EndpointSlice: the addresses behind a Service. */

import { ipAddress } from '../address-field.ts';
import type { Contribution } from '../contribution.ts';
import {
  type At,
  envelope,
  flag,
  ignored,
  list,
  malformed,
  oneOf,
  placed,
  port,
  record,
  required,
  text,
} from '../decode.ts';
import type { Kind } from '../kind.ts';
import { type PolicyObject, sourceOf } from '../object.ts';
import { isTcp, transport } from './transport.ts';

const body = envelope({
  addressType: oneOf('IPv4', 'IPv6'),
  ports: list(record({ name: text, port: required(port), protocol: transport, appProtocol: ignored })),
  endpoints: list(
    placed(
      record({
        addresses: required(list(ipAddress, 1)),
        conditions: record({ ready: flag, serving: ignored, terminating: ignored }),
        hostname: ignored,
        nodeName: ignored,
        targetRef: ignored,
        zone: ignored,
        hints: ignored,
        // Of the version before v1.
        topology: ignored,
        deprecatedTopology: ignored,
      }),
    ),
  ),
});

export const endpointSliceKind: Kind = {
  group: 'discovery.k8s.io',
  kind: 'EndpointSlice',
  versions: ['v1', 'v1beta1'],
  unknownField: 'warning',
  read: readEndpointSlice,
};

const serviceLabel = 'kubernetes.io/service-name';

function readEndpointSlice(object: PolicyObject, at: At): readonly Contribution[] {
  const read = body(object.body, at);
  const service = object.labels[serviceLabel];
  if (service === undefined) {
    const here = { ...at, path: ['metadata', 'labels', serviceLabel] };
    malformed(here, `The label ${serviceLabel} is missing`, 'Set it to the name of the Service.');
  }
  if (!read || service === undefined) return [];
  // Kubernetes: a condition that is not set means ready.
  const ready = (read.endpoints ?? []).filter((endpoint) => endpoint.value.conditions?.ready ?? true);
  return [
    {
      kind: 'endpoints',
      namespace: object.namespace,
      service,
      labels: object.labels,
      addresses: ready.flatMap(({ value, path }) =>
        value.addresses.map((each) => ({ address: each, source: sourceOf(object, path) })),
      ),
      ports: (read.ports ?? []).filter(isTcp).map((each) => ({ name: each.name || null, port: each.port })),
    },
  ];
}
