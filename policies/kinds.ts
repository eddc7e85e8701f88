/** The one table of kinds. To add one: its file, and a line here. */

import { deploymentKind } from './core/deployment.ts';
import { endpointSliceKind } from './core/endpoint-slice.ts';
import { serviceKind } from './core/service.ts';
import { authorizationPolicyKind } from './istio/authorization-policy.ts';
import { destinationRuleKind } from './istio/destination-rule.ts';
import { envoyFilterKind } from './istio/envoy-filter.ts';
import { gatewayKind } from './istio/gateway.ts';
import { peerAuthenticationKind } from './istio/peer-authentication.ts';
import { proxyConfigKind } from './istio/proxy-config.ts';
import { requestAuthenticationKind } from './istio/request-authentication.ts';
import { serviceEntryKind } from './istio/service-entry.ts';
import { sidecarKind } from './istio/sidecar.ts';
import { telemetryKind } from './istio/telemetry.ts';
import { trafficExtensionKind } from './istio/traffic-extension.ts';
import { virtualServiceKind } from './istio/virtual-service.ts';
import { wasmPluginKind } from './istio/wasm-plugin.ts';
import { workloadEntryKind } from './istio/workload-entry.ts';
import { workloadGroupKind } from './istio/workload-group.ts';
import type { Kind } from './kind.ts';
import { configKind } from './sluice/config.ts';
import { rolloutKind } from './sluice/rollout.ts';
import { sloKind } from './sluice/slo.ts';

export const kinds: readonly Kind[] = [
  serviceKind,
  endpointSliceKind,
  deploymentKind,
  virtualServiceKind,
  destinationRuleKind,
  workloadEntryKind,
  authorizationPolicyKind,
  gatewayKind,
  serviceEntryKind,
  sidecarKind,
  envoyFilterKind,
  workloadGroupKind,
  proxyConfigKind,
  peerAuthenticationKind,
  requestAuthenticationKind,
  telemetryKind,
  wasmPluginKind,
  trafficExtensionKind,
  rolloutKind,
  sloKind,
  configKind,
];

/** The kind of a group and name, whatever the version. */
export function kindOf(group: string, kind: string): Kind | null {
  return kinds.find((each) => each.kind === kind && each.group === group) ?? null;
}
