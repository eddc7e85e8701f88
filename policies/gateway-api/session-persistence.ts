/** How the Gateway API's routes keep a client at one backend. */

import { type Decoder, malformed, oneOf, record, required, text } from '../decode.ts';
import { gatewayDuration } from './fields.ts';
import { headerName } from './header.ts';

const lifetimeType = oneOf('Permanent', 'Session');

const shape = record({
  absoluteTimeout: gatewayDuration,
  idleTimeout: gatewayDuration,
  type: oneOf('Cookie', 'Header'),
  cookie: record({ name: headerName, path: text, lifetimeType }),
  header: record({ name: required(headerName) }),
  // What cookie and header were before.
  sessionName: text,
  cookieConfig: record({ lifetimeType }),
});

export const sessionPersistence: Decoder<unknown> = (value, at) => {
  const read = shape(value, at);
  const lifetime = read?.cookie?.lifetimeType ?? read?.cookieConfig?.lifetimeType;
  if (lifetime === 'Permanent' && read?.absoluteTimeout === undefined) {
    malformed(at, 'A cookie that is permanent needs an absoluteTimeout', 'Add "absoluteTimeout".');
  }
  return read;
};
