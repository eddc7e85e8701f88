// Repositories of many equal services, for benchmarks: one file a service, with its routes and its endpoints.

/** The file of service `index`: so many rules, the last of which sends `v2` this weight. */
export function routeFile(index: number, v2: number, rules = 1): string {
  const metadata = `{name: s${index}, namespace: shop}`;
  const before = Array.from({ length: rules - 1 }, (_, rule) => prefixRule(index, rule));
  return [
    `apiVersion: v1\nkind: Service\nmetadata: ${metadata}\nspec: {ports: [{name: http, port: 80}]}\n`,
    `apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: ${metadata}\nspec:\n  host: s${index}\n` +
      '  subsets:\n    - {name: v1, labels: {version: v1}}\n    - {name: v2, labels: {version: v2}}\n',
    `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: ${metadata}\nspec:\n  hosts: [s${index}]\n` +
      `  http:\n${before.join('')}    - name: primary\n      timeout: 5s\n${split(index, v2)}`,
    ...['v1', 'v2'].map((version, offset) => endpointSlice(index, version, `127.0.0.${offset + 1}`)),
  ].join('---\n');
}

/** Path → file, of `count` services with `rules` each; the content's name is its own text, short enough here. */
export function routeFiles(count: number, rules = 1): Map<string, { readonly oid: string; readonly text: string }> {
  return new Map(
    Array.from({ length: count }, (_, index) => {
      const text = routeFile(index, 0, rules);
      return [`routes/s${index}.yaml`, { oid: text, text }];
    }),
  );
}

function prefixRule(index: number, rule: number): string {
  return `    - name: r${rule}\n      match: [{uri: {prefix: /r${rule}/}}]\n      timeout: 5s\n` + split(index, rule);
}

function split(index: number, v2: number): string {
  const destination = (subset: string): string => `{host: s${index}, subset: ${subset}}`;
  return (
    `      route:\n        - destination: ${destination('v1')}\n          weight: ${100 - v2}\n` +
    `        - destination: ${destination('v2')}\n          weight: ${v2}\n`
  );
}

function endpointSlice(index: number, version: string, address: string): string {
  const labels = `{kubernetes.io/service-name: s${index}, version: ${version}}`;
  return (
    'apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\n' +
    `metadata: {name: s${index}-${version}, namespace: shop, labels: ${labels}}\n` +
    `addressType: IPv4\nports: [{name: http, port: 8080}]\nendpoints: [{addresses: [${address}]}]\n`
  );
}
