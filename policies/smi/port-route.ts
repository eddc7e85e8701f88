/** SMI's routes that are known by their ports. */

import { envelope, filledText, list, port, record, required } from '../decode.ts';

/** Before there were ports to name, such a route stood for all connections, and needed no spec. */
export const portRoute = envelope({
  spec: record({ matches: record({ name: filledText, ports: required(list(port)) }) }),
});
