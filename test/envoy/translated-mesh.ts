/** Policies as text, run by a real Envoy that has nothing but their translation. */

import { createLoader } from '../../policies/load.ts';
import type { Mesh } from '../../policies/mesh.ts';
import type { Node } from '../../reconciler/xds/translate/node.ts';
import { translate } from '../../reconciler/xds/translate/translation.ts';
import { type Envoy, startEnvoy } from '../../reconciler/demo/envoy.ts';
import { freePort } from '../../reconciler/demo/free-port.ts';
import { type Answered, ask, type Ask, type Echo, startEcho } from './echo.ts';
import { staticConfig } from '../../reconciler/xds/translate/static-config.ts';

export interface RunningMesh {
  readonly envoy: Envoy;
  readonly port: number;
  readonly ask: (request: Ask) => Promise<Answered>;
  readonly close: () => Promise<void>;
}

/** A mesh from YAML; throws when that holds an error, since the test would then not test what it says. */
export function meshOf(...texts: readonly string[]): Mesh {
  const files = new Map(texts.map((text, index) => [`${index}.yaml`, { oid: `${index}`, text }]));
  const { mesh, findings } = createLoader()(files);
  const errors = findings.filter((finding) => finding.severity === 'error');
  if (errors.length > 0) throw new Error(errors.map((finding) => finding.message).join('\n'));
  return mesh;
}

/**
 * Starts Envoy on the translation of `policies`, with a Service for each of `services` (`name` or `namespace/name`)
 * and a backend behind it for each subset version named (`v1` where there is none).
 */
export async function runMesh(
  policies: string,
  services: Readonly<Record<string, readonly string[]>>,
  of: Partial<Pick<Node, 'namespace' | 'labels'>> = {},
): Promise<RunningMesh> {
  const ending = new AbortController();
  const echoes: Echo[] = [];
  const texts = [policies];
  for (const [id, versions] of Object.entries(services)) {
    const [name = '', namespace = 'default'] = id.split('/').toReversed();
    texts.push(serviceText(namespace, name));
    for (const version of versions) {
      const echo = await startEcho(`${name}-${version}`);
      echoes.push(echo);
      texts.push(entryText(namespace, name, version, echo.port));
    }
  }
  const port = await freePort();
  const node: Node = {
    id: 'test',
    namespace: of.namespace ?? 'edge',
    labels: of.labels ?? {},
    role: 'proxy',
    listen: { address: '127.0.0.1', port },
  };
  const bootstrap = staticConfig(translate(meshOf(...texts), node));
  const envoy = await startEnvoy({ bootstrap, signal: ending.signal });
  return {
    envoy,
    port,
    ask: (request) => ask(port, request),
    async close() {
      ending.abort();
      await envoy.close();
      for (const echo of echoes) echo.close();
    },
  };
}

function serviceText(namespace: string, name: string): string {
  return `apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  selector: {app: ${name}}
  ports: [{port: 80, name: http}]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  host: ${name}
  trafficPolicy: {loadBalancer: {simple: ROUND_ROBIN}}
  subsets:
  - {name: v1, labels: {version: v1}}
  - {name: v2, labels: {version: v2}}
`;
}

function entryText(namespace: string, name: string, version: string, port: number): string {
  return `apiVersion: networking.istio.io/v1
kind: WorkloadEntry
metadata: {name: ${name}-${version}, namespace: ${namespace}}
spec:
  address: 127.0.0.1
  ports: {http: ${port}}
  labels: {app: ${name}, version: ${version}}
`;
}
