/** How the Gateway API's routes keep a client at one backend. */

import { type Decoder, malformed, oneOf, record, text } from '../decode.ts';
import { gatewayDuration } from './fields.ts';

const shape = record({
  sessionName: text,
  absoluteTimeout: gatewayDuration,
  idleTimeout: gatewayDuration,
  type: oneOf('Cookie', 'Header'),
  cookieConfig: record({ lifetimeType: oneOf('Permanent', 'Session') }),
});

export const sessionPersistence: Decoder<unknown> = (value, at) => {
  const read = shape(value, at);
  if (read?.cookieConfig?.lifetimeType === 'Permanent' && read.absoluteTimeout === undefined) {
    malformed(at, 'A cookie that is permanent needs an absoluteTimeout', 'Add "absoluteTimeout".');
  }
  return read;
};
