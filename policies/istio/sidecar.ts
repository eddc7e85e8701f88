/** Istio's Sidecar: what a workload's proxy listens to, and whom it knows. */

import { checkedKind } from '../checked-kind.ts';
import { atLeastOne, type Check, checked, has, itemsOf, onlyOnce, refused, valueBelow } from '../checks.ts';
import { below, type Decoder, envelope, list, malformed, oneOf, record, required } from '../decode.ts';
import { isObject } from '../json.ts';
import { connectionPool, unmarked } from './connection-pool.ts';
import { destination } from './destination.ts';
import { dnsLabel } from './names.ts';
import { namespacedHost } from './namespaced-host.ts';
import { bindAddress, portOrNone, protocol, saysUnix } from './ports.ts';
import { labelSelector } from './selectors.ts';
import { defaultEndpoint, sidecarTls } from './sidecar-ingress.ts';

const portName: Decoder<string> = (value, at) => (value === '' ? value : dnsLabel(value, at));

const sidecarPort = record({
  number: portOrNone,
  protocol,
  name: portName,
  targetPort: refused('A sidecar sends on by defaultEndpoint, and not to a targetPort'),
});

const captureMode = oneOf('DEFAULT', 'IPTABLES', 'NONE');

const pool = connectionPool(unmarked);

/** Only a socket of the machine has no port. */
const numbered: Check = (value, at) => {
  const port = value['port'];
  if (!isObject(port)) return;
  const here = below(at, 'port');
  const unix = saysUnix(value['bind']);
  if (has(port, 'number') && port['number'] !== 0) {
    if (unix) malformed(below(here, 'number'), 'A socket has no port', 'Remove it, or bind.');
  } else if (!unix) {
    malformed(
      has(port, 'number') ? below(here, 'number') : here,
      'A listener of an address has a port',
      'Add "number".',
    );
  } else if (value['captureMode'] === 'IPTABLES') {
    malformed(below(at, 'captureMode'), 'What goes to a socket is not captured', 'Set it to NONE.');
  }
};

const addressAlone: Check = (value, at) => {
  if (saysUnix(value['bind'])) malformed(below(at, 'bind'), 'What comes in comes to an address', 'Bind an IP address.');
};

const ingress = checked(
  record({
    port: required(sidecarPort),
    bind: bindAddress,
    captureMode,
    defaultEndpoint,
    tls: sidecarTls,
    connectionPool: pool,
  }),
  numbered,
  addressAlone,
);

const egress = checked(
  record({ port: sidecarPort, bind: bindAddress, captureMode, hosts: required(list(namespacedHost('sidecar'), 1)) }),
  numbered,
);

/** A listener without a port takes all that is left, so there is one, and it is the last. */
const restLast: Check = (value, at) => {
  for (const { item, at: here } of itemsOf(value, 'egress', at).slice(0, -1)) {
    if (!has(item, 'port'))
      malformed(here, 'A listener without a port takes all that is left, and stands last', 'Move it to the end.');
  }
};

const proxied: Check = (value, at) => {
  if (!has(value, 'egressProxy')) return;
  const here = below(at, 'egressProxy');
  if (valueBelow(value, 'mode') !== 'ALLOW_ANY')
    malformed(here, 'An egressProxy goes with the mode ALLOW_ANY alone', 'Set the mode, or remove it.');
  if (isObject(value['egressProxy']) && !has(value['egressProxy'], 'port'))
    malformed(here, 'The field "port" is missing', 'Add "port".');
};

const spec = checked(
  record({
    workloadSelector: labelSelector,
    ingress: list(ingress),
    egress: list(egress),
    inboundConnectionPool: pool,
    outboundTrafficPolicy: checked(
      record({ mode: oneOf('REGISTRY_ONLY', 'ALLOW_ANY'), egressProxy: destination }),
      proxied,
    ),
  }),
  atLeastOne('A Sidecar', 'ingress', 'egress', 'inboundConnectionPool', 'outboundTrafficPolicy'),
  onlyOnce('ingress', 'port', 'number'),
  restLast,
);

export const sidecarKind = checkedKind({
  group: 'networking.istio.io',
  kind: 'Sidecar',
  versions: ['v1', 'v1beta1', 'v1alpha3'],
  body: envelope({ spec: required(spec) }),
});
