/** Istio's ServiceEntry: a service that no cluster knows of. */

import { ipBlock } from '../address-field.ts';
import { checkedKind } from '../checked-kind.ts';
import { checked } from '../checks.ts';
import { type Decoder, envelope, list, malformed, oneOf, port, record, required, text } from '../decode.ts';
import { hostPattern } from '../host-field.ts';
import { dnsLabel, exportTo } from './names.ts';
import { protocol } from './ports.ts';
import { labelSelector } from './selectors.ts';
import { serviceEntryChecks } from './service-entry-checks.ts';
import { addressed, addressOf, workloadChecks, workloadFields } from './workload.ts';

/** All hosts of the world would be this one service; those that end in a text may be. */
const host: Decoder<string> = (value, at) => {
  if (value === '*') return malformed(at, 'A service cannot be every host', 'Name it, or write "*.example.com".');
  return hostPattern(typeof value === 'string' ? value.replace(/^\*-?(?=[^.*-])/, '') : value, at);
};

const servicePort = record({
  number: required(port),
  name: required(dnsLabel),
  protocol,
  targetPort: port,
});

const endpoint = checked(
  record({ address: addressOf('ip', 'name', 'socket'), ...workloadFields }),
  addressed,
  ...workloadChecks,
);

const spec = checked(
  record({
    hosts: required(list(host, 1)),
    addresses: list(ipBlock),
    ports: list(servicePort),
    location: oneOf('MESH_EXTERNAL', 'MESH_INTERNAL'),
    resolution: oneOf('NONE', 'STATIC', 'DNS', 'DNS_ROUND_ROBIN', 'DYNAMIC_DNS'),
    endpoints: list(endpoint),
    workloadSelector: labelSelector,
    exportTo: exportTo('nobody'),
    subjectAltNames: list(text),
  }),
  ...serviceEntryChecks,
);

export const serviceEntryKind = checkedKind({
  group: 'networking.istio.io',
  kind: 'ServiceEntry',
  versions: ['v1', 'v1beta1', 'v1alpha3'],
  body: envelope({ spec: required(spec) }),
});
