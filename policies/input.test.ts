import { expect, test } from 'vitest';
import { placeFindings, rulesInput } from './input.ts';
import { isList, isObject } from './json.ts';
import { createLoader } from './load.ts';
import type { Json } from './mesh.ts';

const texts = {
  'b.yaml': `apiVersion: v1
kind: Service
metadata: {name: a, labels: {source: x}}
spec: {ports: [{port: 80}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: a}
spec:
  hosts: [a]
  http:
  - route: [{destination: {host: a}}]
`,
  'a.yaml':
    'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Service\n  metadata: {name: b}\n  spec: {}\n',
};

const loaded = createLoader()(new Map(Object.entries(texts).map(([path, text]) => [path, { oid: text, text }])));

const input = rulesInput({
  documents: loaded.documents,
  objects: loaded.objects,
  mesh: loaded.mesh,
  live: loaded.mesh,
  previous: loaded.mesh,
  change: { author: { name: 'n', email: 'e' }, signer: null, base: null, head: 'h' },
  config: loaded.config,
  inFlight: ['VirtualService/default/a#~1'],
  waivers: [],
  nowMs: 0,
  served: true,
});

function sources(value: Json | undefined): readonly Json[] {
  if (isList(value)) return value.flatMap(sources);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, entry]) =>
    key === 'source' && isObject(entry) ? [entry] : sources(entry),
  );
}

function field(value: Json | undefined, ...path: readonly (string | number)[]): Json | undefined {
  return path.reduce<Json | undefined>(
    (at, step) => (isList(at) ? at[Number(step)] : isObject(at) ? at[step] : undefined),
    value,
  );
}

test('each source in the mesh and in the live mesh names its document by position', () => {
  for (const mesh of ['mesh', 'live']) {
    const found = sources(field(input, mesh));
    expect(found.length).toBe(4);
    for (const source of found) {
      const document = field(input, 'documents', Number(field(source, 'position')));
      expect([field(document, 'file'), field(document, 'index')]).toEqual([
        field(source, 'file'),
        field(source, 'document'),
      ]);
    }
  }
});

test('places of what is live now are of another commit, and lead nowhere', () => {
  expect(sources(field(input, 'previous')).map((source) => field(source, 'position'))).toEqual([-1, -1, -1, -1]);
});

test('the input is plain JSON, with the fields that rules know', () => {
  expect(JSON.parse(JSON.stringify(input))).toEqual(input);
  expect(Object.keys(isObject(input) ? input : {}).toSorted()).toEqual([
    'change',
    'config',
    'documents',
    'inFlight',
    'live',
    'mesh',
    'namespaces',
    'objects',
    'previous',
    'served',
    'waivers',
  ]);
});

test('a mesh has all that it holds, SLOs and settings too', () => {
  const mesh = field(input, 'mesh');
  expect(Object.keys(isObject(mesh) ? mesh : {}).toSorted()).toEqual([
    'access',
    'config',
    'rollouts',
    'services',
    'slos',
    'virtualHosts',
  ]);
});

test('a violation gets its file, range and object', () => {
  const violation = { rule: 'r', severity: 'error', message: 'm', remedy: '' } as const;
  const places = [
    { document: 2, path: ['spec', 'http', 0, 'route', 0, 'destination', 'host'] },
    { document: 0, path: ['items', 0, 'spec', 'missing'] },
    { document: 9, path: [] },
    null,
  ];
  const findings = placeFindings(
    places.map((at) => ({ ...violation, at })),
    loaded.documents,
  );
  expect(findings.map(({ file, range, object }) => [file, range?.line ?? null, range?.column ?? null, object])).toEqual(
    [
      [null, null, null, null],
      [null, null, null, null],
      ['a.yaml', 7, 3, 'Service default/b'],
      ['b.yaml', 12, 34, 'VirtualService default/a'],
    ],
  );
});
