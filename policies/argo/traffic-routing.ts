/** By which router Argo moves traffic. */

import { annotations, anyObject, count, positive } from '../common-fields.ts';
import { filledText, flag, list, port, record, required, text } from '../decode.ts';

const virtualService = record({
  name: required(filledText),
  routes: list(filledText),
  tlsRoutes: list(record({ port, sniHosts: list(filledText) })),
  tcpRoutes: list(record({ port })),
});

const istio = record({
  virtualService,
  virtualServices: list(virtualService),
  destinationRule: record({
    name: required(filledText),
    canarySubsetName: required(filledText),
    stableSubsetName: required(filledText),
    additionalSubsetNames: list(filledText),
  }),
});

const nginx = record({
  annotationPrefix: text,
  stableIngress: filledText,
  stableIngresses: list(filledText),
  additionalIngressAnnotations: annotations,
  canaryIngressAnnotations: annotations,
});

const alb = record({
  ingress: filledText,
  ingresses: list(filledText),
  servicePort: required(port),
  rootService: filledText,
  annotationPrefix: text,
  stickinessConfig: record({ enabled: required(flag), durationSeconds: required(count) }),
});

const virtualNode = record({ name: required(filledText) });

const appMesh = record({
  virtualService: record({ name: required(filledText), routes: list(filledText) }),
  virtualNodeGroup: record({
    canaryVirtualNodeRef: required(virtualNode),
    stableVirtualNodeRef: required(virtualNode),
  }),
});

export const trafficRouting = record({
  istio,
  nginx,
  alb,
  appMesh,
  smi: record({ rootService: filledText, trafficSplitName: filledText }),
  ambassador: record({ mappings: required(list(filledText, 1)) }),
  traefik: record({ weightedTraefikServiceName: required(filledText) }),
  apisix: record({ route: record({ name: required(filledText), rules: list(filledText) }) }),
  plugins: anyObject,
  managedRoutes: list(record({ name: required(filledText) })),
  maxTrafficWeight: positive,
});
