/** Istio's traffic policies, CORS and header edits, as Flagger hands them on. */

import { filledText, flag, integer, labels, list, oneOf, port, record, text } from '../decode.ts';
import { count, goDuration, percent } from '../common-fields.ts';
import { mapOf } from '../shapes.ts';
import { stringMatch } from './istio-match.ts';

const headerEdits = record({ set: labels, add: labels, remove: list(text) });

export const headerOperations = record({ request: headerEdits, response: headerEdits });

export const corsPolicy = record({
  allowOrigin: list(text),
  allowOrigins: list(stringMatch),
  allowMethods: list(text),
  allowHeaders: list(text),
  exposeHeaders: list(text),
  maxAge: goDuration,
  allowCredentials: flag,
});

const connectionPool = record({
  tcp: record({
    maxConnections: count,
    connectTimeout: goDuration,
    tcpKeepalive: record({ probes: count, time: goDuration, interval: goDuration }),
    idleTimeout: goDuration,
    maxConnectionDuration: goDuration,
  }),
  http: record({
    http1MaxPendingRequests: count,
    http2MaxRequests: count,
    maxRequestsPerConnection: count,
    maxRetries: count,
    idleTimeout: goDuration,
    h2UpgradePolicy: oneOf('DEFAULT', 'DO_NOT_UPGRADE', 'UPGRADE'),
    useClientProtocol: flag,
  }),
});

const loadBalancer = record({
  simple: oneOf('UNSPECIFIED', 'ROUND_ROBIN', 'LEAST_CONN', 'LEAST_REQUEST', 'RANDOM', 'PASSTHROUGH'),
  consistentHash: record({
    httpHeaderName: text,
    httpCookie: record({ name: filledText, path: text, ttl: goDuration }),
    useSourceIp: flag,
    httpQueryParameterName: text,
    minimumRingSize: count,
  }),
  localityLbSetting: record({
    enabled: flag,
    distribute: list(record({ from: text, to: mapOf(percent) })),
    failover: list(record({ from: text, to: text })),
    failoverPriority: list(text),
  }),
  warmupDurationSecs: goDuration,
});

const outlierDetection = record({
  consecutiveErrors: count,
  consecutive5xxErrors: count,
  consecutiveGatewayErrors: count,
  consecutiveLocalOriginFailures: count,
  splitExternalLocalOriginErrors: flag,
  interval: goDuration,
  baseEjectionTime: goDuration,
  maxEjectionPercent: percent,
  minHealthPercent: percent,
});

const tls = record({
  mode: oneOf('DISABLE', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL'),
  clientCertificate: text,
  privateKey: text,
  caCertificates: text,
  credentialName: text,
  subjectAltNames: list(text),
  sni: text,
  insecureSkipVerify: flag,
});

const settings = { connectionPool, loadBalancer, outlierDetection, tls };

export const trafficPolicy = record({
  ...settings,
  portLevelSettings: list(record({ ...settings, port: record({ number: port }) })),
});

export const retries = record({
  attempts: integer(0, 1_000),
  perTryTimeout: goDuration,
  retryOn: text,
  retryRemoteLocalities: flag,
});
