/** Which kinds look at which others, and where: what the rules in `rego/` read, kind by kind. */

import type { Path } from '../finding.ts';
import type { PolicyObject } from '../object.ts';

/** `group/Kind`, whatever the version; the core group is empty. */
export function kindOf({ group, kind }: PolicyObject): string {
  return `${group}/${kind}`;
}

/** Where kinds say which pods they are about. */
export const selectorPaths: Readonly<Record<string, Path>> = {
  '/Service': ['spec', 'selector'],
  'extensions.istio.io/WasmPlugin': ['spec', 'selector', 'matchLabels'],
  'networking.istio.io/DestinationRule': ['spec', 'workloadSelector', 'matchLabels'],
  'networking.istio.io/EnvoyFilter': ['spec', 'workloadSelector', 'labels'],
  'networking.istio.io/Gateway': ['spec', 'selector'],
  'networking.istio.io/ProxyConfig': ['spec', 'selector', 'matchLabels'],
  'networking.istio.io/ServiceEntry': ['spec', 'workloadSelector', 'labels'],
  'networking.istio.io/Sidecar': ['spec', 'workloadSelector', 'labels'],
  'security.istio.io/AuthorizationPolicy': ['spec', 'selector', 'matchLabels'],
  'security.istio.io/PeerAuthentication': ['spec', 'selector', 'matchLabels'],
  'security.istio.io/RequestAuthentication': ['spec', 'selector', 'matchLabels'],
  'telemetry.istio.io/Telemetry': ['spec', 'selector', 'matchLabels'],
};

/** Where kinds have what pods, or machines like them, are made from. */
export const podPaths: Readonly<Record<string, Path>> = {
  '/Pod': [],
  '/ReplicationController': ['spec', 'template'],
  'apps/DaemonSet': ['spec', 'template'],
  'apps/Deployment': ['spec', 'template'],
  'apps/ReplicaSet': ['spec', 'template'],
  'apps/StatefulSet': ['spec', 'template'],
  'argoproj.io/Rollout': ['spec', 'template'],
  'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'template'],
  'batch/Job': ['spec', 'template'],
  'networking.istio.io/WorkloadGroup': ['spec'],
  'serving.knative.dev/Service': ['spec', 'template'],
};

const waypoint = ['gateway.networking.k8s.io/Gateway'];
const hosts = ['/Service', 'flagger.app/Canary', 'networking.istio.io/ServiceEntry'];
const targets = ['/Service', 'gateway.networking.k8s.io/Gateway', 'networking.istio.io/ServiceEntry'];
const routes = [...hosts, 'gateway.networking.k8s.io/Gateway'];

/** Kinds whose findings hang on what they name, and of which kinds that is. */
export const named: Readonly<Record<string, readonly string[] | 'any'>> = {
  '/Namespace': waypoint,
  '/Pod': waypoint,
  '/Service': waypoint,
  'access.smi-spec.io/TrafficTarget': 'any',
  'argoproj.io/Rollout': 'any',
  'extensions.istio.io/WasmPlugin': targets,
  'flagger.app/Canary': 'any',
  'gateway.networking.k8s.io/GRPCRoute': routes,
  'gateway.networking.k8s.io/HTTPRoute': routes,
  'gateway.networking.k8s.io/TCPRoute': routes,
  'gateway.networking.k8s.io/TLSRoute': routes,
  'gateway.networking.k8s.io/UDPRoute': routes,
  'networking.istio.io/DestinationRule': hosts,
  'networking.istio.io/ServiceEntry': [...waypoint, 'networking.istio.io/ServiceEntry'],
  'networking.istio.io/Sidecar': hosts,
  'networking.istio.io/VirtualService': [
    ...routes,
    'networking.istio.io/Gateway',
    'networking.istio.io/VirtualService',
  ],
  'security.istio.io/AuthorizationPolicy': [...targets, '/ServiceAccount', 'pods'],
  'security.istio.io/RequestAuthentication': targets,
  'sluice.dev/Rollout': 'any',
  'sluice.dev/SLO': 'any',
  'sluice.dev/Waiver': 'any',
  'split.smi-spec.io/TrafficSplit': hosts,
  'telemetry.istio.io/Telemetry': targets,
};

const ofServices = [
  '/Endpoints',
  'discovery.k8s.io/EndpointSlice',
  'networking.istio.io/DestinationRule',
  'sluice.dev/SLO',
];

/** Kinds whose findings hang on what names them, and of which kinds that is. */
export const namers: Readonly<Record<string, readonly string[]>> = {
  '/Service': ofServices,
  'flagger.app/Canary': ofServices,
  'gateway.networking.k8s.io/HTTPRoute': ['sluice.dev/Rollout'],
  'networking.istio.io/ServiceEntry': ofServices,
  'networking.istio.io/VirtualService': ['flagger.app/Canary', 'sluice.dev/Rollout'],
};

/** Kinds whose findings hang on what others select of the same pods, and of which kinds those are. */
export const podMates: Readonly<Record<string, readonly string[]>> = {
  '/Service': ['/Service'],
  'networking.istio.io/Gateway': ['/Service'],
  'networking.istio.io/Sidecar': ['networking.istio.io/Sidecar'],
  'security.istio.io/PeerAuthentication': ['security.istio.io/PeerAuthentication'],
  'telemetry.istio.io/Telemetry': ['telemetry.istio.io/Telemetry'],
};

/** Kinds by way of which a finding hangs on more: a route on the pods of its Service, a walk on the SLOs of it. */
export const ways: ReadonlySet<string> = new Set([
  '/Service',
  'flagger.app/Canary',
  'gateway.networking.k8s.io/HTTPRoute',
  'networking.istio.io/Gateway',
  'networking.istio.io/ServiceEntry',
  'networking.istio.io/VirtualService',
]);

const grants = ['gateway.networking.k8s.io/ReferenceGrant'];
/** A listener may choose namespaces by their labels. */
const grantsAndHomes = [...grants, '/Namespace'];

/** Kinds that are judged with all objects of other kinds in the namespaces that they speak of, named or not. */
export const companions: Readonly<Record<string, readonly string[]>> = {
  '/Namespace': ['security.istio.io/AuthorizationPolicy'],
  'gateway.networking.k8s.io/GRPCRoute': grantsAndHomes,
  'gateway.networking.k8s.io/Gateway': grants,
  'gateway.networking.k8s.io/HTTPRoute': grantsAndHomes,
  'gateway.networking.k8s.io/TCPRoute': grantsAndHomes,
  'gateway.networking.k8s.io/TLSRoute': grantsAndHomes,
  'gateway.networking.k8s.io/UDPRoute': grantsAndHomes,
  'networking.istio.io/DestinationRule': ['security.istio.io/PeerAuthentication'],
  'networking.istio.io/Sidecar': ['networking.istio.io/Sidecar'],
  'security.istio.io/AuthorizationPolicy': ['security.istio.io/PeerAuthentication'],
  'security.istio.io/PeerAuthentication': ['security.istio.io/PeerAuthentication'],
  'security.istio.io/RequestAuthentication': ['security.istio.io/AuthorizationPolicy'],
  'telemetry.istio.io/Telemetry': ['telemetry.istio.io/Telemetry'],
};

/** Kinds of which one stands for the cluster, whatever namespace it says. */
export function isOfCluster(kind: string): boolean {
  return clusterKinds.has(kind) || /\/Cluster[A-Z]/.test(kind);
}

const clusterKinds: ReadonlySet<string> = new Set([
  '/Namespace',
  '/Node',
  '/PersistentVolume',
  'gateway.networking.k8s.io/GatewayClass',
  'sluice.dev/Config',
  'sluice.dev/RuleOrigin',
]);
