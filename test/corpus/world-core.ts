/** Services, what runs behind them, and where it answers. */

import type { Body, Draft, Random } from './draft.ts';
import type { App, World } from './apps.ts';

export const versions = ['v1', 'v2'] as const;

export function addWorkloads(draft: Draft, { namespaces, apps }: World, random: Random): void {
  for (const namespace of namespaces) {
    draft.add(`${namespace}/namespace.yaml`, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  }
  for (const [number, app] of apps.entries()) {
    const together = random.chance(0.5);
    const folder = `${app.namespace}/${app.name}`;
    const fileOf = (part: string): string => (together ? `${folder}.yaml` : `${folder}/${part}.yaml`);
    draft.add(fileOf('service'), service(app, random), account(app));
    for (const [i, version] of versions.entries()) {
      draft.add(fileOf('workload'), deployment(app, version, random));
      draft.add(fileOf('endpoints'), slice(app, version, `10.${number}.${i}.`, random));
    }
  }
}

function service({ namespace, name, port }: App, random: Random): Body {
  const labels = random.chance(0.5) ? { labels: { app: name } } : {};
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, ...labels },
    spec: { selector: { app: name }, ports: [{ name: 'http', port, targetPort: 8080 }] },
  };
}

function account({ namespace, name }: App): Body {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } };
}

function deployment({ namespace, name }: App, version: string, random: Random): Body {
  const labels = { app: name, version };
  const image = `registry.example.com/${name}:1.${random.int(20)}.0`;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: `${name}-${version}`, namespace, labels: { ...labels } },
    spec: {
      replicas: 1 + random.int(4),
      selector: { matchLabels: { ...labels } },
      template: {
        metadata: { labels: { ...labels } },
        spec: {
          serviceAccountName: name,
          containers: [{ name: 'app', image, ports: [{ name: 'http', containerPort: 8080 }] }],
        },
      },
    },
  };
}

function slice({ namespace, name }: App, version: string, prefix: string, random: Random): Body {
  const labels = { 'kubernetes.io/service-name': name, app: name, version };
  const addresses = Array.from({ length: 1 + random.int(3) }, (_, i) => ({ addresses: [`${prefix}${i + 1}`] }));
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${name}-${version}`, namespace, labels },
    addressType: 'IPv4',
    ports: [{ name: 'http', port: 8080 }],
    endpoints: addresses,
  };
}
