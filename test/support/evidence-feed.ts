// Feeds made-up counts to the evidence of one walk, a flush each 250 ms.

import type { BurnEvidence, RatioEvidence, ValueEvidence } from '../../policies/evidence.ts';
import type { Rollout } from '../../policies/mesh.ts';
import { addSamples, addTrouble, addValues, beginStep, openEvidence } from '../../reconciler/rollout/evidence.ts';
import type { EvidenceState } from '../../reconciler/rollout/evidence.ts';
import type { Sample, Side, Trouble } from '../../reconciler/rollout/sample.ts';
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

  readonly rollout: Rollout;

  constructor(rollout: Rollout = rolloutOf()) {
    this.rollout = rollout;
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

  /** The same flush, told of another SLI. */
  flushOf(sli: string, ...given: readonly Given[]): this {
    const samples = given.flatMap((each) => samplesOf(each, this.nowMs - 250, this.nowMs));
    return this.samples(...samples.map((sample) => ({ ...sample, sli })));
  }

  value(number: number, atMs = this.nowMs): this {
    const sample = { source: 'prom', proxy: 'prom', target: 'T', sli: 'value', atMs, value: number };
    this.state = addValues(this.state, [sample], this.nowMs);
    return this;
  }

  trouble(name: Trouble, sli: string): this {
    this.state = addTrouble(this.state, [{ target: 'T', sli, name }], this.nowMs);
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

export function value(changes: Partial<ValueEvidence>): ValueEvidence {
  return {
    kind: 'value',
    key: 'value',
    sli: { kind: 'prometheus', source: 'prom', query: { kind: 'value', value: 'q' }, everyMs: 1_000 },
    min: 0,
    max: 250,
    blockMs: 1_000,
    warmupMs: 0,
    ...changes,
  };
}

const minuteMs = 60_000;

export function burn(changes: Partial<BurnEvidence>): BurnEvidence {
  return {
    kind: 'burn',
    key: 'slo:shop/checkout',
    sli: { kind: 'errors', protocol: 'http' },
    slo: 'shop/checkout',
    objective: 0.999,
    windows: [
      { longMs: 60 * minuteMs, shortMs: 5 * minuteMs, rate: 14.4 },
      { longMs: 360 * minuteMs, shortMs: 30 * minuteMs, rate: 6 },
      { longMs: 4_320 * minuteMs, shortMs: 360 * minuteMs, rate: 1 },
    ],
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
