/** Istio's ConnectionPoolSettings: how many connections and requests at once, and for how long. */

import { atLeastOne, type Check, checked, valueBelow } from '../checks.ts';
import { below, type Decoder, flag, integer, malformed, oneOf, record } from '../decode.ts';
import { duration, someDuration } from '../quantity.ts';

/** What is done to the fields that no proxy is told of: there they are marked, or left alone where all are. */
export type Mark = <T>(decoder: Decoder<T>) => Decoder<T>;

export const unmarked: Mark = (decoder) => decoder;

export const count = integer(0, 4_294_967_295);

const keepalive = record({ probes: count, time: someDuration, interval: someDuration });

const http2KeepAlive = record({ interval: someDuration, timeout: someDuration });

const oneUpgrade: Check = (value, at) => {
  const http = valueBelow(value, 'http');
  if (valueBelow(http, 'h2UpgradePolicy') !== 'UPGRADE' || valueBelow(http, 'useClientProtocol') !== true) return;
  const here = below(below(at, 'http'), 'useClientProtocol');
  malformed(here, "The client's protocol is not kept where all is upgraded", 'Remove it, or h2UpgradePolicy.');
};

/** Those of its fields that are marked are told to no proxy. */
export function connectionPool(mark: Mark) {
  return checked(
    record({
      tcp: record({
        maxConnections: count,
        connectTimeout: duration,
        tcpKeepalive: mark(keepalive),
        maxConnectionDuration: mark(someDuration),
        idleTimeout: mark(duration),
      }),
      http: record({
        http1MaxPendingRequests: count,
        http2MaxRequests: count,
        maxRequestsPerConnection: count,
        maxRetries: count,
        idleTimeout: duration,
        h2UpgradePolicy: mark(oneOf('DEFAULT', 'DO_NOT_UPGRADE', 'UPGRADE')),
        useClientProtocol: mark(flag),
        maxConcurrentStreams: mark(count),
        http2KeepAlive: mark(http2KeepAlive),
      }),
    }),
    atLeastOne('A pool', 'tcp', 'http'),
    oneUpgrade,
  );
}
