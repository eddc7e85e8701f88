/** Flagger's Canary. */

import { checkedKind } from '../checked-kind.ts';
import { annotations, count, positive } from '../common-fields.ts';
import { envelope, filledText, flag, oneOf, record, required, text } from '../decode.ts';
import { exactlyOne } from '../shapes.ts';
import { canaryAnalysis } from './canary-analysis.ts';
import { canaryService } from './canary-service.ts';
import { group } from './fields.ts';

const named = { apiVersion: required(filledText), name: required(filledText) };

const provider = oneOf(
  'apisix',
  'appmesh',
  'appmesh:v1beta1',
  'appmesh:v1beta2',
  'contour',
  'gatewayapi',
  'gatewayapi:v1',
  'gatewayapi:v1alpha2',
  'gatewayapi:v1beta1',
  'gloo',
  'istio',
  'knative',
  'kubernetes',
  'kuma',
  'linkerd',
  'nginx',
  'osm',
  'skipper',
  'smi:v1alpha1',
  'smi:v1alpha2',
  'smi:v1alpha3',
  'traefik',
);

const autoscalerRef = record({
  ...named,
  kind: required(oneOf('HorizontalPodAutoscaler', 'ScaledObject')),
  primaryScalerQueries: annotations,
  primaryScalerReplicas: record({ minReplicas: positive, maxReplicas: positive }),
});

const spec = exactlyOne(
  ['analysis', 'canaryAnalysis'],
  'A Canary',
  record({
    provider,
    metricsServer: text,
    progressDeadlineSeconds: count,
    targetRef: required(record({ ...named, kind: required(oneOf('Deployment', 'DaemonSet', 'Service')) })),
    autoscalerRef,
    ingressRef: record({ ...named, kind: required(oneOf('Ingress')) }),
    routeRef: record({ ...named, kind: required(oneOf('ApisixRoute')) }),
    upstreamRef: record({ ...named, kind: required(oneOf('Upstream')), namespace: text }),
    service: canaryService,
    analysis: canaryAnalysis,
    // The name of the field in earlier versions.
    canaryAnalysis,
    skipAnalysis: flag,
    revertOnDeletion: flag,
    suspend: flag,
  }),
);

export const canaryKind = checkedKind({
  group,
  kind: 'Canary',
  versions: ['v1beta1'],
  body: envelope({ spec: required(spec) }),
});
