/** The HTTP filters that each listener has, by name: routes configure them by these names. */

import { create } from '@bufbuild/protobuf';
import { type Any, BoolValueSchema } from '@bufbuild/protobuf/wkt';
import { HTTPFaultSchema } from '#proto/envoy/extensions/filters/http/fault/v3/fault_pb.js';
import { FilterConfigSchema } from '#proto/envoy/extensions/filters/http/grpc_stats/v3/config_pb.js';
import { RBACSchema } from '#proto/envoy/extensions/filters/http/rbac/v3/rbac_pb.js';
import { RouterSchema } from '#proto/envoy/extensions/filters/http/router/v3/router_pb.js';
import type { Fault } from '../../../policies/mesh.ts';
import { duration, millionths, packed } from './wire.ts';

export const filterNames = {
  /** Policies for the proxy itself, set on the route table; then those for the service, set on routes. */
  nodeDeny: 'sluice.rbac.node.deny',
  nodeAllow: 'sluice.rbac.node.allow',
  deny: 'sluice.rbac.deny',
  allow: 'sluice.rbac.allow',
  fault: 'envoy.filters.http.fault',
  grpcStats: 'envoy.filters.http.grpc_stats',
  router: 'envoy.filters.http.router',
} as const;

/** In their order. They do nothing by themselves: a policy changes routes, never the listener, so nothing is drained. */
export function filterChain(): { name: string; config: Any }[] {
  const access = packed(RBACSchema, create(RBACSchema));
  return [
    { name: filterNames.nodeDeny, config: access },
    { name: filterNames.nodeAllow, config: access },
    { name: filterNames.deny, config: access },
    { name: filterNames.allow, config: access },
    { name: filterNames.fault, config: packed(HTTPFaultSchema, create(HTTPFaultSchema)) },
    { name: filterNames.grpcStats, config: packed(FilterConfigSchema, grpcStats()) },
    { name: filterNames.router, config: packed(RouterSchema, create(RouterSchema)) },
  ];
}

/** A route's own faults, under the filter's name; nothing where it has none. */
export function faultConfig(fault: Fault | undefined): Record<string, Any> {
  if (!fault?.delay && !fault?.abort) return {};
  const { delay, abort } = fault;
  const config = create(HTTPFaultSchema, {
    ...(delay && {
      delay: {
        faultDelaySecifier: { case: 'fixedDelay', value: duration(delay.fixedMs) },
        percentage: millionths(delay.percent),
      },
    }),
    ...(abort && {
      abort: { errorType: { case: 'httpStatus', value: abort.status }, percentage: millionths(abort.percent) },
    }),
  });
  return { [filterNames.fault]: packed(HTTPFaultSchema, config) };
}

function grpcStats() {
  return create(FilterConfigSchema, {
    perMethodStatSpecifier: { case: 'statsForAllMethods', value: create(BoolValueSchema, { value: false }) },
  });
}
