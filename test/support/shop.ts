/** The mesh that feature tests tell their stories with: `checkout` in `shop`, two versions, one walk. */

import type { Mesh } from '../../policies/mesh.ts';
import { sharesOf } from '../../reconciler/live/shares.ts';

export const primary = 'VirtualService/shop/checkout#primary';

export interface ShopOptions {
  /** Weights of v1, v2 and so on. */
  readonly weights: readonly number[];
  /** More lines of the Rollout's spec; null: no Rollout. */
  readonly rollout?: string | null;
  readonly versions?: readonly string[];
  /** The rule's name. */
  readonly rule?: string;
}

export const defaultRollout = `  steps: [{weight: 5%, hold: 2s}, {weight: 50%, hold: 2s}, {weight: 90%, hold: 2s}]
  evidence: [{sli: errors, max: 1%, tolerate: 2%, versusStable: 2}]
  deadline: 30m
`;

/** Path → text of a small, correct repository. */
export function shopFiles(options: ShopOptions): Record<string, string> {
  const versions = options.versions ?? ['v1', 'v2'];
  const rollout = options.rollout === undefined ? defaultRollout : options.rollout;
  return {
    'services/checkout.yaml': [service, ...versions.map(slice), destinationRule(versions)].join('---\n'),
    'routes/checkout.yaml': virtualService(options.weights, options.rule ?? 'primary'),
    ...(rollout === null ? {} : { 'routes/rollout.yaml': rolloutText(rollout, options.rule ?? 'primary') }),
  };
}

/** The same files with one text in one of them replaced; throws when it isn't there. */
export function edited(files: Record<string, string>, path: string, from: string, to: string): Record<string, string> {
  const text = files[path];
  if (text?.includes(from) !== true) throw new Error(`${path} has no ${from}`);
  return { ...files, [path]: text.replace(from, to) };
}

/** v1 and v2 by name, in percent, as this mesh sends the target's requests; destinations without weight are left out. */
export function weightsIn(mesh: Mesh, target = primary): Record<string, number> {
  const rules = mesh.virtualHosts.flatMap((host) => host.rules).filter((rule) => rule.target === target);
  const [rule] = rules;
  if (rule === undefined) return {};
  const shares = sharesOf(rule).filter(({ share }) => share > 0);
  return Object.fromEntries(shares.map(({ key, share }) => [key.slice(key.indexOf('/') + 1), share / 10_000]));
}

const service = `apiVersion: v1
kind: Service
metadata: {name: checkout, namespace: shop}
spec:
  selector: {app: checkout}
  ports: [{name: http, port: 80}]
`;

function slice(version: string): string {
  return `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: checkout-${version}
  namespace: shop
  labels: {kubernetes.io/service-name: checkout, version: ${version}}
addressType: IPv4
endpoints: [{addresses: [127.0.0.1]}]
ports: [{name: http, port: ${9100 + Number(version.slice(1))}}]
`;
}

function destinationRule(versions: readonly string[]): string {
  return `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: checkout, namespace: shop}
spec:
  host: checkout
  subsets:
${versions.map((version) => `  - {name: ${version}, labels: {version: ${version}}}\n`).join('')}`;
}

function virtualService(weights: readonly number[], rule: string): string {
  return `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: checkout, namespace: shop}
spec:
  hosts: [checkout]
  http:
  - name: ${rule}
    route:
${weights.map(routeItem).join('')}`;
}

function routeItem(weight: number, index: number): string {
  return `    - destination: {host: checkout, subset: v${index + 1}}
      weight: ${weight}
`;
}

function rolloutText(spec: string, rule: string): string {
  return `apiVersion: sluice.dev/v1alpha1
kind: Rollout
metadata: {name: checkout, namespace: shop}
spec:
  target: {kind: VirtualService, name: checkout, route: ${rule}}
${spec}`;
}
