/** The configuration that an Envoy starts with: where Sluice is, and which counts it sends there. */

import { latencyThresholdsMs } from '../../policies/evidence.ts';
import type { Json } from '../../policies/mesh.ts';
import { parseAddress, type Node, nodeMetadata } from './translate/node.ts';

export interface BootstrapRequest {
  readonly node: Node;
  /** Sluice's xDS address, `HOST:PORT`; a name is resolved by Envoy. */
  readonly xds: string;
  /** Where Envoy's own admin interface listens, `IP:PORT`; port 0 takes a free one. */
  readonly admin: string;
  /** State of the world instead of delta. */
  readonly sotw: boolean;
  /** Tells two processes of one node id apart in what they send. */
  readonly proxyUid: string;
  /** How often counts are sent. */
  readonly flushMs: number;
}

/** The static cluster of Sluice itself; it has no `/` in its name, unlike all that come from a mesh. */
const controlPlane = 'sluice';

/** Envoy's own is up to 30 s; a proxy that comes back late is one that a started Sluice can't read back. */
const backOff: Json = { base_interval: '0.25s', max_interval: '2s' };

/** Upper bounds in ms. Envoy's bins keep two digits, so `< T` is the bound T − 1. */
const latencyBounds = latencyThresholdsMs.map((thresholdMs) => thresholdMs - 1);

/** What of a cluster tells slow answers, gRPC statuses and bodies that were cut: see the receiver. */
const signs = [
  'upstream_rq_(time|rx_reset|pending_failure_eject|timeout|retry)',
  'upstream_cx_destroy_remote_with_active_rq',
  'grpc\\.[0-9]+',
];

/** Envoy's own is 100, which a match of a few names is longer than; this is Istio's. */
const longestRegex = 32_768;

/** Stats are created only where one of these matches the whole name: all that exist are sent with each flush. */
const statsThatMatter = [
  // One count for each answer that a client got, by its final outcome, on the destination that gave it.
  String.raw`cluster\.[^./]+/[^.]+\.upstream_rq_[1-5]xx`,
  // More for destinations under a walk, where somebody asks.
  String.raw`cluster\.[^.]+/for/[^.]+\.(${signs.join('|')})`,
  // Answers that no destination gave, and whether what Sluice sends is taken.
  String.raw`http\.[^.]+\.(no_route|no_cluster|downstream_rq_[1-5]xx|rbac\..*|fault\..*)`,
  String.raw`(http|cluster|listener_manager|cluster_manager).*\.update_(success|rejected)`,
  String.raw`control_plane\.(connected_state|identifier)`,
];

/** Envoy's bootstrap as JSON, which is YAML too. Throws where an address isn't one: see `parseHostPort`. */
export function bootstrap(request: BootstrapRequest): string {
  const { node, proxyUid, flushMs } = request;
  const overAds: Json = { ads: {}, resource_api_version: 'V3' };
  const config: Json = {
    node: { id: node.id, cluster: 'sluice', metadata: nodeMetadata(node) },
    admin: { address: socketAddress(parsed(request.admin, 0)) },
    dynamic_resources: {
      ads_config: {
        api_type: request.sotw ? 'GRPC' : 'DELTA_GRPC',
        transport_api_version: 'V3',
        set_node_on_first_message_only: true,
        grpc_services: [{ envoy_grpc: { cluster_name: controlPlane, retry_policy: { retry_back_off: backOff } } }],
      },
      cds_config: overAds,
      lds_config: overAds,
    },
    static_resources: { clusters: [controlPlaneCluster(parsed(request.xds))] },
    stats_flush_interval: `${flushMs / 1000}s`,
    stats_sinks: [statsSink(proxyUid, node.id)],
    stats_config: {
      stats_matcher: { inclusion_list: { patterns: statsThatMatter.map((regex) => ({ safe_regex: { regex } })) } },
      histogram_bucket_settings: [
        { match: { safe_regex: { regex: String.raw`cluster\..*\.upstream_rq_time` } }, buckets: latencyBounds },
      ],
    },
    layered_runtime: {
      layers: [{ name: 'sluice', static_layer: { 're2.max_program_size.error_level': longestRegex } }],
    },
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

export interface HostPort {
  readonly host: string;
  readonly port: number;
  /** False for a name that is still to be resolved. */
  readonly isAddress: boolean;
}

/** Splits `HOST:PORT`; null where it isn't that, and for a port below the lowest. */
export function parseHostPort(text: string, lowestPort = 1): HostPort | null {
  const address = parseAddress(text, lowestPort);
  if (address) return { host: address.address, port: address.port, isAddress: true };
  const [, host, digits] = /^([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (host === undefined || /^[\d.]+$/.test(host) || port < lowestPort || port > 65535) return null;
  return { host, port, isAddress: false };
}

function parsed(text: string, lowestPort = 1): HostPort {
  const address = parseHostPort(text, lowestPort);
  if (!address) throw new Error(`${JSON.stringify(text)} is no HOST:PORT`);
  return address;
}

function controlPlaneCluster(address: HostPort): Json {
  return {
    name: controlPlane,
    type: address.isAddress ? 'STATIC' : 'STRICT_DNS',
    connect_timeout: '1s',
    typed_extension_protocol_options: {
      'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
        '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
        explicit_http_config: {
          http2_protocol_options: { connection_keepalive: { interval: '5s', timeout: '2s' } },
        },
      },
    },
    load_assignment: {
      cluster_name: controlPlane,
      endpoints: [{ lb_endpoints: [{ endpoint: { address: socketAddress(address) } }] }],
    },
  };
}

/** Totals since the process began, so that an answer that got lost loses no counts. */
function statsSink(proxyUid: string, nodeId: string): Json {
  return {
    name: 'envoy.stat_sinks.open_telemetry',
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.stat_sinks.open_telemetry.v3.SinkConfig',
      grpc_service: {
        envoy_grpc: { cluster_name: controlPlane },
        timeout: '1s',
        initial_metadata: [{ key: 'x-proxy-id', value: proxyUid }],
      },
      report_counters_as_deltas: false,
      report_histograms_as_deltas: false,
      resource_detectors: [
        {
          name: 'envoy.tracers.opentelemetry.resource_detectors.static_config',
          typed_config: {
            '@type':
              'type.googleapis.com/envoy.extensions.tracers.opentelemetry.resource_detectors.v3.StaticConfigResourceDetectorConfig',
            attributes: { 'service.instance.id': proxyUid, 'service.name': nodeId },
          },
        },
      ],
    },
  };
}

function socketAddress({ host, port }: HostPort): Json {
  return { socket_address: { address: host, port_value: port } };
}
