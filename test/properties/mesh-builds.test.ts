import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildMesh, type BuildMemo } from '../../policies/build.ts';
import { createLoader } from '../../policies/load.ts';
import type { Node } from '../../reconciler/xds/translate/node.ts';
import { createSnapshots } from '../../reconciler/xds/translate/snapshots.ts';
import { counterexample } from '../support/properties.ts';

const runs = Number(process.env['MESH_HISTORIES'] ?? 300);
const timeoutMs = 300_000;

/** Few names, so that objects meet: twice in the repository, on one host, on one rule, without what they need. */
const name = fc.constantFrom('a', 'b', 'c');
const weight = fc.integer({ min: 0, max: 100 });

const service = fc
  .tuple(name, fc.constantFrom(80, 8080))
  .map(([own, port]) => `apiVersion: v1\nkind: Service\nmetadata: {name: ${own}}\nspec: {ports: [{port: ${port}}]}\n`);

const slice = fc.tuple(name, fc.constantFrom('v1', 'v2')).map(
  ([own, version]) => `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: ${own}-${version}, labels: {kubernetes.io/service-name: ${own}, version: ${version}}}
addressType: IPv4
ports: [{port: 8080}]
endpoints: [{addresses: [127.0.0.1]}]
`,
);

const subsets = fc.tuple(name, name).map(
  ([own, host]) => `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: ${own}}
spec: {host: ${host}, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]}
`,
);

const routes = fc.tuple(name, fc.subarray(['a', 'b', 'x.example.com'], { minLength: 1 }), name, weight, fc.nat(2)).map(
  ([own, hosts, rule, v2, extra]) => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ${own}}
spec:
  hosts: [${hosts.join(', ')}]
${'  # a line more\n'.repeat(extra)}  http:
    - name: ${rule}
      match: [{uri: {prefix: /${rule}/}}]
      route:
        - {destination: {host: ${own}, subset: v1}, weight: ${100 - v2}}
        - {destination: {host: ${own}, subset: v2}, weight: ${v2}}
    - {name: rest, route: [{destination: {host: b}}]}
`,
);

const rollout = fc.tuple(name, name, name).map(
  ([own, target, rule]) => `apiVersion: sluice.dev/v1alpha1
kind: Rollout
metadata: {name: ${own}}
spec: {target: {kind: VirtualService, name: ${target}, route: ${rule}}}
`,
);

const access = fc.tuple(name, fc.constantFrom('ALLOW', 'DENY')).map(
  ([own, action]) => `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: ${own}}
spec: {action: ${action}, rules: [{to: [{operation: {methods: [GET]}}]}]}
`,
);

const odd = fc.constantFrom(
  'apiVersion: sluice.dev/v1alpha1\nkind: Config\nmetadata: {name: sluice}\nspec: {undefinedSubset: none}\n',
  'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n',
  'a: [\n',
  '# nothing\n',
);

/** Routes most often: they are what people change. */
const document = fc.oneof({ arbitrary: routes, weight: 4 }, service, slice, subsets, rollout, access, {
  arbitrary: odd,
  weight: 1,
});

const documents = fc.array(document, { minLength: 1, maxLength: 6 });

/** One document is written anew, most often; or a file is, or goes, or all that it holds moves down a line. */
const edit = fc.oneof(
  {
    arbitrary: fc.record({ kind: fc.constant('replace' as const), file: name, at: fc.nat(5), document }),
    weight: 5,
  },
  fc.record({ kind: fc.constant('write' as const), file: name, documents }),
  fc.record({ kind: fc.constant('move' as const), file: name }),
  fc.record({ kind: fc.constant('remove' as const), file: name }),
);
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

type Repository = ReadonlyMap<string, readonly string[]>;

function edited(repository: Repository, change: Edit): Repository {
  const next = new Map(repository);
  const before = next.get(change.file) ?? [];
  switch (change.kind) {
    case 'write':
      next.set(change.file, change.documents);
      break;
    case 'replace':
      if (before.length > 0) next.set(change.file, before.with(change.at % before.length, change.document));
      break;
    case 'move':
      next.set(change.file, ['# a line more\n', ...before]);
      break;
    case 'remove':
      next.delete(change.file);
      break;
  }
  return next;
}

function filesOf(repository: Repository): Map<string, { oid: string; text: string }> {
  return new Map(
    [...repository].map(([file, documents]) => {
      const text = documents.join('---\n');
      return [`${file}.yaml`, { oid: text, text }];
    }),
  );
}

const node: Node = {
  id: 'n',
  namespace: 'default',
  labels: {},
  role: 'proxy',
  listen: { address: '127.0.0.1', port: 10_000 },
};

test(
  'after any edits, what was built step by step is what a build from nothing gives: mesh, findings, places and bytes',
  () => {
    const start = fc.record({ a: documents, b: documents });
    const property = fc.property(start, fc.array(edit, { minLength: 2, maxLength: 12 }), ({ a, b }, edits) => {
      const load = createLoader();
      const snapshots = createSnapshots();
      let repository: Repository = new Map([
        ['a', a],
        ['b', b],
      ]);
      let memo: BuildMemo | undefined;
      for (const change of edits) {
        repository = edited(repository, change);
        const files = filesOf(repository);
        const stepwise = load(files);
        const fresh = createLoader()(files);
        expect(stepwise.mesh).toEqual(fresh.mesh);
        expect(stepwise.findings).toEqual(fresh.findings);
        expect(placesOf(stepwise)).toEqual(placesOf(fresh));
        const built = buildMesh(stepwise.objects, memo);
        memo = built.memo;
        expect(built.mesh).toEqual(fresh.mesh);
        const request = { commit: 'c', node, pending: new Map() };
        expect(snapshots({ ...request, mesh: stepwise.mesh })).toEqual(
          createSnapshots()({ ...request, mesh: fresh.mesh }),
        );
      }
    });
    expect(counterexample(property, runs)).toBeUndefined();
  },
  timeoutMs,
);

function placesOf({ documents }: ReturnType<ReturnType<typeof createLoader>>): readonly unknown[] {
  return documents.map((document) => [
    document.file,
    document.index,
    document.value,
    document.rangeOf(['metadata', 'name']),
    document.rangeOf(['spec', 'http', 1, 'name']),
  ]);
}
