import { describe, expect, test } from 'vitest';
import { createLoader, type Files, type Loaded, type Loader } from './load.ts';

const service = (name: string, port = 80): string => `apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec: {ports: [{port: ${port}}]}
`;

const routes = (name: string, weight: number): string => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ${name}}
spec:
  hosts: [${name}.example.com]
  http:
  - route:
    - {destination: {host: a}, weight: ${weight}}
    - {destination: {host: b}, weight: 10}
`;

function files(texts: Readonly<Record<string, string>>): Files {
  return new Map(Object.entries(texts).map(([path, text]) => [path, { oid: text, text }]));
}

function load(loader: Loader, texts: Readonly<Record<string, string>>): Loaded {
  return loader(files(texts));
}

const repository = {
  'a.yaml': service('a'),
  'b.yaml': service('b'),
  'x.yaml': routes('x', 90),
  'y.yaml': routes('y', 90),
};

describe('loading again', () => {
  test('a changed file changes its own part of the mesh, and leaves all others the same objects', () => {
    const loader = createLoader();
    const before = load(loader, repository);
    const after = load(loader, { ...repository, 'x.yaml': routes('x', 80) });
    expect(after.mesh.virtualHosts[0]).not.toEqual(before.mesh.virtualHosts[0]);
    expect(after.mesh.virtualHosts[1]).toBe(before.mesh.virtualHosts[1]);
    expect(after.mesh.services).toBe(before.mesh.services);
  });

  test('a service that changes leaves the virtual hosts that it does not touch the same objects', () => {
    const loader = createLoader();
    const before = load(loader, { ...repository, 'c.yaml': service('c') });
    const after = load(loader, { ...repository, 'c.yaml': service('c', 81), 'a.yaml': service('a', 8080) });
    expect(after.mesh.services[1]).toBe(before.mesh.services[1]);
    expect(after.mesh.services[2]).not.toBe(before.mesh.services[2]);
    const third = load(loader, { ...repository, 'c.yaml': service('c', 82), 'a.yaml': service('a', 8080) });
    expect(third.mesh.virtualHosts[0]).toBe(after.mesh.virtualHosts[0]);
    expect(after.mesh.virtualHosts[0]).not.toEqual(before.mesh.virtualHosts[0]);
  });

  test('a loader with a memory says what one without says, whatever it saw before', () => {
    const loader = createLoader();
    const histories = [
      repository,
      { ...repository, 'z.yaml': routes('x', 1) },
      { 'x.yaml': routes('x', 90) },
      {
        ...repository,
        'e.yaml': routes('x', 90).replace('x.example.com', 'y.example.com').replace('name: x', 'name: e'),
      },
      { ...repository, 'x.yaml': 'a: [', '.github/w.yaml': 'a: [' },
      repository,
    ];
    for (const texts of histories) {
      const { mesh, findings, documents } = load(loader, texts);
      const fresh = load(createLoader(), texts);
      expect(mesh).toEqual(fresh.mesh);
      expect(findings).toEqual(fresh.findings);
      expect(documents.map(({ file, value }) => [file, value])).toEqual(
        fresh.documents.map(({ file, value }) => [file, value]),
      );
    }
  });

  test('two branches that take turns are both kept', () => {
    const loader = createLoader();
    const main = load(loader, repository);
    load(loader, { ...repository, 'x.yaml': routes('x', 80) });
    expect(load(loader, repository).documents[2]).toBe(main.documents[2]);
  });

  test('the same file under another name has its own places', () => {
    const loader = createLoader();
    load(loader, { 'a.yaml': service('a') });
    const { mesh, findings } = load(loader, { 'b.yaml': service('a') });
    expect(mesh.services.map(({ source }) => source.file)).toEqual(['b.yaml']);
    expect(findings.map(({ file }) => file)).toEqual(['b.yaml']);
  });
});

describe('which files count', () => {
  test('YAML and JSON outside of dot-folders', () => {
    const { documents } = load(createLoader(), {
      'a.yml': 'a: 1',
      'b/c.yaml': 'a: 1',
      'd.json': '{"a": 1}',
      'e.rego': 'package e',
      '.github/f.yaml': 'a: 1',
      'g/.h/i.yaml': 'a: 1',
      '.sluice/state.yaml': 'version: 1',
      'README.md': '# a',
    });
    expect(documents.map(({ file }) => file)).toEqual(['a.yml', 'b/c.yaml', 'd.json']);
  });

  test('the state file is an error in what people wrote, and in order on the live branch', () => {
    const texts = files({ ...repository, '.sluice/state.yaml': 'version: 1' });
    const rules = (loaded: Loaded): readonly string[] =>
      loaded.findings.map(({ rule }) => rule).filter((rule) => rule === 'reserved-path');
    expect(rules(createLoader()(texts, { intent: true }))).toEqual(['reserved-path']);
    expect(rules(createLoader()(texts))).toEqual([]);
  });
});
