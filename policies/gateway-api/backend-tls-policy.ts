/** The Gateway API's BackendTLSPolicy: how a gateway knows a backend that speaks TLS. */

import { byType } from '../by-type.ts';
import { listOf } from '../bounded-list.ts';
import { byVersion } from '../by-version.ts';
import { checkedKind } from '../checked-kind.ts';
import { annotations } from '../common-fields.ts';
import { type Decoder, envelope, malformed, oneOf, record, required } from '../decode.ts';
import { matching } from '../shapes.ts';
import {
  group,
  groupName,
  hostname,
  kindName,
  namespaceName,
  objectName,
  preciseHostname,
  sectionName,
} from './fields.ts';
import { localRef } from './reference.ts';

const target = {
  group: required(groupName),
  kind: required(kindName),
  name: required(objectName),
  sectionName,
};

const uri = matching(/^[^:/?#\s]+:\S+$/, 'a URI', 'Write it like spiffe://example.com/ns/shop/sa/checkout.');

const subjectAltName = byType(
  'type',
  { Hostname: 'hostname', URI: 'uri' },
  record({ type: required(oneOf('Hostname', 'URI')), hostname, uri }),
);

const wellKnown = oneOf('System', '');

const validationShape = record({
  caCertificateRefs: listOf(localRef, 0, 8),
  wellKnownCACertificates: wellKnown,
  hostname: required(preciseHostname),
  subjectAltNames: listOf(subjectAltName, 0, 5),
});

/** By which authorities a certificate may be signed is said in one of two ways. */
const validation: Decoder<unknown> = (value, at) => {
  const read = validationShape(value, at);
  if (read === undefined) return undefined;
  const own = (read.caCertificateRefs ?? []).length > 0;
  const system = (read.wellKnownCACertificates ?? '') !== '';
  if (own !== system) return read;
  const found = own ? 'both' : 'none';
  return malformed(at, `There has to be one of caCertificateRefs and wellKnownCACertificates; this has ${found}`);
};

const body = envelope({
  spec: required(
    record({
      targetRefs: required(listOf(record(target), 1, 16)),
      validation: required(validation),
      options: annotations,
    }),
  ),
});

const earlyBody = envelope({
  spec: required(
    record({
      targetRef: required(record({ ...target, namespace: namespaceName })),
      tls: required(
        record({
          caCertRefs: listOf(localRef, 0, 8),
          wellKnownCACerts: wellKnown,
          hostname: required(preciseHostname),
        }),
      ),
    }),
  ),
});

export const backendTlsPolicyKind = checkedKind({
  group,
  kind: 'BackendTLSPolicy',
  versions: ['v1', 'v1alpha3', 'v1alpha2'],
  body: byVersion<unknown>({ v1alpha2: earlyBody }, body),
});
