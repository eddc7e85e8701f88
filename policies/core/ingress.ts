/** Kubernetes' Ingress. */

import { checkedKind } from '../checked-kind.ts';
import { envelope, filledText, list, oneOf, port, record, required, text } from '../decode.ts';
import { hostPattern } from '../host-field.ts';
import { exactlyOne, matching } from '../shapes.ts';
import { openMetadata } from '../workload-fields.ts';

const servicePort = exactlyOne(['name', 'number'], 'A port of a backend', record({ name: filledText, number: port }));

const backend = exactlyOne(
  ['service', 'resource'],
  'A backend',
  record({
    service: record({ name: required(filledText), port: required(servicePort) }),
    resource: record({ apiGroup: text, kind: required(filledText), name: required(filledText) }),
  }),
);

const path = record({
  path: matching(/^(?:\/.*)?$/, 'a path', 'Begin it with "/".'),
  pathType: required(oneOf('Exact', 'Prefix', 'ImplementationSpecific')),
  backend: required(backend),
});

export const ingressKind = checkedKind({
  group: 'networking.k8s.io',
  kind: 'Ingress',
  versions: ['v1'],
  body: envelope({
    metadata: openMetadata,
    spec: required(
      record({
        ingressClassName: filledText,
        defaultBackend: backend,
        tls: list(record({ hosts: list(hostPattern), secretName: text })),
        rules: list(record({ host: hostPattern, http: record({ paths: required(list(path, 1)) }) })),
      }),
    ),
  }),
});
