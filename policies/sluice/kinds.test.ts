/** Whatever an author writes, it is a model that holds together, or an error: never both, and never a throw. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seedOfRun } from '../../test/support/properties.ts';
import type { Evidence } from '../evidence.ts';
import { latencyThresholdsMs } from '../evidence.ts';
import { hasErrors } from '../finding.ts';
import { createLoader, type Files } from '../load.ts';
import type { Mesh, Rollout } from '../mesh.ts';

fc.configureGlobal({ seed: seedOfRun() });

const numRuns = 250;
const odd = fc.constantFrom<unknown>(null, '', 0, -1, 1e300, true, [], {}, '1d', '5%', '$side', '\u0000', 'a/b', [
  null,
]);

/** A value that is meant, but for one in so many. */
function mostly<T>(meant: readonly T[], oneIn = 150): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: oneIn, arbitrary: fc.constantFrom<unknown>(...meant) }, { weight: 1, arbitrary: odd });
}

/** Objects in which each field may be absent. */
function fields(
  shape: Readonly<Record<string, fc.Arbitrary<unknown>>>,
  required: readonly string[],
): fc.Arbitrary<object> {
  return fc.record(shape, { requiredKeys: [...required] });
}

const share = mostly(['0.1%', '1%', '2%']);
const bounds = { max: share, tolerate: mostly(['3%', '5%']), versusStable: mostly([1, 1.5, 3]) };
const timing = { block: mostly(['1s', '5s']), warmup: mostly(['0s', '10s', '20m']) };
const counts = { good: mostly(['/$side/good', '/good']), total: mostly(['/$side/total']) };
const queries = { good: mostly(['good{c=~"$clusters"}']), total: mostly(['all{c=~"$clusters"}', 'all']) };
const range = fields({ min: mostly([0, 1]), max: mostly([1, 250]) }, []);
const asked = { source: mostly(['prom', 'gate']), every: mostly(['1s', '15s']), ...timing };

const item = fc.oneof(
  fields({ sli: fc.constant('latency'), threshold: mostly(['300ms', '1s', '5ms']), ...bounds, ...timing }, [
    'sli',
    'threshold',
    'max',
  ]),
  fields({ sli: fc.constant('prometheus'), ...asked, ...queries, ...bounds }, [
    'sli',
    'source',
    'good',
    'total',
    'max',
  ]),
  fields({ sli: fc.constant('prometheus'), ...asked, value: mostly(['up', 'heap']), range }, [
    'sli',
    'source',
    'value',
    'range',
  ]),
  fields({ sli: fc.constant('web'), ...asked, path: mostly(['/q', '/q?s=$side']), ...counts, ...bounds }, [
    'sli',
    'source',
    'path',
    'good',
    'total',
    'max',
  ]),
  fields({ slo: mostly(['a', 'b', 'default/a']), ...timing }, ['slo']),
);

const rollout = fc
  .record({
    target: fc.constant({ kind: 'VirtualService', name: 'a' }),
    evidence: fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => [...items, { sli: 'errors', max: '1%' }]),
    rest: fields(
      {
        steps: fc.constantFrom(
          [{ weight: '5%', hold: '10s' }, { weight: '50%' }],
          [{ weight: '1%' }, { weight: '100%' }],
          [{ weight: '5%' }, { weight: '5%' }],
        ),
        confidence: mostly(['99%', '99.9%']),
        deadline: mostly(['30m', '2h']),
        onDeadline: mostly(['hold', 'rollback']),
        bake: mostly(['0s', '10m']),
        budget: fields({ slo: mostly(['a', 'b']), share }, ['slo', 'share']),
        dependsOn: fc.array(mostly(['b', 'b', 'b', 'a', 'c']), { maxLength: 1 }),
        suspend: mostly([true, false]),
      },
      [],
    ),
  })
  .map(({ target, evidence, rest }) => ({ target, evidence, ...rest }));

const burnWindow = fields({ long: mostly(['1h', '6h', '3d']), short: mostly(['5m', '30m']), rate: mostly([1, 6]) }, [
  'long',
  'short',
  'rate',
]);
const slo = fields(
  {
    service: mostly(['a', 'a.default', 'x.example.com']),
    objective: mostly([99.9, '99.5%', 90]),
    window: mostly(['30d', '7d']),
    sli: mostly(['errors', { latency: { threshold: '300ms' } }]),
    windows: fc.array(burnWindow, { minLength: 1, maxLength: 3 }),
  },
  ['service', 'objective'],
);
const source = fields(
  {
    address: mostly(['http://a.example.com', 'https://a.example.com/b/']),
    timeout: mostly(['5s']),
    tokenEnv: mostly(['TOKEN']),
  },
  ['address'],
);
const config = fields(
  {
    sources: fc
      .record({ prom: source, gate: source })
      .map(({ prom, gate }) => ({ prom: { prometheus: prom }, gate: { web: gate } })),
    notify: fc.array(
      fc.record({
        webhook: fields({ address: mostly(['https://a.example.com']), events: fc.constant(['raise']) }, ['address']),
      }),
      { maxLength: 2 },
    ),
    walks: fields({ limit: mostly([1, 3]) }, []),
  },
  ['sources'],
);

const written = fc.record({ first: rollout, slos: fc.tuple(slo, slo), config });

function object(kind: string, name: string, spec: unknown): string {
  return JSON.stringify({ apiVersion: 'sluice.dev/v1alpha1', kind, metadata: { name }, spec });
}

const routes = ['a', 'b'].map((name) =>
  JSON.stringify({
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name },
    spec: { hosts: [`${name}.example.com`], http: [{ route: [{ destination: { host: 'a' } }] }] },
  }),
);

function filesOf({ first, slos, config: settings }: typeof written extends fc.Arbitrary<infer T> ? T : never): Files {
  const texts = {
    'a.json': routes[0] ?? '',
    'b.json': routes[1] ?? '',
    'ra.json': object('Rollout', 'a', first),
    'rb.json': object('Rollout', 'b', { target: { kind: 'VirtualService', name: 'b' } }),
    'sa.json': object('SLO', 'a', slos[0]),
    'sb.json': object('SLO', 'b', slos[1]),
    'sluice.yaml': object('Config', 'sluice', settings),
  };
  return new Map(Object.entries(texts).map(([path, text]) => [path, { oid: text, text }]));
}

test('a repository without an error has a model that holds together', () => {
  const load = createLoader();
  let whole = 0;
  const property = fc.property(written, (repository) => {
    const { mesh, findings } = load(filesOf(repository));
    if (hasErrors(findings)) return;
    whole += 1;
    expect(mesh.rollouts).toHaveLength(2);
    for (const each of mesh.rollouts) expectSound(each, mesh);
    for (const { objective, windows, windowMs } of mesh.slos) {
      expect(objective > 0 && objective < 1).toBe(true);
      expect(windows.every(({ longMs, shortMs, rate }) => shortMs < longMs && longMs <= windowMs && rate > 0)).toBe(
        true,
      );
    }
    for (const { address } of Object.values(mesh.config.sources)) expect(address).toMatch(/^https?:\/\/[^?#@\s]+[^/]$/);
  });
  fc.assert(property, { numRuns });
  // Both kinds are seen, or the property says little.
  expect(whole / numRuns).toBeGreaterThan(0.05);
  expect(whole / numRuns).toBeLessThan(0.95);
});

function expectSound(walk: Rollout, mesh: Mesh): void {
  const slos = mesh.slos.map(({ namespace, name }) => `${namespace}/${name}`);
  const names = mesh.rollouts.map(({ namespace, name }) => `${namespace}/${name}`);
  expect(walk.target).not.toBeNull();
  expect(walk.digest).toMatch(/^[0-9a-f]{16}$/);
  expect(new Set(walk.evidence.map(({ key }) => key)).size).toBe(walk.evidence.length);
  expect(walk.evidence.some(({ kind }) => kind !== 'burn')).toBe(true);
  expect(walk.dependsOn.filter((name) => !names.includes(name) || name === `${walk.namespace}/${walk.name}`)).toEqual(
    [],
  );
  if (walk.budget !== null) {
    expect(slos).toContain(walk.budget.slo);
    expect(walk.budget.share > 0 && walk.budget.share <= 1).toBe(true);
  }
  if (walk.bakeMs > 0) expect(walk.budget !== null || walk.evidence.some(({ kind }) => kind === 'burn')).toBe(true);
  for (const evidence of walk.evidence) expectSoundEvidence(evidence, slos, Object.keys(mesh.config.sources));
}

function expectSoundEvidence(evidence: Evidence, slos: readonly string[], sources: readonly string[]): void {
  const { sli, blockMs, warmupMs } = evidence;
  expect(blockMs >= 250 && warmupMs >= 0).toBe(true);
  if (sli.kind === 'latency') expect(latencyThresholdsMs).toContain(sli.thresholdMs);
  if ('source' in sli) expect(sources).toContain(sli.source);
  switch (evidence.kind) {
    case 'ratio':
      expect(evidence.max > 0 && evidence.max < evidence.tolerate && evidence.tolerate <= 1).toBe(true);
      expect(evidence.versusStable).toBeGreaterThanOrEqual(1);
      break;
    case 'value':
      expect(evidence.min !== null || evidence.max !== null).toBe(true);
      break;
    case 'burn':
      expect(slos).toContain(evidence.slo);
      break;
  }
}
