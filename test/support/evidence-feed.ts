// Feeds made-up counts to the evidence of one walk, a flush each 250 ms.

import type { RatioEvidence } from '../../policies/evidence.ts';
import type { Rollout } from '../../policies/mesh.ts';
import { addSamples, beginStep, openEvidence } from '../../reconciler/rollout/evidence.ts';
import type { EvidenceState } from '../../reconciler/rollout/evidence.ts';
import type { Sample, Side } from '../../reconciler/rollout/sample.ts';
import { verdict } from '../../reconciler/rollout/verdict.ts';
import { rolloutOf } from '../bars/statistics-simulation.ts';

/** What one proxy counted in one flush. */
export interface Given {
  readonly proxy?: string;
  /** Good and total. */
  readonly canary?: readonly [number, number];
  readonly stable?: readonly [number, number];
}

export const healthy: Given = { canary: [50, 50], stable: [950, 950] };
export const broken: Given = { canary: [25, 50], stable: [950, 950] };

/** Feeds one flush each 250 ms and looks at what becomes of it. */
export class Feed {
  state: EvidenceState;
  nowMs = 0;

  constructor(rollout: Rollout = rolloutOf()) {
    this.state = openEvidence(rollout);
  }

  begin(weight = 50_000, stableHasWeight = true): this {
    this.state = beginStep(this.state, { weight, stableHasWeight, atMs: this.nowMs });
    return this;
  }

  flush(...given: readonly Given[]): this {
    const fromMs = this.nowMs;
    this.nowMs += 250;
    return this.samples(...given.flatMap((each) => samplesOf(each, fromMs, this.nowMs)));
  }

  flushes(count: number, ...given: readonly Given[]): this {
    for (let i = 0; i < count; i++) this.flush(...given);
    return this;
  }

  samples(...samples: readonly Sample[]): this {
    this.state = addSamples(this.state, samples, this.nowMs);
    return this;
  }

  get name(): string {
    const { kind, reason } = verdict(this.state);
    return kind === 'unknown' ? reason : kind;
  }

  get blocks(): number {
    return verdict(this.state).blocks;
  }
}

export function evidence(changes: Partial<RatioEvidence>): RatioEvidence {
  return {
    kind: 'ratio',
    key: 'errors',
    sli: { kind: 'errors', protocol: 'http' },
    max: 0.01,
    tolerate: 0.02,
    versusStable: 2,
    blockMs: 1_000,
    warmupMs: 0,
    ...changes,
  };
}

export function of(proxy: string, given: Given): Given {
  return { ...given, proxy };
}

/** Time in which the proxy's counters were lost. */
export function skip(feed: Feed): Feed {
  feed.nowMs += 10;
  return feed;
}

export function samplesOf(given: Given, fromMs: number, toMs: number): Sample[] {
  const sample = (side: Side, counts: readonly [number, number] | undefined): Sample[] =>
    counts === undefined
      ? []
      : [
          {
            source: 'otlp',
            proxy: given.proxy ?? 'edge',
            target: 'T',
            sli: 'errors',
            side,
            fromMs,
            toMs,
            good: counts[0],
            total: counts[1],
          },
        ];
  return [...sample('canary', given.canary), ...sample('stable', given.stable)];
}
