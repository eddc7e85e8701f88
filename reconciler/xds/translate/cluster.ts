/** A destination's definition as an Envoy cluster: pools, protocol, balancing, ejection. */

import { create } from '@bufbuild/protobuf';
import { CircuitBreakersSchema, type CircuitBreakers } from '#proto/envoy/config/cluster/v3/circuit_breaker_pb.js';
import {
  type Cluster,
  Cluster_DiscoveryType,
  Cluster_LbPolicy,
  ClusterSchema,
} from '#proto/envoy/config/cluster/v3/cluster_pb.js';
import { OutlierDetectionSchema, type OutlierDetection } from '#proto/envoy/config/cluster/v3/outlier_detection_pb.js';
import { HttpProtocolOptionsSchema } from '#proto/envoy/extensions/upstreams/http/v3/http_protocol_options_pb.js';
import type { OutlierDetection as OutlierPolicy, ServicePort, Source, TrafficPolicy } from '../../../policies/mesh.ts';
import { overAds, provenance } from './origin.ts';
import { duration, packed } from './wire.ts';

/** Istio's "no limit"; Envoy's own defaults are 1024, and 3 for retries. */
const unlimited = 0xffff_ffff;
const defaultConnectTimeoutMs = 10_000;

/** The cluster, its name still empty: the name ends in a hash of these bytes. */
export function clusterOf(port: ServicePort, policy: TrafficPolicy, source: Source, subset: string | null): Cluster {
  const outliers = policy.outlierDetection;
  return create(ClusterSchema, {
    clusterDiscoveryType: { case: 'type', value: Cluster_DiscoveryType.EDS },
    edsClusterConfig: { edsConfig: overAds() },
    connectTimeout: duration(policy.connectTimeoutMs ?? defaultConnectTimeoutMs),
    lbPolicy: Cluster_LbPolicy[policy.loadBalancer ?? 'LEAST_REQUEST'],
    circuitBreakers: circuitBreakers(policy),
    typedExtensionProtocolOptions: { 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': protocol(port, policy) },
    // The subset's name, not its place: one more above it must not make another cluster of it.
    metadata: provenance(source, subset === null ? {} : { subset }),
    ...(outliers && { outlierDetection: outlierDetection(outliers) }),
    // Istio turns panic off as soon as there is outlier detection, unless a least share of healthy hosts is set.
    ...(outliers && { commonLbConfig: { healthyPanicThreshold: { value: outliers.minHealthPercent ?? 0 } } }),
  });
}

function circuitBreakers(policy: TrafficPolicy): CircuitBreakers {
  return create(CircuitBreakersSchema, {
    thresholds: [
      {
        maxConnections: policy.maxConnections || unlimited,
        maxPendingRequests: policy.maxPendingRequests || unlimited,
        maxRequests: policy.maxRequests || unlimited,
        maxRetries: policy.maxRetries || unlimited,
      },
    ],
  });
}

function protocol(port: ServicePort, policy: TrafficPolicy) {
  const options = create(HttpProtocolOptionsSchema, {
    upstreamProtocolOptions: {
      case: 'explicitHttpConfig',
      value: {
        protocolConfig:
          port.protocol === 'http2'
            ? { case: 'http2ProtocolOptions', value: {} }
            : { case: 'httpProtocolOptions', value: {} },
      },
    },
    commonHttpProtocolOptions: {
      ...(policy.maxRequestsPerConnection && { maxRequestsPerConnection: policy.maxRequestsPerConnection }),
      ...(policy.idleTimeoutMs !== undefined && { idleTimeout: duration(policy.idleTimeoutMs) }),
    },
  });
  return packed(HttpProtocolOptionsSchema, options);
}

function outlierDetection(policy: OutlierPolicy): OutlierDetection {
  const { consecutive5xxErrors: errors, consecutiveGatewayErrors: gateway } = policy;
  return create(OutlierDetectionSchema, {
    enforcingSuccessRate: 0,
    ...(errors !== undefined && { consecutive5xx: errors, enforcingConsecutive5xx: errors > 0 ? 100 : 0 }),
    ...(gateway !== undefined && {
      consecutiveGatewayFailure: gateway,
      enforcingConsecutiveGatewayFailure: gateway > 0 ? 100 : 0,
    }),
    ...(policy.intervalMs !== undefined && { interval: duration(policy.intervalMs) }),
    ...(policy.baseEjectionTimeMs !== undefined && { baseEjectionTime: duration(policy.baseEjectionTimeMs) }),
    ...(policy.maxEjectionPercent !== undefined && { maxEjectionPercent: policy.maxEjectionPercent }),
  });
}
