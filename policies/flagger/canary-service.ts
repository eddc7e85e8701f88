/** The service of a Canary: what Flagger makes of it for routers. */

import { listOf } from '../bounded-list.ts';
import { addedMetadata, goDuration, portOrName } from '../common-fields.ts';
import { filledText, flag, list, oneOf, port, record, required, text } from '../decode.ts';
import { hostPattern } from '../host-field.ts';
import { gatewayRef, mirrorRef } from './gateway-ref.ts';
import { httpMatches } from './istio-match.ts';
import { corsPolicy, headerOperations, retries, trafficPolicy } from './istio-policy.ts';

export const canaryService = record({
  name: filledText,
  port: required(port),
  portName: filledText,
  targetPort: portOrName,
  appProtocol: text,
  portDiscovery: flag,
  headless: flag,
  trafficDistribution: oneOf('PreferClose', 'PreferSameZone', 'PreferSameNode'),
  timeout: goDuration,
  backendTimeout: goDuration,
  hosts: list(hostPattern),
  gateways: list(filledText),
  gatewayRefs: listOf(gatewayRef, 0, 32),
  delegation: flag,
  match: httpMatches,
  rewrite: record({ uri: text, authority: text, type: text }),
  retries,
  headers: headerOperations,
  mirror: list(mirrorRef),
  corsPolicy,
  trafficPolicy,
  meshName: text,
  backends: list(text),
  apex: addedMetadata,
  primary: addedMetadata,
  canary: addedMetadata,
  unmanagedMetadata: record({ labels: list(text), annotations: list(text) }),
});
