/** The Gateway API's Gateway. */

import { ipAddress } from '../address-field.ts';
import { distinct, listOf } from '../bounded-list.ts';
import { checkedKind } from '../checked-kind.ts';
import { annotations } from '../common-fields.ts';
import { below, type Decoder, envelope, labels, oneOf, port, record, required, text } from '../decode.ts';
import { either } from '../shapes.ts';
import { domainPrefixed, group, hostname, objectName } from './fields.ts';
import { listeners, routeNamespaces } from './listener.ts';
import { localRef, objectRef, secretRef } from './reference.ts';

const addressShape = record({
  type: either(domainPrefixed, oneOf('IPAddress', 'Hostname', 'NamedAddress')),
  value: text,
});

/** A value that is empty is chosen by the controller. */
const address: Decoder<unknown> = (value, at) => {
  const read = addressShape(value, at);
  const own = read?.value ?? '';
  if (own === '') return read;
  const here = below(at, 'value');
  const type = read?.type ?? 'IPAddress';
  if (type === 'IPAddress') ipAddress(own, here);
  if (type === 'Hostname') hostname(own, here);
  return read;
};

const validation = record({
  caCertificateRefs: required(listOf(objectRef, 1, 8)),
  mode: oneOf('AllowValidOnly', 'AllowInsecureFallback'),
});

const tls = record({
  backend: record({ clientCertificateRef: secretRef }),
  frontend: record({
    default: required(record({ validation })),
    perPort: distinct('port', listOf(record({ port: required(port), tls: required(record({ validation })) }), 0, 64)),
  }),
});

export const gatewayKind = checkedKind({
  group,
  kind: 'Gateway',
  versions: ['v1', 'v1beta1', 'v1alpha2'],
  body: envelope({
    spec: required(
      record({
        gatewayClassName: required(objectName),
        listeners: required(listeners),
        addresses: listOf(address, 0, 16),
        infrastructure: record({ labels, annotations, parametersRef: localRef }),
        allowedListeners: record({ namespaces: routeNamespaces }),
        defaultScope: oneOf('All', 'None'),
        tls,
        // Of the versions in which a gateway's own certificate stood here.
        backendTLS: record({ clientCertificateRef: secretRef }),
      }),
    ),
  }),
});
