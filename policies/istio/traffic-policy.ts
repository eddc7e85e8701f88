/** Istio's TrafficPolicy: pools, outlier detection, balancing, and what a proxy is not told of yet. */

import { atLeastOne, atMostOne, checked } from '../checks.ts';
import { type Decoder, defined, list, oneOf, port, record, required } from '../decode.ts';
import { hostName } from '../host-field.ts';
import type { TrafficPolicy } from '../mesh.ts';
import { duration } from '../quantity.ts';
import { numberWithin, untranslated } from '../shapes.ts';
import { clientTls } from './client-tls.ts';
import { connectionPool, count, type Mark, unmarked } from './connection-pool.ts';
import { loadBalancer } from './load-balancer.ts';
import { outlierDetection } from './outlier-detection.ts';

function sharedFields(mark: Mark) {
  return {
    connectionPool: connectionPool(mark),
    outlierDetection: outlierDetection(mark),
    loadBalancer: loadBalancer(mark),
    tls: clientTls,
  };
}

const shared = ['connectionPool', 'outlierDetection', 'loadBalancer', 'tls'];

/** A policy of one port: it is told to no proxy as a whole. */
const ofPort = checked(
  record({ port: required(record({ number: required(port) })), ...sharedFields(unmarked) }),
  atLeastOne('The policy of a port', ...shared),
);

const others = {
  portLevelSettings: list(ofPort),
  tunnel: record({
    protocol: oneOf('CONNECT', 'POST'),
    targetHost: required(hostName),
    targetPort: required(port),
  }),
  proxyProtocol: record({ version: oneOf('V1', 'V2') }),
  retryBudget: record({ percent: numberWithin(0, 100), minRetryConcurrency: count, budgetInterval: duration }),
};

const fields = checked(
  record({
    ...sharedFields(untranslated),
    portLevelSettings: untranslated(others.portLevelSettings),
    tunnel: untranslated(others.tunnel),
    proxyProtocol: untranslated(others.proxyProtocol),
    retryBudget: untranslated(others.retryBudget),
  }),
  atLeastOne('A policy', ...shared, ...Object.keys(others)),
  atMostOne('tunnel', 'proxyProtocol'),
);

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
