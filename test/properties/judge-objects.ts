/** Objects that look at others in ways which the correct repositories have not: put beside what is there. */

import type { Random } from '../corpus/draft.ts';
import type { Texts } from '../corpus/print.ts';

/** `NS`, `APP` and `LABEL` become a namespace, a name and a label of the repository. */
const objects: readonly string[] = [
  selecting('networking.istio.io/v1', 'Sidecar', 'workloadSelector: {labels: {LABEL}}, egress: [{hosts: ["./*"]}]'),
  selecting('networking.istio.io/v1', 'Sidecar', 'egress: [{hosts: ["NS/APP.NS.svc.cluster.local", "*/APP"]}]'),
  selecting('networking.istio.io/v1beta1', 'ProxyConfig', 'selector: {matchLabels: {LABEL}}, concurrency: 1'),
  selecting('networking.istio.io/v1alpha3', 'EnvoyFilter', 'workloadSelector: {labels: {LABEL}}, configPatches: []'),
  selecting('networking.istio.io/v1', 'DestinationRule', 'host: APP, workloadSelector: {matchLabels: {LABEL}}'),
  selecting('networking.istio.io/v1', 'DestinationRule', 'host: APP.NS, trafficPolicy: {tls: {mode: DISABLE}}'),
  selecting('networking.istio.io/v1', 'DestinationRule', 'host: "*.NS.svc.cluster.local", exportTo: ["NS", "sh*"]'),
  selecting('networking.istio.io/v1', 'DestinationRule', 'host: "*.example.com"'),
  selecting('security.istio.io/v1', 'PeerAuthentication', 'selector: {matchLabels: {LABEL}}, mtls: {mode: STRICT}'),
  selecting('security.istio.io/v1', 'PeerAuthentication', 'mtls: {mode: DISABLE}'),
  selecting('security.istio.io/v1', 'RequestAuthentication', 'selector: {matchLabels: {LABEL}}, jwtRules: []'),
  selecting('security.istio.io/v1', 'AuthorizationPolicy', 'targetRefs: [{group: "", kind: Service, name: APP}]'),
  selecting('security.istio.io/v1', 'AuthorizationPolicy', 'rules: [{from: [{source: {namespaces: ["NS", "pa*"]}}]}]'),
  selecting(
    'security.istio.io/v1',
    'AuthorizationPolicy',
    'rules: [{from: [{source: {principals: [cluster.local/ns/NS/sa/APP], serviceAccounts: [NS/APP]}}]}]',
  ),
  selecting('telemetry.istio.io/v1', 'Telemetry', 'selector: {matchLabels: {LABEL}}, accessLogging: []'),
  selecting('telemetry.istio.io/v1', 'Telemetry', 'accessLogging: []'),
  selecting('extensions.istio.io/v1alpha1', 'WasmPlugin', 'selector: {matchLabels: {LABEL}}, url: oci://x/y'),
  selecting(
    'networking.istio.io/v1',
    'ServiceEntry',
    'hosts: [APP.example.com], ports: [{number: 443, name: tls, protocol: TLS}], workloadSelector: {labels: {LABEL}}',
  ),
  selecting(
    'networking.istio.io/v1',
    'ServiceEntry',
    'hosts: ["*.example.com"], exportTo: [NS], ports: [{number: 443, name: http, protocol: HTTP}]',
  ),
  selecting('networking.istio.io/v1', 'VirtualService', 'hosts: [APP.NS, "*.com"], http: [{delegate: {name: APP}}]'),
  selecting(
    'networking.istio.io/v1',
    'VirtualService',
    'hosts: [x.example.com], gateways: [NS/APP], http: [{match: [{headers: {"@request.auth.claims.a": {exact: b}}}], ' +
      'route: [{destination: {host: APP.NS.svc.cluster.local, subset: v1}}]}]',
  ),
  selecting(
    'networking.istio.io/v1',
    'Gateway',
    'selector: {LABEL}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["NS/x.example.com"]}]',
  ),
  selecting('v1', 'Service', 'selector: {LABEL}, ports: [{name: tcp-a, port: 80, targetPort: http}]'),
  'apiVersion: v1\nkind: Service\nmetadata: {name: APP, namespace: NS, labels: {istio.io/use-waypoint: APP}}\n' +
    'spec: {ports: [{port: 80}]}\n',
  'apiVersion: v1\nkind: Namespace\nmetadata: {name: NS, labels: {istio.io/use-waypoint: APP}}\n',
  'apiVersion: v1\nkind: Pod\nmetadata: {name: APP, namespace: NS, labels: {LABEL}}\n' +
    'spec: {serviceAccountName: APP, containers: [{name: a, ports: [{name: http, containerPort: 80}]}]}\n',
  selecting('networking.istio.io/v1', 'WorkloadEntry', 'address: 192.0.2.1, labels: {LABEL}, serviceAccount: APP'),
  selecting(
    'flagger.app/v1beta1',
    'Canary',
    'targetRef: {apiVersion: apps/v1, kind: Deployment, name: APP}, service: {port: 80}, analysis: {interval: 1m}',
  ),
  selecting(
    'sluice.dev/v1alpha1',
    'Waiver',
    'rule: selector-without-workload, object: {kind: Service, name: APP}, owner: ana, reason: later, expires: 2099-01-01',
  ),
  selecting(
    'sluice.dev/v1alpha1',
    'Waiver',
    'rule: route-to-nothing, object: {kind: VirtualService, name: APP}, owner: ana, reason: later, expires: 2099-01-01',
  ),
];

function selecting(apiVersion: string, kind: string, spec: string): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: APP, namespace: NS}\nspec: {${spec}}\n`;
}

/** One of them, of names that the repository has. */
export function anyObject(texts: Texts, random: Random): string {
  const all = [...texts.values()].join('\n');
  const of = (pattern: RegExp): readonly string[] => [...all.matchAll(pattern)].map(([, found = '']) => found);
  const namespaces = [...of(/namespace: "?([a-z-]+)"?/g), 'istio-system'];
  const names = of(/name: "?([a-z][a-z0-9-]+)"?/g);
  const labels = of(/\b((?:app|version|istio|app\.kubernetes\.io\/name): "?[a-z][a-z0-9-]+"?)/g);
  return random
    .pick(objects)
    .replaceAll(/NS|APP|LABEL/g, (what) => random.pick(what === 'NS' ? namespaces : what === 'APP' ? names : labels));
}
