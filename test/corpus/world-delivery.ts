/** What walks traffic to a new version: our own kinds, Flagger's, Argo's and SMI's. */

import type { Body, Draft, Random } from './draft.ts';
import { appsFor, type App, type World } from './apps.ts';

export function addDelivery(draft: Draft, world: World, random: Random): void {
  const [walked] = appsFor(world, 'istio');
  if (walked !== undefined) draft.add(`${walked.namespace}/walks.yaml`, slo(walked), rollout(walked, random));
  for (const app of appsFor(world, 'flagger')) draft.add(`${app.namespace}/canary.yaml`, canary(app, random));
  for (const app of appsFor(world, 'argo')) {
    draft.add(`${app.namespace}/argo.yaml`, stableService(app), argoRollout(app, random));
  }
  for (const app of appsFor(world, 'smi')) {
    const backends = ['v1', 'v2'].map((version) => backendService(app, version));
    draft.add(`${app.namespace}/split.yaml`, ...backends, trafficSplit(app, random));
    draft.add(`${app.namespace}/targets.yaml`, routeGroup(app), trafficTarget(app));
  }
}

function slo({ namespace, name }: App): Body {
  return {
    apiVersion: 'sluice.dev/v1alpha1',
    kind: 'SLO',
    metadata: { name, namespace },
    spec: { service: name, objective: '99.9%', window: '30d', sli: 'errors' },
  };
}

function rollout({ namespace, name }: App, random: Random): Body {
  return {
    apiVersion: 'sluice.dev/v1alpha1',
    kind: 'Rollout',
    metadata: { name, namespace },
    spec: {
      target: { kind: 'VirtualService', name, route: 'api' },
      steps: [
        { weight: `${1 + random.int(5)}%`, hold: '10s' },
        { weight: '50%', hold: '10s' },
        { weight: '90%', hold: '30s' },
        { weight: '100%' },
      ],
      evidence: [{ sli: 'errors', max: '0.5%', tolerate: '1%' }],
      deadline: '30m',
    },
  };
}

function canary({ namespace, name, port }: App, random: Random): Body {
  return {
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name, namespace },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: `${name}-v1` },
      service: { port, targetPort: 8080 },
      analysis: {
        interval: '1m',
        threshold: 5,
        maxWeight: 50,
        stepWeight: random.pick([5, 10]),
        metrics: [{ name: 'request-success-rate', thresholdRange: { min: 99 }, interval: '1m' }],
      },
    },
  };
}

function stableService({ namespace, name, port }: App): Body {
  const metadata = { name: `${name}-stable`, namespace };
  const ports = [{ name: 'http', port, targetPort: 8080 }];
  return { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: { app: name, version: 'v1' }, ports } };
}

function argoRollout({ namespace, name }: App, random: Random): Body {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name, namespace },
    spec: {
      replicas: 2,
      workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: `${name}-v2` },
      strategy: {
        canary: {
          canaryService: name,
          stableService: `${name}-stable`,
          steps: [{ setWeight: random.pick([5, 10, 20]) }, { pause: { duration: '10m' } }, { setWeight: 50 }],
        },
      },
    },
  };
}

function backendService({ namespace, name, port }: App, version: string): Body {
  const metadata = { name: `${name}-${version}`, namespace };
  const ports = [{ name: 'http', port, targetPort: 8080 }];
  return { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: { app: name, version }, ports } };
}

function trafficSplit({ namespace, name }: App, random: Random): Body {
  const first = 50 + random.int(50);
  return {
    apiVersion: 'split.smi-spec.io/v1alpha2',
    kind: 'TrafficSplit',
    metadata: { name, namespace },
    spec: {
      service: name,
      backends: [
        { service: `${name}-v1`, weight: first },
        { service: `${name}-v2`, weight: 100 - first },
      ],
    },
  };
}

function routeGroup({ namespace, name }: App): Body {
  return {
    apiVersion: 'specs.smi-spec.io/v1alpha4',
    kind: 'HTTPRouteGroup',
    metadata: { name, namespace },
    spec: { matches: [{ name: 'reads', pathRegex: '/api/.*', methods: ['GET'] }] },
  };
}

function trafficTarget({ namespace, name }: App): Body {
  return {
    apiVersion: 'access.smi-spec.io/v1alpha3',
    kind: 'TrafficTarget',
    metadata: { name, namespace },
    spec: {
      destination: { kind: 'ServiceAccount', name, namespace },
      rules: [{ kind: 'HTTPRouteGroup', name, matches: ['reads'] }],
      sources: [{ kind: 'ServiceAccount', name, namespace }],
    },
  };
}
