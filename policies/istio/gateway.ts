/** Istio's Gateway: what a proxy at the edge listens to. */

import { checkedKind } from '../checked-kind.ts';
import { type Check, checked, has, onlyOnce, refused } from '../checks.ts';
import { below, type Decoder, envelope, filledText, list, malformed, record, required, text } from '../decode.ts';
import { isObject } from '../json.ts';
import { namespacedHost } from './namespaced-host.ts';
import { bindAddress, portOrNone, protocol, saysUnix, spokenBy } from './ports.ts';
import { selectedLabels } from './selectors.ts';
import { passesThrough, serverTls } from './server-tls.ts';

const filledProtocol: Decoder<string> = (value, at) => (value === '' ? filledText(value, at) : protocol(value, at));

const port = record({
  number: portOrNone,
  protocol: required(filledProtocol),
  name: required(filledText),
  targetPort: refused('A gateway sends on by its routes, and not to a targetPort'),
});

/** A socket of the machine has no port, and everything else has one. */
const portOfBind: Check = (value, at) => {
  const given = value['port'];
  if (!isObject(given)) return;
  const here = below(at, 'port');
  const { number = null } = given;
  if (saysUnix(value['bind'])) {
    if (number !== null && number !== 0)
      malformed(below(here, 'number'), 'A socket has no port', 'Remove it, or bind.');
  } else if (number === null) malformed(here, 'The field "number" is missing', 'Add "number".');
  else if (number === 0) malformed(below(here, 'number'), 'Expected a port from 1 to 65535, found the number 0');
};

/** TLS where it is spoken, and only there; a port of HTTP may send its clients to HTTPS. */
const tlsOfProtocol: Check = (value, at) => {
  const spoken = isObject(value['port']) ? spokenBy(value['port']['protocol']) : null;
  if (spoken === null || spoken === 'tunnel') return;
  const { tls } = value;
  if (spoken === 'tls' && !has(value, 'tls')) {
    malformed(at, 'A server of HTTPS or TLS needs to know how to end it', 'Add "tls".');
  } else if (isObject(tls) && spoken !== 'tls' && !(spoken === 'http' && passesThrough(tls))) {
    malformed(below(at, 'tls'), 'This server speaks no TLS, so there is none to end', 'Set the protocol to HTTPS.');
  }
};

const server = checked(
  record({
    name: text,
    port: required(port),
    bind: bindAddress,
    hosts: required(list(namespacedHost('gateway'), 1)),
    tls: serverTls,
    defaultEndpoint: text,
  }),
  portOfBind,
  tlsOfProtocol,
);

const spec = checked(
  record({ selector: selectedLabels, servers: required(list(server, 1)) }),
  onlyOnce('servers', 'port', 'name'),
);

export const gatewayKind = checkedKind({
  group: 'networking.istio.io',
  kind: 'Gateway',
  versions: ['v1', 'v1beta1', 'v1alpha3'],
  body: envelope({ spec: required(spec) }),
});
