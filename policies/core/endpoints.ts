/** Kubernetes' Endpoints: what EndpointSlices were before. */

import { ipAddress } from '../address-field.ts';
import { checkedKind } from '../checked-kind.ts';
import { envelope, ignored, list, oneOf, port, record, required, text } from '../decode.ts';

const addresses = list(record({ ip: required(ipAddress), hostname: ignored, nodeName: ignored, targetRef: ignored }));

export const endpointsKind = checkedKind({
  group: '',
  kind: 'Endpoints',
  versions: ['v1'],
  body: envelope({
    subsets: list(
      record({
        addresses,
        notReadyAddresses: addresses,
        ports: list(
          record({ name: text, port: required(port), protocol: oneOf('TCP', 'UDP', 'SCTP'), appProtocol: text }),
        ),
      }),
    ),
  }),
});
