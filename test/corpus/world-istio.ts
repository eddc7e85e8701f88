/** Istio's networking kinds: routes, subsets, gateways, and what is outside. */

import type { Body, Draft, Random, Value } from './draft.ts';
import { appsFor, type App, type World } from './apps.ts';

export function addMesh(draft: Draft, world: World, random: Random): void {
  const [home = 'shop'] = world.namespaces;
  draft.add(`${home}/gateway.yaml`, ingress(home), gateway(home, world.domain));
  for (const app of appsFor(world, 'istio')) {
    const folder = `${app.namespace}/routing`;
    draft.add(`${folder}/${app.name}.yaml`, destinationRule(app, random), virtualService(app, random));
  }
  const front = appsFor(world, 'istio').find(({ namespace }) => namespace === home);
  if (front !== undefined) draft.add(`${home}/front.yaml`, frontRoute(front, world.domain, random));
  for (const namespace of world.namespaces) {
    draft.add(`${namespace}/mesh.yaml`, sidecar(namespace));
    draft.add(`${namespace}/egress.yaml`, serviceEntry(namespace));
  }
  draft.add(`${home}/vm.yaml`, workloadGroup(home), workloadEntry(home));
}

function virtualService(app: App, random: Random): Body {
  const { namespace, name, host } = app;
  const first = random.pick([80, 90, 95]);
  const api: Body = {
    name: 'api',
    match: [matchOf(random)],
    route: [
      { destination: { host, subset: 'v1' }, weight: first },
      { destination: { host, subset: 'v2' }, weight: 100 - first },
    ],
    timeout: '10s',
    retries: { attempts: 2, perTryTimeout: '2s', retryOn: 'connect-failure,refused-stream' },
  };
  const rest: Body = { name: 'rest', route: [{ destination: { host, subset: 'v1' } }], timeout: '15s' };
  return {
    apiVersion: random.pick(['networking.istio.io/v1', 'networking.istio.io/v1beta1']),
    kind: 'VirtualService',
    metadata: { name, namespace },
    spec: { hosts: [random.chance(0.5) ? host : name], http: [api, rest] },
  };
}

function matchOf(random: Random): Value {
  const uri = { uri: { prefix: random.pick(['/api/', '/v2/', '/internal/']) } };
  return random.chance(0.5) ? uri : { ...uri, headers: { 'x-group': { exact: random.pick(['beta', 'staff']) } } };
}

/** What the gateway sends in: it ends in a rule for everything, and lets one origin in. */
function frontRoute({ namespace, host, port }: App, domain: string, random: Random): Body {
  const destination = { host, port: { number: port } };
  const corsPolicy = {
    allowOrigins: [{ exact: `https://${domain}` }],
    allowMethods: ['GET', 'POST'],
    allowCredentials: random.chance(0.5),
  };
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'front', namespace },
    spec: {
      hosts: [domain],
      gateways: ['front'],
      http: [
        { match: [{ uri: { exact: '/old' } }], redirect: { uri: '/', redirectCode: 301 } },
        { match: [{ uri: { prefix: '/assets/' } }], route: [{ destination }], timeout: '5s', corsPolicy },
        { route: [{ destination }], timeout: '10s' },
      ],
    },
  };
}

function destinationRule({ namespace, name, host }: App, random: Random): Body {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    metadata: { name, namespace },
    spec: {
      host,
      trafficPolicy: {
        connectionPool: { http: { http1MaxPendingRequests: 64 + random.int(64) } },
        outlierDetection: { consecutive5xxErrors: 5, interval: '10s', baseEjectionTime: '30s' },
        tls: { mode: 'ISTIO_MUTUAL' },
      },
      subsets: [
        { name: 'v1', labels: { version: 'v1' } },
        { name: 'v2', labels: { version: 'v2' } },
      ],
    },
  };
}

function gateway(namespace: string, domain: string): Body {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: { name: 'front', namespace },
    spec: {
      selector: { istio: 'ingress' },
      servers: [
        { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: [domain], tls: { httpsRedirect: true } },
        {
          port: { number: 443, name: 'https', protocol: 'HTTPS' },
          hosts: [domain],
          tls: { mode: 'SIMPLE', credentialName: 'front-cert', minProtocolVersion: 'TLSV1_2' },
        },
      ],
    },
  };
}

function ingress(namespace: string): Body {
  const labels = { istio: 'ingress' };
  const containers = [{ name: 'proxy', image: 'registry.example.com/proxy:1.40.0' }];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'ingress', namespace, labels: { ...labels } },
    spec: {
      replicas: 2,
      selector: { matchLabels: { ...labels } },
      template: { metadata: { labels: { ...labels } }, spec: { containers } },
    },
  };
}

function sidecar(namespace: string): Body {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Sidecar',
    metadata: { name: 'default', namespace },
    spec: { egress: [{ hosts: ['./*'] }] },
  };
}

function serviceEntry(namespace: string): Body {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'ServiceEntry',
    metadata: { name: 'payments', namespace },
    spec: {
      hosts: [`api.${namespace}.payments.example.org`],
      location: 'MESH_EXTERNAL',
      resolution: 'DNS',
      ports: [{ number: 443, name: 'tls', protocol: 'TLS' }],
    },
  };
}

function workloadGroup(namespace: string): Body {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadGroup',
    metadata: { name: 'legacy', namespace },
    spec: { metadata: { labels: { app: 'legacy' } }, template: { ports: { http: 8080 }, serviceAccount: 'default' } },
  };
}

function workloadEntry(namespace: string): Body {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadEntry',
    metadata: { name: 'legacy-1', namespace },
    spec: { address: '10.99.0.7', labels: { app: 'legacy' }, ports: { http: 8080 } },
  };
}
