// What /metrics says of a real walk, scraped by a real Prometheus.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { poll } from '../../reconciler/demo/waiting.ts';
import { startHttpServer, type HttpServer } from '../../reconciler/http/server.ts';
import { statusOf } from '../../reconciler/reconcile/status.ts';
import { metricsContentType, metricsParts } from '../../reconciler/render/metrics.ts';
import { parsePrometheusText } from '../support/prometheus-text.ts';
import { startPrometheus, type RealPrometheus } from '../support/real-prometheus.ts';
import { Scene } from '../support/scene.ts';
import { primary, shopFiles } from '../support/shop.ts';

const stop = new AbortController();
const { signal } = stop;
let scene: Scene;
let server: HttpServer;
let prometheus: RealPrometheus;

beforeAll(async () => {
  scene = await Scene.shop();
  const process = { residentBytes: 1, heapBytes: 1, cpuSeconds: 1, startedAt: 1 };
  const parts = (): Iterable<string> => metricsParts(statusOf(scene.memory, scene.ports), process);
  // Where that Prometheus looks.
  const texts = { '/stats/prometheus': { contentType: metricsContentType, parts } };
  server = await startHttpServer('127.0.0.1:0', {}, signal, texts);
  prometheus = await startPrometheus({ targets: [server.address], scrapeMs: 250, signal });
});
afterAll(async () => {
  await prometheus.close();
  stop.abort();
  await scene.close();
});

/** The value of the one series that a query finds; null while it finds none. */
async function ask(query: string): Promise<number | null> {
  const url = `${prometheus.address}/api/v1/query?query=${encodeURIComponent(query)}`;
  // Prometheus' own format of an instant vector.
  const answer = (await (await fetch(url, { signal })).json()) as {
    readonly data: { readonly result: readonly { readonly value: readonly [number, string] }[] };
  };
  const [found, ...others] = answer.data.result;
  expect(others).toEqual([]);
  return found === undefined ? null : Number(found.value[1]);
}

async function becomes(query: string, value: number): Promise<void> {
  const asked = async (): Promise<true | null> => ((await ask(query)) === value ? true : null);
  await poll(`${query} = ${value}`, asked, { deadlineMs: 20_000, everyMs: 50, signal });
}

test('a walk is seen to rise and to be taken back', async () => {
  await scene.merge(shopFiles({ weights: [0, 100] }), 'Move to v2');
  await scene.settle();
  await scene.climb(primary, 5);
  await becomes(`sluice_walk_weight{target="${primary}"}`, 0.05);
  await becomes('up', 1);
  expect(await ask('sluice_proxies{state="current"}')).toBe(1);

  await scene.traffic(primary, { seconds: 5, canaryErrors: 0.5 });
  await becomes(`sluice_walk_phase{target="${primary}",phase="Rejected"}`, 1);
  await becomes('sluice_rollbacks_total', 1);
  expect(await ask(`sluice_walk_reason{target="${primary}",reason="errors"}`)).toBe(1);
  expect(await ask('sluice_walk_requests{sli="errors",side="canary",result="bad"}')).toBeGreaterThan(0);
  expect(await ask('sluice_walk_test_log{test="e1"} >= sluice_walk_test_needed_log{test="e1"}')).not.toBe(null);
  const text = await (await fetch(`http://${server.address}/stats/prometheus`, { signal })).text();
  expect(parsePrometheusText(text).length).toBeGreaterThan(30);
});
