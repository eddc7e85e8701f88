/** The mesh of the long series: one service in versions on this machine's ports, a route, and the walk that covers it. */

import { endpointsText, type Version } from '../../reconciler/demo/mesh.ts';

export const target = 'VirtualService/shop/checkout#primary';
export const routeFile = 'routes/checkout.yaml';
export const host = 'checkout.shop';

/** Subset → weight. */
export type Weights = Readonly<Record<string, number>>;

export interface WalkModel {
  /** Percent; 100 comes last by itself. */
  readonly steps: readonly number[];
  /** As `hold` has it. */
  readonly hold: string;
  /** Percent of errors: the bound, and what "fine" must exclude. */
  readonly max: number;
  readonly tolerate: number;
  /** What is judged instead of errors, as YAML: `sli: latency, threshold: 300ms`. */
  readonly sli?: string;
}

/** Path → text of a whole repository. Without a walk every weight goes live at once. */
export function stageFiles(
  versions: readonly Version[],
  weights: Weights,
  walk: WalkModel | null,
): Readonly<Record<string, string>> {
  return {
    'routes/checkout-service.yaml': serviceText(versions),
    'routes/checkout-endpoints.yaml': endpointsText(versions),
    [routeFile]: routeText(weights),
    ...(walk === null ? {} : { 'routes/checkout-rollout.yaml': rolloutText(walk) }),
  };
}

export function routeText(weights: Weights): string {
  const items = Object.entries(weights).map(
    ([subset, weight]) => `    - destination: {host: checkout, subset: ${subset}}\n      weight: ${weight}\n`,
  );
  return `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: checkout, namespace: shop}
spec:
  hosts: [checkout]
  http:
  - name: primary
    route:
${items.join('')}`;
}

function serviceText(versions: readonly Version[]): string {
  const subsets = versions.map(({ name }) => `  - {name: ${name}, labels: {version: ${name}}}\n`).join('');
  return `apiVersion: v1
kind: Service
metadata: {name: checkout, namespace: shop}
spec:
  selector: {app: checkout}
  ports: [{name: http, port: 80, targetPort: http}]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: checkout, namespace: shop}
spec:
  host: checkout
  subsets:
${subsets}`;
}

function rolloutText({ steps, hold, max, tolerate, sli = 'sli: errors' }: WalkModel): string {
  const list = [...steps, 100].map((weight) => `  - {weight: ${weight}%, hold: ${hold}}\n`).join('');
  return `apiVersion: sluice.dev/v1alpha1
kind: Rollout
metadata: {name: checkout, namespace: shop}
spec:
  target: {kind: VirtualService, name: checkout, route: primary}
  steps:
${list}  evidence:
  - {${sli}, max: ${max}%, tolerate: ${tolerate}%, versusStable: 2}
  deadline: 10m
`;
}
