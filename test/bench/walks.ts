/** A thousand walks in one process, an hour in compressed time: what each tick costs, and what is kept. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Rollout } from '../../policies/mesh.ts';
import { decide } from '../../reconciler/rollout/decide.ts';
import { addSamples, beginStep, openEvidence } from '../../reconciler/rollout/evidence.ts';
import type { EvidenceState } from '../../reconciler/rollout/evidence.ts';
import type { Sample, Side } from '../../reconciler/rollout/sample.ts';
import { verdict } from '../../reconciler/rollout/verdict.ts';
import { calm, rolloutOf, seeded } from '../bars/statistics-simulation.ts';
import { evidence } from '../support/evidence-feed.ts';

import { quantile } from './row.ts';
import type { Row } from './row.ts';

const walks = 1_000;
const seconds = Number(process.env['BENCH_SECONDS'] ?? 900);
const settledAfter = seconds / 6;
const flushesPerSecond = 4;
const keys = ['errors', 'latency<300ms'];
const rollout = rolloutOf({
  evidence: [
    evidence({}),
    evidence({ key: 'latency<300ms', sli: { kind: 'latency', thresholdMs: 300 }, blockMs: 5_000 }),
  ],
});
const chance = seeded(1);

/** One proxy, two things that are judged, four reports a second, each walk judged at each of them. */
export async function run(): Promise<readonly Row[]> {
  const states = Array.from({ length: walks }, () => begun(rollout));
  const ticks: number[] = [];
  const heap: (readonly [number, number])[] = [];
  const startedMs = performance.now();
  for (let second = 0; second < seconds; second++) {
    for (let flush = 1; flush <= flushesPerSecond; flush++) {
      const nowMs = second * 1_000 + flush * 250;
      const tickMs = performance.now();
      for (const [i, state] of states.entries()) states[i] = judged(state, nowMs);
      ticks.push(performance.now() - tickMs);
    }
    if (second % 30 === 29) heap.push([second, heapUsed()]);
  }
  const settled = heap.filter(([second]) => second >= settledAfter);
  return [
    {
      what: `${walks} walks judged, the slowest tick of ${ticks.length}`,
      value: Math.max(...ticks),
      unit: ' ms',
      atMost: 100,
    },
    { what: 'the same, 99 of 100', value: quantile(ticks, 0.99), unit: ' ms' },
    {
      what: 'of one core',
      value: (100 * (performance.now() - startedMs)) / (seconds * 1_000),
      unit: ' %',
      atMost: 100,
    },
    { what: 'kept at the end', value: (settled.at(-1)?.[1] ?? 0) / 2 ** 20, unit: ' MB', atMost: 300 },
    { what: 'growth a minute, after the first sixth', value: 60 * slopeOf(settled), unit: ' MB', atMost: 1 },
  ];
}

function begun(of: Rollout): EvidenceState {
  return beginStep(openEvidence(of), { weight: 50_000, stableHasWeight: true, atMs: 0 });
}

function judged(state: EvidenceState, nowMs: number): EvidenceState {
  const samples = keys.flatMap((sli) => [sample(sli, 'canary', 5, nowMs), sample(sli, 'stable', 95, nowMs)]);
  const next = addSamples(state, samples, nowMs);
  decide({ ...calm, rollout, s: 50_000, u: 50_000, heldMs: nowMs, verdict: verdict(next) }, nowMs);
  return next;
}

function sample(sli: string, side: Side, total: number, toMs: number): Sample {
  const good = total - (chance() < 0.05 ? 1 : 0);
  return { source: 'otlp', proxy: 'edge', target: 'T', sli, side, fromMs: toMs - 250, toMs, good, total };
}

/** MB a second, by least squares. */
function slopeOf(points: readonly (readonly [number, number])[]): number {
  const mean = (of: (point: readonly [number, number]) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean(([second]) => second), mean(([, bytes]) => bytes)];
  const spread = points.reduce((sum, [second]) => sum + (second - x) ** 2, 0);
  return points.reduce((sum, [second, bytes]) => sum + (second - x) * (bytes - y), 0) / spread / 2 ** 20;
}

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

function heapUsed(): number {
  if (typeof collect === 'function') collect();
  return process.memoryUsage().heapUsed;
}
