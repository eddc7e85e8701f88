/** Resources as people read them: proto3 JSON, typed extensions spelled out. */

import { createRegistry, type DescMessage, type MessageShape, toJson } from '@bufbuild/protobuf';
import { file_google_protobuf_any } from '@bufbuild/protobuf/wkt';
import { ClusterSchema } from '#proto/envoy/config/cluster/v3/cluster_pb.js';
import { ClusterLoadAssignmentSchema } from '#proto/envoy/config/endpoint/v3/endpoint_pb.js';
import { ListenerSchema } from '#proto/envoy/config/listener/v3/listener_pb.js';
import { RouteConfigurationSchema } from '#proto/envoy/config/route/v3/route_pb.js';
import { HTTPFaultSchema } from '#proto/envoy/extensions/filters/http/fault/v3/fault_pb.js';
import { FilterConfigSchema } from '#proto/envoy/extensions/filters/http/grpc_stats/v3/config_pb.js';
import { RBACPerRouteSchema, RBACSchema } from '#proto/envoy/extensions/filters/http/rbac/v3/rbac_pb.js';
import { RouterSchema } from '#proto/envoy/extensions/filters/http/router/v3/router_pb.js';
import { HttpConnectionManagerSchema } from '#proto/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';
import { PreviousHostsPredicateSchema } from '#proto/envoy/extensions/retry/host/previous_hosts/v3/previous_hosts_pb.js';
import { HttpProtocolOptionsSchema } from '#proto/envoy/extensions/upstreams/http/v3/http_protocol_options_pb.js';
import type { Json } from '../../../policies/mesh.ts';
import type { Translation } from './translation.ts';

/** `{clusters, endpoints, listeners, routes}`, each a list in proto3 JSON as Envoy itself would read it. */
export function expandTranslation(translation: Translation): Json {
  const registry = extensions();
  const expand =
    <Desc extends DescMessage>(schema: Desc) =>
    (message: MessageShape<Desc>): Json =>
      toJson(schema, message, { registry });
  return {
    clusters: translation.clusters.map(expand(ClusterSchema)),
    endpoints: translation.endpoints.map(expand(ClusterLoadAssignmentSchema)),
    listeners: translation.listeners.map(expand(ListenerSchema)),
    routes: translation.routes.map(expand(RouteConfigurationSchema)),
  };
}

/** Every type that translation packs into an Any. */
function extensions() {
  return createRegistry(
    file_google_protobuf_any,
    FilterConfigSchema,
    HTTPFaultSchema,
    HttpConnectionManagerSchema,
    HttpProtocolOptionsSchema,
    PreviousHostsPredicateSchema,
    RBACPerRouteSchema,
    RBACSchema,
    RouterSchema,
  );
}
