import { expect, test } from 'vitest';
import { emptyState } from '../live/state.ts';
import { admit } from './admit.ts';
import { createIntentReader } from './intent.ts';
import type { Commit, TreeFile, TreeFiles } from './ports.ts';

/** Services with names as long as they may be, each walking by a Rollout: the weights of all are these. */
function tree(count: number, weights: readonly [number, number]): TreeFiles {
  const files = new Map<string, TreeFile>();
  for (let place = 0; place < count; place += 1) {
    const name = `s${place}-${'x'.repeat(50)}`;
    const to = (subset: string, weight: number): string =>
      `{destination: {host: ${name}.${'n'.repeat(60)}.svc.cluster.local, subset: ${subset}}, weight: ${weight}}`;
    const metadata = `metadata: {name: ${name}, namespace: ${'n'.repeat(60)}}`;
    const text = `apiVersion: networking.istio.io/v1
kind: VirtualService
${metadata}
spec:
  hosts: [${name}.example.com]
  http:
    - name: primary
      route: [${to('v1', weights[0])}, ${to('v2', weights[1])}]
---
apiVersion: sluice.dev/v1alpha1
kind: Rollout
${metadata}
spec: {target: {kind: VirtualService, name: ${name}, route: primary}}
---
apiVersion: v1
kind: Service
${metadata}
spec: {ports: [{port: 80}]}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
${metadata}
spec: {host: ${name}, subsets: [{name: v1, labels: {v: a}}, {name: v2, labels: {v: b}}]}
${['a', 'b'].map((version) => slice(name, version)).join('')}`;
    files.set(`s${place}.yaml`, { oid: `${place} ${weights[0]}`, text });
  }
  return { files, findings: [] };
}

function slice(name: string, version: string): string {
  const labels = `{kubernetes.io/service-name: ${name}, v: ${version}}`;
  return `---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: ${name}-${version}, namespace: ${'n'.repeat(60)}, labels: ${labels}}
addressType: IPv4
ports: [{port: 8080}]
endpoints: [{addresses: [127.0.0.1]}]
`;
}

async function admission(count: number): Promise<Awaited<ReturnType<typeof admit>>> {
  const trees = new Map([
    ['1', tree(count, [100, 0])],
    ['2', tree(count, [0, 100])],
  ]);
  const read = createIntentReader({
    readCommit: (oid) => Promise.resolve(commit(oid)),
    readTree: (oid) => Promise.resolve(trees.get(oid) ?? expect.fail(`no tree ${oid}`)),
  });
  const [from, candidate] = [await read('1'), await read('2')];
  const head = { oid: '1', committed: true, intent: from, state: emptyState, from: null };
  const judge = (): Promise<never> => expect.fail('not asked');
  const said = { kind: 'judged', violations: [], rulesRun: 1 } as const;
  const judging = count > 1_000 ? judge : () => Promise.resolve([said]);
  return admit({ head, candidate, now: 0, judge: judging, preview: () => new Set() }, new AbortController().signal);
}

function commit(oid: string): Commit {
  return {
    oid,
    tree: oid,
    parents: [],
    author: { name: 'Ana', email: 'ana@example.org' },
    committedAt: 0,
    message: '',
  };
}

test('walks that the state file could not hold are not begun: it would be taken for somebody else’s', async () => {
  expect(await admission(200)).toMatchObject({ kind: 'accepted', started: { length: 200 } });
  expect(await admission(3_500)).toMatchObject({
    kind: 'denied',
    findings: expect.arrayContaining([expect.objectContaining({ rule: 'too-many-walks', severity: 'error' })]),
  });
});
