/** What a gateway listens on. */

import { distinct, listOf } from '../bounded-list.ts';
import { annotations } from '../common-fields.ts';
import { below, type Decoded, type Decoder, malformed, oneOf, port, record, required } from '../decode.ts';
import { labelSelector } from '../label-selector.ts';
import { matching } from '../shapes.ts';
import { groupName, hostname, kindName, sectionName } from './fields.ts';
import { secretRef } from './reference.ts';

/** The protocols of the Gateway API in any case, that of Istio's waypoints, and those of others with a domain. */
const protocol = matching(
  /^(?:https?|tls|tcp|udp|hbone|(?=.{1,255}$)[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?\/[a-z0-9]+)$/i,
  'a protocol',
  'Write HTTP, HTTPS, TLS, TCP or UDP; a protocol of your implementation has a domain before it.',
);

export const routeNamespaces = record({ from: oneOf('All', 'Selector', 'Same', 'None'), selector: labelSelector });

const allowedRoutes = record({
  namespaces: routeNamespaces,
  kinds: listOf(record({ group: groupName, kind: required(kindName) }), 0, 8),
});

const fields = {
  name: required(sectionName),
  hostname,
  protocol: required(protocol),
  tls: record({
    mode: oneOf('Terminate', 'Passthrough'),
    certificateRefs: listOf(secretRef, 0, 64),
    options: annotations,
    // Of the versions in which a listener asked for clients' certificates itself.
    frontendValidation: record({ caCertificateRefs: listOf(secretRef, 0, 8) }),
  }),
  allowedRoutes,
};

const withPort = record({ ...fields, port: required(port) });
const withoutPort = record({ ...fields, port });

type Listener = Decoded<typeof fields>;

/** What is said of one listener has to go together. */
function consistent(shape: Decoder<Listener>): Decoder<Listener> {
  return (value, at) => {
    const read = shape(value, at);
    if (read === undefined) return undefined;
    const kind = read.protocol.toUpperCase();
    if (read.tls !== undefined && ['HTTP', 'TCP', 'UDP'].includes(kind)) {
      malformed(below(at, 'tls'), `A listener of protocol ${read.protocol} has no tls`, 'Remove it, or write HTTPS.');
    }
    if (read.tls?.mode === 'Passthrough' && kind === 'HTTPS') {
      const remedy = 'Write Terminate, or the protocol TLS.';
      malformed(below(below(at, 'tls'), 'mode'), 'A listener of protocol HTTPS ends TLS itself', remedy);
    }
    if (read.hostname !== undefined && ['TCP', 'UDP'].includes(kind)) {
      malformed(below(at, 'hostname'), `A listener of protocol ${read.protocol} sees no host`, 'Remove it.');
    }
    return read;
  };
}

export const listeners = distinct('name', listOf(consistent(withPort), 1, 64));

/** Those of a set that may leave the port to its gateway. */
export const portlessListeners = distinct('name', listOf(consistent(withoutPort), 1, 64));
