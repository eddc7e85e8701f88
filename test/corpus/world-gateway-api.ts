/** The Gateway API: a gateway, routes to it, and the grant for what crosses namespaces. */

import type { Body, Draft, Random } from './draft.ts';
import { appsFor, type App, type World } from './apps.ts';

export function addGatewayApi(draft: Draft, world: World, random: Random): void {
  const apps = appsFor(world, 'gateway-api');
  const [owner] = apps;
  if (owner === undefined) return;
  const { namespace } = owner;
  draft.add(`${namespace}/edge.yaml`, gateway(namespace));
  for (const app of apps) draft.add(`${namespace}/routes/${app.name}.yaml`, httpRoute(app, namespace, random));
  for (const app of apps) {
    if (app.namespace !== namespace) draft.add(`${app.namespace}/grants.yaml`, grant(app, namespace));
  }
  draft.add(`${namespace}/routes/grpc.yaml`, grpcRoute(owner));
}

function gateway(namespace: string): Body {
  const allowedRoutes = { namespaces: { from: 'Same' } };
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'edge', namespace },
    spec: {
      gatewayClassName: 'sluice',
      listeners: [
        { name: 'http', port: 80, protocol: 'HTTP', hostname: '*.edge.example.com', allowedRoutes },
        {
          name: 'https',
          port: 443,
          protocol: 'HTTPS',
          hostname: '*.edge.example.com',
          tls: { mode: 'Terminate', certificateRefs: [{ name: 'edge-cert' }] },
          allowedRoutes: { namespaces: { from: 'Same' } },
        },
      ],
    },
  };
}

function httpRoute({ name, namespace, port }: App, home: string, random: Random): Body {
  const elsewhere = namespace === home ? {} : { namespace };
  const backend = { name, ...elsewhere, port };
  const first = 50 + random.int(50);
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name, namespace: home },
    spec: {
      parentRefs: [{ name: 'edge', sectionName: 'https' }],
      hostnames: [`${name}.edge.example.com`],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: '/api' }, method: random.pick(['GET', 'POST']) }],
          backendRefs: [
            { ...backend, weight: first },
            { ...backend, weight: 100 - first },
          ],
        },
        { matches: [{ path: { type: 'PathPrefix', value: '/' } }], backendRefs: [{ ...backend }] },
      ],
    },
  };
}

function grpcRoute({ name, namespace, port }: App): Body {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GRPCRoute',
    metadata: { name: 'calls', namespace },
    spec: {
      parentRefs: [{ name: 'edge', sectionName: 'https' }],
      hostnames: ['calls.edge.example.com'],
      rules: [{ matches: [{ method: { service: 'shop.Calls' } }], backendRefs: [{ name, port }] }],
    },
  };
}

function grant({ namespace, name }: App, from: string): Body {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1beta1',
    kind: 'ReferenceGrant',
    metadata: { name: `${name}-from-${from}`, namespace },
    spec: {
      from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: from }],
      to: [{ group: '', kind: 'Service', name }],
    },
  };
}
