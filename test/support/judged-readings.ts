/** What a walk makes of readings that were told, judged by them alone. */

import type { RatioEvidence } from '../../policies/evidence.ts';
import { decide, type Decision } from '../../reconciler/rollout/decide.ts';
import { addSamples, addTrouble, beginStep, openEvidence } from '../../reconciler/rollout/evidence.ts';
import type { Reading } from '../../reconciler/rollout/sample.ts';
import { verdict, type Verdict } from '../../reconciler/rollout/verdict.ts';
import { rolloutOf } from '../bars/statistics-simulation.ts';

/** A reading, and when it was taken. */
export interface Taken {
  readonly reading: Reading;
  readonly atMs: number;
}

/** At 5 %, with all that a raise needs but evidence, until so long after the last reading. */
export function judge(
  evidence: RatioEvidence,
  taken: readonly Taken[],
  waitMs: number,
): { readonly verdict: Verdict; readonly decision: Decision } {
  const rollout = rolloutOf({ evidence: [evidence] });
  const beganMs = taken[0]?.atMs ?? 0;
  const begin = { weight: 50_000, stableHasWeight: true, atMs: beganMs };
  let state = beginStep(openEvidence(rollout), begin);
  for (const { reading, atMs } of taken) {
    if (reading.kind === 'samples') state = addSamples(state, reading.samples, atMs);
    if ('about' in reading && reading.about !== undefined) state = addTrouble(state, [reading.about], atMs);
  }
  const endMs = (taken.at(-1)?.atMs ?? 0) + waitMs;
  state = addSamples(state, [], endMs);
  const view = {
    phase: 'Progressing',
    heldReason: '',
    rollout,
    s: 50_000,
    u: 50_000,
    final: 1_000_000,
    sinceMs: endMs - 60_000,
    heldMs: 60_000,
    verdict: verdict(state),
    acked: true,
    proxySilent: false,
    fleetSeen: true,
    startedAgoMs: 60_000,
    pushed: true,
    listedFresh: true,
    skipSteps: false,
    frozen: false,
    blockedBy: null,
  } as const;
  return { verdict: view.verdict, decision: decide(view, endMs) };
}
