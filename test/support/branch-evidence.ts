/** The evidence of steps in authored branches: how it is made, and how it is read back. */

import type { Json, Rollout } from '../../policies/mesh.ts';
import { weightAt, whole } from '../../reconciler/live/shares.ts';
import type { Entry } from '../../reconciler/live/state.ts';
import { addSamples, beginStep, openEvidence } from '../../reconciler/rollout/evidence.ts';
import { plainJson, recordOf } from '../../reconciler/rollout/record.ts';

/** After so many seconds of 400 requests each without an error a step is fine. */
export const evidenceSeconds = 15;

/** A proxy tells of both sides, each second, and the record keeps it. */
export function recordedEvidence(rollout: Rollout, entry: Entry, verdict: 'fine' | 'bad'): Json {
  const weight = weightAt(entry, entry.s);
  let state = beginStep(openEvidence(rollout), { weight, stableHasWeight: weight < whole, atMs: 0 });
  for (let second = 0; second < evidenceSeconds; second += 1) {
    const span = { source: 'otlp', proxy: 'edge-1', target: entry.target, sli: 'errors', fromMs: second * 1_000 };
    const side = (name: 'canary' | 'stable', errors: number) =>
      ({ ...span, toMs: span.fromMs + 1_000, side: name, total: 400, good: 400 - errors }) as const;
    state = addSamples(state, [side('canary', verdict === 'bad' ? 200 : 0), side('stable', 0)], span.fromMs + 1_000);
  }
  return plainJson(recordOf(state));
}
