/** Istio's TrafficPolicy: pools, outlier detection, balancing. */

import { type Decoder, defined, integer, oneOf, record, required } from '../decode.ts';
import type { TrafficPolicy } from '../mesh.ts';
import { duration } from '../quantity.ts';

const count = integer(0, 4_294_967_295);
const percent = integer(0, 100);

const fields = record({
  connectionPool: record({
    tcp: record({ maxConnections: count, connectTimeout: duration }),
    http: record({
      http1MaxPendingRequests: count,
      http2MaxRequests: count,
      maxRequestsPerConnection: count,
      maxRetries: count,
      idleTimeout: duration,
    }),
  }),
  outlierDetection: record({
    consecutive5xxErrors: count,
    consecutiveGatewayErrors: count,
    interval: duration,
    baseEjectionTime: duration,
    maxEjectionPercent: percent,
    minHealthPercent: percent,
  }),
  loadBalancer: record({ simple: oneOf('UNSPECIFIED', 'LEAST_REQUEST', 'ROUND_ROBIN', 'RANDOM') }),
  tls: record({ mode: required(oneOf('DISABLE')) }),
});

export const trafficPolicy: Decoder<TrafficPolicy> = (value, at) => {
  const read = fields(value, at);
  if (!read) return undefined;
  const { tcp, http } = read.connectionPool ?? {};
  const simple = read.loadBalancer?.simple;
  const outlier = read.outlierDetection;
  return defined({
    connectTimeoutMs: set(tcp?.connectTimeout),
    maxConnections: set(tcp?.maxConnections),
    maxPendingRequests: set(http?.http1MaxPendingRequests),
    maxRequests: set(http?.http2MaxRequests),
    maxRetries: set(http?.maxRetries),
    maxRequestsPerConnection: set(http?.maxRequestsPerConnection),
    idleTimeoutMs: set(http?.idleTimeout),
    loadBalancer: simple === 'UNSPECIFIED' ? undefined : simple,
    outlierDetection:
      outlier &&
      defined({
        consecutive5xxErrors: outlier.consecutive5xxErrors,
        consecutiveGatewayErrors: outlier.consecutiveGatewayErrors,
        intervalMs: outlier.interval,
        baseEjectionTimeMs: outlier.baseEjectionTime,
        maxEjectionPercent: outlier.maxEjectionPercent,
        minHealthPercent: outlier.minHealthPercent,
      }),
  });
};

/** Istio: 0 in a pool is the same as absent. */
function set(value: number | undefined): number | undefined {
  return value === 0 ? undefined : value;
}
