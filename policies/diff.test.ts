import { describe, expect, test } from 'vitest';
import { diffMesh, type MeshChange } from './diff.ts';
import { createLoader } from './load.ts';
import type { Mesh } from './mesh.ts';

function meshOf(text: string, file = 'a.yaml'): Mesh {
  return createLoader()(new Map([[file, { oid: '1', text }]])).mesh;
}

const base = `apiVersion: v1
kind: Service
metadata: {name: a}
spec: {ports: [{port: 80}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: a}
spec:
  hosts: [a.example.com]
  http:
  - name: one
    match: [{uri: {prefix: /x}}]
    route:
    - {destination: {host: a, subset: v1}, weight: 90}
    - {destination: {host: a, subset: v2}, weight: 10}
  - name: two
    route: [{destination: {host: a}}]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: a}
spec: {rules: [{}]}
---
apiVersion: sluice.dev/v1alpha1
kind: Rollout
metadata: {name: a}
spec:
  target: {kind: VirtualService, name: a, route: one}
  evidence: [{sli: errors, max: 1%}, {slo: a}]
  budget: {slo: a, share: 2%}
---
apiVersion: sluice.dev/v1alpha1
kind: SLO
metadata: {name: a}
spec: {service: a, objective: 99.9, window: 30d}
`;

function changes(from: string, to: string): readonly MeshChange[] {
  return diffMesh(meshOf(base), meshOf(base.replace(from, to)));
}

function brief(list: readonly MeshChange[]): readonly string[] {
  return list.map((each) =>
    [each.kind, each.change, ...('target' in each ? [each.target] : []), ...each.parts].join(' '),
  );
}

describe('the difference of two meshes', () => {
  test('there is none between the same objects in another file, order and style', () => {
    const documents = base.split('---\n').toReversed();
    expect(diffMesh(meshOf(base), meshOf(documents.join('---\n# moved\n'), 'b.yaml'))).toEqual([]);
  });

  test('there is none between weights of the same shares', () => {
    expect(
      changes(
        'weight: 90}\n    - {destination: {host: a, subset: v2}, weight: 10',
        'weight: 9}\n    - {destination: {host: a, subset: v2}, weight: 1',
      ),
    ).toEqual([]);
  });

  test('a weight change shows the shares before and after, by destination', () => {
    const [change, ...others] = changes('weight: 10}', 'weight: 30}');
    expect(others).toEqual([]);
    expect(change).toMatchObject({
      kind: 'rule',
      change: 'changed',
      target: 'VirtualService/default/a#one',
      hosts: ['a.example.com'],
      parts: [],
      before: [{ share: 900_000 }, { key: 'a.default.svc.cluster.local:80/v2', share: 100_000 }],
      after: [{ share: 750_000 }, { share: 250_000 }],
    });
  });

  test.each([
    ['prefix: /x', 'exact: /x', ['rule changed VirtualService/default/a#one matches']],
    ['  - name: two\n', '  - name: two\n    timeout: 5s\n', ['rule changed VirtualService/default/a#two action']],
    [
      '  - name: two\n',
      '  - name: three\n',
      ['rule removed VirtualService/default/a#two', 'rule added VirtualService/default/a#three'],
    ],
    [
      'hosts: [a.',
      'hosts: [b.',
      ['rule changed VirtualService/default/a#one hosts', 'rule changed VirtualService/default/a#two hosts'],
    ],
    [
      '  http:\n',
      '  http:\n  - {name: new, match: [{uri: {exact: /n}}], redirect: {uri: /}}\n',
      ['rule added VirtualService/default/a#new'],
    ],
    ['rules: [{}]', 'action: DENY', ['access changed action rules']],
    ['route: one}', 'route: two}', ['rollout changed target']],
    ['max: 1%', 'max: 3%', ['rollout changed evidence']],
    ['share: 2%', 'share: 3%', ['rollout changed budget']],
    ['objective: 99.9', 'objective: 99', ['rollout changed evidence', 'slo changed objective']],
    ['window: 30d', 'window: 7d', ['rollout changed budget', 'slo changed windowMs']],
    ['port: 80', 'port: 81', ['service changed ports']],
  ])('%j to %j', (from, to, expected) => {
    expect(
      brief(changes(from, to))
        .filter((each) => !(from === 'port: 80' && each.startsWith('rule')))
        .toSorted(),
    ).toEqual(expected.toSorted());
  });

  test('a rule that moves before another has changed its order', () => {
    const [head = '', one = '', two = ''] = base.split('  - name: ');
    const [rest, ...tail] = two.split('---\n');
    const swapped = [`${head}  - name: ${rest ?? ''}  - name: ${one}`, ...tail].join('---\n');
    expect(brief(diffMesh(meshOf(base), meshOf(swapped)))).toEqual([
      'rule changed VirtualService/default/a#one order',
      'rule changed VirtualService/default/a#two order',
    ]);
  });
});
