/** The demonstration's mesh repository: the template, with its versions on this machine's ports and a walk that fits into a minute. */

/** A version of the service, and where it listens. */
export interface Version {
  readonly name: string;
  readonly port: number;
}

export const routeFile = 'routes/checkout.yaml';
export const accessFile = 'access/checkout.yaml';

/** What differs from the template, and why, for the screen. */
export const shortened = 'steps are held for 2 s, and an error rate surely below 5 % counts as fine';

/** Where the versions listen. */
export function endpointsText(versions: readonly Version[]): string {
  return versions
    .map(
      ({ name, port }) => `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: checkout-${name}
  namespace: shop
  labels: {kubernetes.io/service-name: checkout, app: checkout, version: ${name}}
addressType: IPv4
ports: [{name: http, port: ${port}}]
endpoints: [{addresses: [127.0.0.1]}]
`,
    )
    .join('---\n');
}

/** The template's walk with shorter holds and a wider tolerance: a demonstration has a minute, not half an hour. */
export function rolloutText(template: string): string {
  return template
    .replaceAll('hold: 10s', 'hold: 2s')
    .replace('- weight: 100%', '- weight: 100%\n      hold: 1s')
    .replace('tolerate: 2%', 'tolerate: 5%');
}

/** The template's service, destinations and route, with a subset for each version and all traffic on the first. */
export function routesText(template: string, versions: readonly Version[]): string {
  const subsets = versions.map(({ name }) => `    - name: ${name}\n      labels:\n        version: ${name}\n`).join('');
  const items = versions.map(({ name }, index) => routeItem(name, index === 0 ? 100 : 0)).join('');
  const withSubsets = template.replace(/( {2}subsets:\n)(?: {4,}.*\n)+/, `$1${subsets}`);
  return withSubsets.replace(/( {6}route:\n(?: {8}#.*\n)*)(?: {8,}.*\n)+/, `$1${items}`);
}

function routeItem(name: string, weight: number): string {
  return `        - destination:
            host: checkout
            subset: ${name}
          weight: ${weight}
`;
}

/** The route with all traffic on one version: what a person would edit. */
export function moveTo(text: string, version: string): string {
  return text.replaceAll(
    /(subset: (\w+)\n\s+weight: )\d+/g,
    (_all, before: string, name: string) => `${before}${name === version ? 100 : 0}`,
  );
}

/** The access policy with an opening for everybody: what the rules are there against. */
export function openToAll(text: string): string {
  return text.replace('- 10.0.0.0/8', '- 0.0.0.0/0');
}
