/** The one table of kinds. To add one: its file, and a line here. */

import { analysisRunKind } from './argo/analysis-run.ts';
import { analysisTemplateKind, clusterAnalysisTemplateKind } from './argo/analysis-template.ts';
import { experimentKind } from './argo/experiment.ts';
import { argoRolloutKind } from './argo/rollout.ts';
import { bystanderKinds } from './core/bystanders.ts';
import { endpointSliceKind } from './core/endpoint-slice.ts';
import { endpointsKind } from './core/endpoints.ts';
import { ingressKind } from './core/ingress.ts';
import { serviceKind } from './core/service.ts';
import { workloadKinds } from './core/workloads.ts';
import { alertProviderKind } from './flagger/alert-provider.ts';
import { canaryKind } from './flagger/canary.ts';
import { metricTemplateKind } from './flagger/metric-template.ts';
import { backendTlsPolicyKind } from './gateway-api/backend-tls-policy.ts';
import { gatewayClassKind } from './gateway-api/gateway-class.ts';
import { gatewayKind } from './gateway-api/gateway.ts';
import { grpcRouteKind } from './gateway-api/grpc-route.ts';
import { httpRouteKind } from './gateway-api/http-route.ts';
import { experimentalListenerSetKind, listenerSetKind } from './gateway-api/listener-set.ts';
import { referenceGrantKind } from './gateway-api/reference-grant.ts';
import { tcpRouteKind } from './gateway-api/tcp-route.ts';
import { tlsRouteKind } from './gateway-api/tls-route.ts';
import { udpRouteKind } from './gateway-api/udp-route.ts';
import { authorizationPolicyKind } from './istio/authorization-policy.ts';
import { destinationRuleKind } from './istio/destination-rule.ts';
import { envoyFilterKind } from './istio/envoy-filter.ts';
import { gatewayKind as istioGatewayKind } from './istio/gateway.ts';
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
import { ruleOriginKind } from './sluice/rule-origin.ts';
import { sloKind } from './sluice/slo.ts';
import { waiverKind } from './sluice/waiver.ts';
import { httpRouteGroupKind } from './smi/http-route-group.ts';
import { smiTcpRouteKind } from './smi/tcp-route.ts';
import { trafficSplitKind } from './smi/traffic-split.ts';
import { trafficTargetKind } from './smi/traffic-target.ts';
import { smiUdpRouteKind } from './smi/udp-route.ts';

export const kinds: readonly Kind[] = [
  serviceKind,
  endpointSliceKind,
  endpointsKind,
  ingressKind,
  ...workloadKinds,
  ...bystanderKinds,
  virtualServiceKind,
  destinationRuleKind,
  workloadEntryKind,
  authorizationPolicyKind,
  gatewayClassKind,
  gatewayKind,
  listenerSetKind,
  experimentalListenerSetKind,
  httpRouteKind,
  grpcRouteKind,
  tlsRouteKind,
  tcpRouteKind,
  udpRouteKind,
  referenceGrantKind,
  backendTlsPolicyKind,
  trafficSplitKind,
  trafficTargetKind,
  httpRouteGroupKind,
  smiTcpRouteKind,
  smiUdpRouteKind,
  canaryKind,
  metricTemplateKind,
  alertProviderKind,
  argoRolloutKind,
  analysisTemplateKind,
  clusterAnalysisTemplateKind,
  analysisRunKind,
  experimentKind,
  istioGatewayKind,
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
  waiverKind,
  ruleOriginKind,
];

/** The kind of a group and name, whatever the version. */
export function kindOf(group: string, kind: string): Kind | null {
  return byName.get(`${group}/${kind}`) ?? null;
}

const byName: ReadonlyMap<string, Kind> = new Map(kinds.map((each) => [`${each.group}/${each.kind}`, each]));
