import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { ClusterSchema } from '#proto/envoy/config/cluster/v3/cluster_pb.js';
import { ClusterLoadAssignmentSchema } from '#proto/envoy/config/endpoint/v3/endpoint_pb.js';
import { ListenerSchema } from '#proto/envoy/config/listener/v3/listener_pb.js';
import { RouteConfigurationSchema } from '#proto/envoy/config/route/v3/route_pb.js';
import { createLoader, type Loader } from '../../../policies/load.ts';
import type { Mesh } from '../../../policies/mesh.ts';
import { clusterType, endpointType, listenerType, readLowerings, routeType, type Snapshot } from '../snapshot.ts';
import { clusterIndex } from './cluster-index.ts';
import type { Node } from './node.ts';
import { createSnapshots } from './snapshots.ts';
import { translate } from './translation.ts';

const node: Node = {
  id: 'n',
  namespace: 'edge',
  labels: {},
  role: 'proxy',
  listen: { address: '127.0.0.1', port: 10_000 },
};
const none: ReadonlyMap<string, string> = new Map();

/** Twenty services, each with a canary under a Rollout; what the options name differs. */
interface Options {
  readonly weight?: number;
  readonly endpointPort?: number;
  readonly limit?: number;
  /** The namespace that lets nobody in. */
  readonly closed?: string;
  readonly file?: string;
  readonly walked?: boolean;
  readonly timeout?: string;
  readonly fault?: unknown;
}

const object = (value: unknown): string => `${JSON.stringify(value)}\n---\n`;

function serviceText(index: number, options: Options): string {
  const name = `s${index}`;
  const metadata = { name, namespace: 'shop' };
  const { weight = 0, endpointPort = 9000, limit = 5, timeout, fault } = options;
  const destination = (subset: string, share: number) => ({ destination: { host: name, subset }, weight: share });
  const slice = (version: string, port: number) => ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${name}-${version}`,
      namespace: 'shop',
      labels: { 'kubernetes.io/service-name': name, version },
    },
    addressType: 'IPv4',
    ports: [{ name: 'http', port }],
    endpoints: [{ addresses: ['127.0.0.1'] }],
  });
  return [
    object({ apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ name: 'http', port: 80 }] } }),
    object(slice('v1', 8000 + index)) + object(slice('v2', endpointPort + index)),
    object({
      apiVersion: 'networking.istio.io/v1',
      kind: 'DestinationRule',
      metadata,
      spec: {
        host: name,
        trafficPolicy: { connectionPool: { tcp: { maxConnections: limit } } },
        subsets: ['v1', 'v2'].map((version) => ({ name: version, labels: { version } })),
      },
    }),
    object({
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata,
      spec: {
        hosts: [`${name}.example.com`],
        http: [
          { name: 'primary', timeout, fault, route: [destination('v1', 100 - weight), destination('v2', weight)] },
        ],
      },
    }),
  ].join('');
}

const rollout = object({
  apiVersion: 'sluice.dev/v1alpha1',
  kind: 'Rollout',
  metadata: { name: 'walk', namespace: 'shop' },
  spec: { target: { kind: 'VirtualService', name: 's7' } },
});
const closing = (namespace: string) =>
  object({
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'closed', namespace },
    spec: {},
  });

/** The options are those of the one service s7; all others stay as they are. */
function load(loader: Loader, options: Options = {}): Mesh {
  const texts = new Map<string, string>();
  for (let index = 0; index < 20; index++) {
    const changed = index === 7 ? options : {};
    texts.set(index === 7 ? (options.file ?? 's7.yaml') : `s${index}.yaml`, serviceText(index, changed));
  }
  if (options.walked ?? true) texts.set('rollout.yaml', rollout);
  if (options.closed) texts.set('closed.yaml', closing(options.closed));
  const { mesh, findings } = loader(new Map([...texts].map(([path, text]) => [path, { oid: text, text }])));
  const errors = findings.filter((finding) => finding.severity === 'error');
  expect(errors).toEqual([]);
  return mesh;
}

function flatten(snapshot: Snapshot): Map<string, string> {
  return new Map(
    [...snapshot.resources].flatMap(([type, resources]) =>
      [...resources.values()].map((each): [string, string] => [`${type} ${each.name}`, each.version]),
    ),
  );
}

/** Names and versions that are in one and not in the other. */
function changes(before: Snapshot, after: Snapshot): string[] {
  const [old, now] = [flatten(before), flatten(after)];
  const differing = [...new Set([...old.keys(), ...now.keys()])].filter((key) => old.get(key) !== now.get(key));
  return differing.map((key) => key.replace(/^.*\./, '').replace(/-[0-9a-f]{10}$/, '')).toSorted();
}

test('the bytes are the messages that translation shows, whatever was kept from before', () => {
  const loader = createLoader();
  const snapshots = createSnapshots();
  const weights: Options[] = [{}, { weight: 5 }, { weight: 50, closed: 'shop' }, { weight: 50, limit: 9 }, {}];
  for (const options of [...weights, { walked: false }, {}, { endpointPort: 9500 }, { file: 'moved.yaml' }]) {
    const mesh = load(loader, options);
    const snapshot = snapshots({ commit: 'c', mesh, node, pending: none });
    const shown = translate(mesh, node);
    const decoded = (type: string) => [...(snapshot.resources.get(type)?.values() ?? [])].map((each) => each.body);
    expect(decoded(routeType).map((body) => fromBinary(RouteConfigurationSchema, body))).toEqual(shown.routes);
    expect(decoded(clusterType)).toEqual(shown.clusters.map((each) => toBinary(ClusterSchema, each)));
    expect(decoded(endpointType)).toEqual(shown.endpoints.map((each) => toBinary(ClusterLoadAssignmentSchema, each)));
    expect(decoded(listenerType)).toEqual(shown.listeners.map((each) => toBinary(ListenerSchema, each)));
    const fresh = createSnapshots()({ commit: 'c', mesh: load(createLoader(), options), node, pending: none });
    expect(flatten(fresh)).toEqual(flatten(snapshot));
  }
});

test('a weight changes the route table alone', () => {
  const loader = createLoader();
  const snapshots = createSnapshots();
  const before = snapshots({ commit: 'a', mesh: load(loader), node, pending: none });
  const after = snapshots({ commit: 'b', mesh: load(loader, { weight: 5 }), node, pending: none });
  expect(changes(before, after)).toEqual(['RouteConfiguration http/10000']);
  expect(after.resources.get(clusterType)).toBe(before.resources.get(clusterType));
  const table = after.resources.get(routeType)?.get('http/10000');
  const old = before.resources.get(routeType)?.get('http/10000');
  const differing = table?.parts?.filter((part, index) => part.digest !== old?.parts?.[index]?.digest);
  expect(differing?.map((part) => part.source.file)).toEqual(['s7.yaml']);
});

test('endpoints change their assignments, and no cluster and no route', () => {
  const loader = createLoader();
  const snapshots = createSnapshots();
  const before = snapshots({ commit: 'a', mesh: load(loader), node, pending: none });
  const after = snapshots({ commit: 'b', mesh: load(loader, { endpointPort: 9500 }), node, pending: none });
  expect(changes(before, after)).toEqual([
    'ClusterLoadAssignment shop/s7/80',
    'ClusterLoadAssignment shop/s7/80/v2/for/shop/walk',
  ]);
});

test('a changed definition is another cluster, and the old one keeps its bytes', () => {
  const loader = createLoader();
  const snapshots = createSnapshots();
  const before = snapshots({ commit: 'a', mesh: load(loader), node, pending: none });
  const after = snapshots({ commit: 'b', mesh: load(loader, { limit: 9 }), node, pending: none });
  const [old, now] = [before.resources.get(clusterType), after.resources.get(clusterType)];
  for (const [name, cluster] of now ?? []) expect([undefined, cluster.version]).toContain(old?.get(name)?.version);
  const added = [...(now?.keys() ?? [])].filter((name) => !old?.has(name));
  expect(added.map((name) => name.slice(0, -11))).toEqual([
    'shop/s7/80',
    'shop/s7/80/v1/for/shop/walk',
    'shop/s7/80/v2/for/shop/walk',
  ]);
});

test.each(['shop', 'edge'])('a policy for %s is in the table, though no route’s own object changed', (closed) => {
  const loader = createLoader();
  const snapshots = createSnapshots();
  const before = snapshots({ commit: 'a', mesh: load(loader), node, pending: none });
  const after = snapshots({ commit: 'b', mesh: load(loader, { closed }), node, pending: none });
  expect(changes(before, after)).toEqual(['RouteConfiguration http/10000']);
  const gone = snapshots({ commit: 'c', mesh: load(loader), node, pending: none });
  expect(flatten(gone)).toEqual(flatten(before));
});

test('a rule under a Rollout has clusters of its own, which the index brings back to rule and destination', () => {
  const mesh = load(createLoader(), { weight: 5 });
  const snapshot = createSnapshots()({ commit: 'a', mesh, node, pending: none });
  const index = clusterIndex(mesh);
  const target = 'VirtualService/shop/s7#primary';
  expect([...index.values()]).toEqual([
    { target, destinationKey: 's7.shop.svc.cluster.local:80/v1' },
    { target, destinationKey: 's7.shop.svc.cluster.local:80/v2' },
  ]);
  for (const name of index.keys()) {
    expect(snapshot.resources.get(clusterType)?.has(name)).toBe(true);
    expect(name).toMatch(/^shop\/s7\/80\/v[12]\/for\/shop\/walk-[0-9a-f]{10}$/);
  }
  expect(clusterIndex(load(createLoader(), { walked: false })).size).toBe(0);
});

test('pending lowerings stand in the version of the table that they are in, and change no byte', () => {
  const mesh = load(createLoader());
  const snapshots = createSnapshots();
  const settled = snapshots({ commit: 'a', mesh, node, pending: none });
  const pending = new Map([
    ['VirtualService/shop/s7#primary', 'f00:1'],
    ['VirtualService/shop/gone#primary', 'f00:1'],
  ]);
  const lowered = snapshots({ commit: 'a', mesh, node, pending });
  const [before, after] = [settled, lowered].map((each) => each.resources.get(routeType)?.get('http/10000'));
  expect(readLowerings(after?.version ?? '')).toEqual(new Map([['VirtualService/shop/s7#primary', 'f00:1']]));
  expect(after?.digest).toBe(before?.digest);
  expect(after?.body).toEqual(before?.body);
  expect(before?.version).toBe(before?.digest);
});

test('a virtual host says how long a request by it may take', () => {
  const partOf = (options: Options) => {
    const mesh = load(createLoader(), options);
    const snapshot = createSnapshots()({ commit: 'a', mesh, node, pending: none });
    const table = snapshot.resources.get(routeType)?.get('http/10000');
    return table?.parts?.find(({ name }) => name.includes('shop/s7#') || name.endsWith('VirtualService/shop/s7'));
  };
  const clusters = ['v1', 'v2'].map((version): unknown => expect.stringMatching(`^shop/s7/80/${version}`));
  expect(partOf({})).toMatchObject({ clusters, longestMs: Infinity });
  expect(partOf({ timeout: '3s' })).toMatchObject({ clusters, longestMs: 3_000 });
  const fault = { delay: { percentage: { value: 1 }, fixedDelay: '2s' } };
  expect(partOf({ timeout: '3s', fault })).toMatchObject({ clusters, longestMs: 5_000 });
});

test('names hold neither dots nor colons, and refer to what is there', () => {
  const snapshot = createSnapshots()({ commit: 'a', mesh: load(createLoader()), node, pending: none });
  const names = (type: string) => new Set(snapshot.resources.get(type)?.keys());
  for (const name of [...names(clusterType), ...names(routeType)]) expect(name).not.toMatch(/[.:]/);
  const refers = (type: string) => [...(snapshot.resources.get(type)?.values() ?? [])].flatMap((each) => each.refersTo);
  expect(names(clusterType)).toEqual(new Set(refers(routeType)));
  expect(names(endpointType)).toEqual(new Set(refers(clusterType)));
  expect(names(routeType)).toEqual(new Set(refers(listenerType)));
});
