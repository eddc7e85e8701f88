import { expect, test } from 'vitest';
import { closings } from './cycles.ts';
import { createLoader, type Files, type Loaded } from './load.ts';

const texts = {
  'routes.yaml': `apiVersion: v1
kind: Service
metadata: {name: a}
spec: {ports: [{port: 80}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: a}
spec: {hosts: [a], http: [{route: [{destination: {host: a}}]}]}
`,
  'slo.yaml': `apiVersion: sluice.dev/v1alpha1
kind: SLO
metadata: {name: a}
spec: {service: a, objective: 99.9}
`,
  'rollout.yaml': `apiVersion: sluice.dev/v1alpha1
kind: Rollout
metadata: {name: a}
spec:
  target: {kind: VirtualService, name: a}
  evidence: [{sli: prometheus, source: prom, value: up, range: {min: 1}}, {slo: a}]
  budget: {slo: a, share: 2%}
`,
  'sluice.yaml': `apiVersion: sluice.dev/v1alpha1
kind: Config
spec: {sources: {prom: {prometheus: {address: http://prom.example.com}}}}
`,
};

type Texts = Readonly<Record<string, string>>;

function filesOf(all: Texts): Files {
  return new Map(Object.entries(all).map(([path, text]) => [path, { oid: text, text }]));
}

function outcome({ mesh, findings }: Loaded): string {
  return JSON.stringify({ mesh, findings });
}

function digest({ mesh }: Loaded): string | undefined {
  return mesh.rollouts[0]?.digest;
}

test.each<[string, Texts]>([
  ['another objective', { 'slo.yaml': texts['slo.yaml'].replace('99.9', '99.5') }],
  [
    'another window of the SLO, by which its budget is reckoned',
    { 'slo.yaml': `${texts['slo.yaml'].trim().slice(0, -1)}, window: 7d}\n` },
  ],
  ['a service that is renamed', { 'routes.yaml': texts['routes.yaml'].replace('{name: a}', '{name: b}') }],
  ['no SLO', { 'slo.yaml': '' }],
  ['another name of the source', { 'sluice.yaml': texts['sluice.yaml'].replace('prom:', 'prometheus:') }],
  ['another address of the source', { 'sluice.yaml': texts['sluice.yaml'].replace('prom.', 'other.') }],
  ['no sluice.yaml', { 'sluice.yaml': '' }],
])('a build that goes on from the last one is like one from nothing: %s', (_, change) => {
  const changed = filesOf({ ...texts, ...change });
  const load = createLoader();
  const first = outcome(load(filesOf(texts)));
  expect(outcome(load(changed))).toBe(outcome(createLoader()(changed)));
  expect(outcome(load(filesOf(texts)))).toBe(first);
});

test('the digest changes with what the SLO asks for, and not with where a source is', () => {
  const load = createLoader();
  const before = digest(load(filesOf(texts)));
  expect(before).toMatch(/^[0-9a-f]{16}$/);
  const digestWith = (change: Texts): string | undefined => digest(load(filesOf({ ...texts, ...change })));
  expect(digestWith({ 'slo.yaml': texts['slo.yaml'].replace('99.9', '99.5') })).not.toBe(before);
  expect(digestWith({ 'slo.yaml': `${texts['slo.yaml'].trim().slice(0, -1)}, window: 7d}\n` })).not.toBe(before);
  expect(digestWith({ 'sluice.yaml': texts['sluice.yaml'].replace('prom.', 'other.') })).toBe(before);
});

test('an edge that closes a cycle is found, however long the cycle, and once', () => {
  const long = Array.from({ length: 50_000 }, (_, index) => [`n${index}`, [`n${index + 1}`]] as const);
  expect(closings(new Map(long))).toEqual([]);
  const [closing, ...others] = closings(new Map([...long, ['n50000', ['n0']]]));
  expect(others).toEqual([]);
  expect(closing).toMatchObject({ from: 'n50000', to: 'n0' });
  expect(closing?.way).toHaveLength(8);
});

test('two ways to one walk are no cycle', () => {
  const edges = { a: ['b', 'c'], b: ['d'], c: ['d'], d: [] };
  expect(closings(new Map(Object.entries(edges)))).toEqual([]);
  expect(closings(new Map(Object.entries({ ...edges, d: ['d', 'a'] }))).map(({ from, to }) => [from, to])).toEqual([
    ['d', 'd'],
    ['d', 'a'],
  ]);
});
