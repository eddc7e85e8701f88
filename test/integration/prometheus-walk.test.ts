// Prometheus as the only source: a canary that is half broken comes back, one that can't be judged waits, with a name.

import { afterEach, expect, test } from 'vitest';
import { clockMs, startLoad, type Load } from '../../reconciler/demo/load.ts';
import { poll } from '../../reconciler/demo/waiting.ts';
import { startPrometheus, type RealPrometheus } from '../support/real-prometheus.ts';
import { startStage, type Stage } from '../support/stage.ts';
import { host, routeFile, routeText, stageFiles } from '../support/stage-mesh.ts';

const scrapeMs = 2_000;
const answers = 'envoy_cluster_upstream_rq_xx{envoy_cluster_name=~"$clusters"}';
const stableAnswers = 'envoy_cluster_upstream_rq_xx{envoy_cluster_name=~"shop/checkout/80/v1/for/.*"}';
const good = 'sum(envoy_cluster_upstream_rq_xx{envoy_cluster_name=~"$clusters",envoy_response_code_class!="5"})';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

test('half of it broken, it is taken back within two scrapes', { timeout: 120_000 }, async () => {
  const { stage, load, prometheus } = await scene();
  stage.backend('v2').setFailingShare(0.5);
  const lowered = stage.reconciler.next('lower the canary', ({ event }) => event === 'rollout.lower', 60_000);
  await stage.push({ [routeFile]: routeText({ v1: 0, v2: 100 }) });
  await lowered;
  const loweredMs = clockMs();
  const bad = load.records.find(({ backend, status }) => backend === 'v2' && status === 500);
  const scrapes = await scrapesOf(prometheus, bad?.endedAt ?? NaN, loweredMs);
  expect(scrapes.length).toBeGreaterThan(0);
  expect(scrapes.length).toBeLessThanOrEqual(2);
});

test('while it hangs the walk is held, by name, and goes on when it answers', { timeout: 120_000 }, async () => {
  const { stage, load, prometheus } = await scene();
  const held = stage.reconciler.next('hold the walk', ({ event }) => event === 'rollout.hold', 60_000);
  prometheus.freeze();
  await stage.push({ [routeFile]: routeText({ v1: 0, v2: 100 }) });
  expect((await held).reason).toBe('source-slow');
  const resumed = stage.reconciler.next('resume the walk', ({ event }) => event === 'rollout.resume', 60_000);
  prometheus.thaw();
  await resumed;
  // Back again, it may have to scrape the canary first.
  const walked = stage.events.filter(({ event }) => event.startsWith('rollout.'));
  const names = walked
    .map(({ event, reason }) => `${event} ${reason}`)
    .filter((each) => !each.endsWith('source-empty'));
  expect(names.slice(0, 2)).toEqual(['rollout.raise first-step', 'rollout.hold source-slow']);
  expect(new Set(walked.map(({ event }) => event))).toEqual(
    new Set(['rollout.raise', 'rollout.hold', 'rollout.resume']),
  );
  expect(walked.filter(({ event }) => event === 'rollout.raise')).toHaveLength(1);
  expect(load.records.filter(({ backend }) => backend === null)).toEqual([]);
});

async function scene(): Promise<{ stage: Stage; load: Load; prometheus: RealPrometheus }> {
  const stage = await startStage({
    remote: 'directory',
    versions: ['v1', 'v2'],
    files: (versions) => stageFiles(versions, { v1: 100, v2: 0 }, null),
  });
  open.push(stage);
  const { signal } = stage;
  const prometheus = await startPrometheus({ targets: [`127.0.0.1:${stage.envoy.adminPort}`], scrapeMs, signal });
  open.push(prometheus);
  const load = startLoad({ port: stage.port, host, ratePerSecond: 200, signal });
  open.push({ close: () => load.stop() });
  await stage.runs(
    await stage.push({ 'sluice.yaml': configText(prometheus), 'routes/checkout-rollout.yaml': rolloutText }),
  );
  // The rule has clusters of its own from here on; those of the stable side are in use, and scraped.
  await poll('stable answers in Prometheus', () => sees(prometheus, `count(${stableAnswers})`), {
    deadlineMs: 20_000,
    signal,
  });
  return { stage, load, prometheus };
}

async function sees({ address }: RealPrometheus, query: string): Promise<true | null> {
  const response = await fetch(`${address}/api/v1/query?query=${encodeURIComponent(query)}`);
  return (await response.text()).includes('"value"') ? true : null;
}

/** When Envoy was scraped in this time, by the machine's clock. */
async function scrapesOf({ address }: RealPrometheus, fromMs: number, toMs: number): Promise<readonly number[]> {
  const response = await fetch(`${address}/api/v1/query?query=${encodeURIComponent('up[2m]')}`);
  const times = [...(await response.text()).matchAll(/\[([\d.]+),"1"\]/g)].map(([, at]) => Number(at) * 1_000);
  return times.filter((at) => at > fromMs && at <= toMs);
}

function configText({ address }: RealPrometheus): string {
  return `apiVersion: sluice.dev/v1alpha1
kind: Config
spec:
  sources:
    prom: {prometheus: {address: '${address}', timeout: 1s}}
`;
}

const rolloutText = `apiVersion: sluice.dev/v1alpha1
kind: Rollout
metadata: {name: checkout, namespace: shop}
spec:
  target: {kind: VirtualService, name: checkout, route: primary}
  steps:
  - {weight: 5%, hold: 60s}
  - {weight: 50%, hold: 60s}
  - {weight: 90%, hold: 60s}
  - {weight: 100%}
  evidence:
  - sli: prometheus
    source: prom
    good: '${good} or vector(0)'
    total: 'sum(${answers})'
    every: ${scrapeMs / 1_000}s
    max: 1%
    tolerate: 2%
  deadline: 10m
`;
