/** Seeded simulations of canaries, run through the evidence as it is. Rates are requests per second. */

import type { Evidence, RatioEvidence } from '../../policies/evidence.ts';
import type { Rollout } from '../../policies/mesh.ts';
import { decide } from '../../reconciler/rollout/decide.ts';
import { addSamples, beginStep, openEvidence } from '../../reconciler/rollout/evidence.ts';
import type { Sample, Side } from '../../reconciler/rollout/sample.ts';
import { verdict } from '../../reconciler/rollout/verdict.ts';

/** A source of numbers in [0, 1). */
export type Chance = () => number;

/** What the two sides are like at a time, in seconds since the start. */
export interface World {
  readonly totalRate: number;
  readonly canaryErrors: (second: number, chance: Chance) => number;
  readonly stableErrors: (second: number, chance: Chance) => number;
  /** Failures come in clumps of this mean size; 1 is independent. */
  readonly clump?: number;
  readonly proxies?: number;
}

export interface Run {
  readonly end: 'bad' | 'fine' | 'promoted' | 'open';
  readonly seconds: number;
  readonly canaryRequests: number;
}

/** mulberry32: small, fast and good enough to draw requests with. */
export function seeded(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const flushSeconds = 0.25;

export function rolloutOf(changes: Partial<Rollout> = {}): Rollout {
  return {
    namespace: 'shop',
    name: 'checkout',
    target: 'T',
    steps: [5, 25, 50, 90, 100].map((percent) => ({ weight: percent * 10_000, holdMs: percent < 100 ? 10_000 : 0 })),
    evidence: [
      {
        kind: 'ratio',
        key: 'errors',
        sli: { kind: 'errors', protocol: 'http' },
        max: 0.01,
        tolerate: 0.02,
        versusStable: 2,
        blockMs: 1_000,
        warmupMs: 0,
      },
    ],
    confidence: 0.99,
    deadlineMs: 3_600_000,
    onDeadline: 'hold',
    suspend: false,
    bakeMs: 0,
    dependsOn: [],
    budget: null,
    digest: 'd',
    source: { file: 'walk.yaml', document: 0, path: [], object: 'Rollout shop/checkout' },
    ...changes,
  };
}

/** Counts, or a value, that a Prometheus is asked for each 15 s. */
export function askedEvidence(kind: 'ratio' | 'value', changes: Partial<RatioEvidence> = {}): Evidence {
  const sli = { kind: 'prometheus', source: 'prom', everyMs: 15_000 } as const;
  const key = `prometheus:prom#${kind}`;
  const timing = { key, blockMs: 15_000, warmupMs: 0 };
  return kind === 'value'
    ? { ...timing, kind, sli: { ...sli, query: { kind: 'value', value: 'v' } }, min: null, max: 250 }
    : {
        ...timing,
        kind,
        sli: { ...sli, query: { kind: 'counts', good: 'g', total: 't' } },
        max: 0.01,
        tolerate: 0.02,
        versusStable: 2,
        ...changes,
      };
}

/** Stays at one weight until the evidence says `until`, or the time is over. */
export function watch(
  rollout: Rollout,
  world: World,
  weight: number,
  until: 'bad' | 'fine',
  seconds: number,
  chance: Chance,
): Run {
  let state = beginStep(openEvidence(rollout), { weight, stableHasWeight: true, atMs: 0 });
  let canaryRequests = 0;
  for (let flush = 1; flush * flushSeconds <= seconds; flush++) {
    const samples = flushOf(world, weight / 1_000_000, flush, chance);
    canaryRequests += canaryTotal(samples);
    state = addSamples(state, samples, flush * flushSeconds * 1_000);
    if (verdict(state).kind === until) return { end: until, seconds: flush * flushSeconds, canaryRequests };
  }
  return { end: 'open', seconds, canaryRequests };
}

/** A whole walk, decided as the reconciler does, with pushes and proxies that answer at once. */
export function walk(rollout: Rollout, world: World, chance: Chance): Run {
  let state = openEvidence(rollout);
  let [u, atMs, canaryRequests, nowMs] = [0, 0, 0, 0];
  for (let flush = 1; nowMs < rollout.deadlineMs; flush++) {
    nowMs = flush * flushSeconds * 1_000;
    const samples = flushOf(world, u / 1_000_000, flush, chance);
    canaryRequests += canaryTotal(samples);
    state = addSamples(state, samples, nowMs);
    const decision = decide({ ...calm, rollout, s: u, u, heldMs: nowMs - atMs, verdict: verdict(state) }, nowMs);
    if (decision.kind === 'promote') return { end: 'promoted', seconds: nowMs / 1_000, canaryRequests };
    if (decision.kind === 'lower') return { end: 'bad', seconds: nowMs / 1_000, canaryRequests };
    if (decision.kind === 'raise') {
      [u, atMs] = [decision.weight, nowMs];
      state = beginStep(state, { weight: u, stableHasWeight: u < 1_000_000, atMs });
    }
  }
  return { end: 'open', seconds: nowMs / 1_000, canaryRequests };
}

/** A walk that nothing but its evidence is in the way of. */
export const calm = {
  phase: 'Progressing',
  heldReason: '',
  final: 1_000_000,
  sinceMs: 0,
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

function quantile(numbers: readonly number[], part: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

/** True in `count` spans of `seconds`, spread evenly over `overSeconds`. */
export function spans(count: number, seconds: number, overSeconds: number): (second: number) => boolean {
  const every = overSeconds / count;
  return (second) => (second + every / 2) % every < seconds;
}

/** An error share that is drawn anew each second, with this mean and this correlation within a second. */
export function overdispersed(mean: number, correlation: number): (second: number, chance: Chance) => number {
  const size = (1 - correlation) / correlation;
  let drawn = { second: -1, share: mean };
  return (second, chance) => {
    const whole = Math.floor(second);
    if (drawn.second !== whole) drawn = { second: whole, share: beta(mean * size, (1 - mean) * size, chance) };
    return drawn.share;
  };
}

function flushOf(world: World, share: number, flush: number, chance: Chance): Sample[] {
  const proxies = world.proxies ?? 1;
  return Array.from({ length: proxies }, (_, proxy) => proxy).flatMap((proxy) =>
    (['canary', 'stable'] as const).map((side) => sampleOf(world, side, share, flush, `edge-${proxy}`, chance)),
  );
}

function sampleOf(world: World, side: Side, share: number, flush: number, proxy: string, chance: Chance): Sample {
  const second = (flush - 1) * flushSeconds;
  const part = (side === 'canary' ? share : 1 - share) / (world.proxies ?? 1);
  const total = poisson(world.totalRate * part * flushSeconds, chance);
  const errors = (side === 'canary' ? world.canaryErrors : world.stableErrors)(second, chance);
  const bad = failures(total, errors, world.clump ?? 1, chance);
  return {
    source: 'otlp',
    sli: 'errors',
    proxy,
    target: 'T',
    side,
    fromMs: second * 1_000,
    toMs: flush * 250,
    good: total - bad,
    total,
  };
}

/** Independent failures, or clumps of geometric size of which only the whole counts. */
function failures(total: number, share: number, clump: number, chance: Chance): number {
  if (clump <= 1) return binomial(total, share, chance);
  let bad = 0;
  for (let left = binomial(total, share / clump, chance); left > 0; left--) {
    do bad++;
    while (chance() > 1 / clump);
  }
  return Math.min(total, bad);
}

function canaryTotal(samples: readonly Sample[]): number {
  return samples.reduce((sum, sample) => sum + (sample.side === 'canary' ? sample.total : 0), 0);
}

function poisson(mean: number, chance: Chance): number {
  if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(chance)));
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = chance(); product > limit; product *= chance()) count++;
  return count;
}

function binomial(total: number, share: number, chance: Chance): number {
  if (total === 0 || share <= 0) return 0;
  if (share >= 1) return total;
  if (total * share > 60 && total * (1 - share) > 60) {
    const spread = Math.sqrt(total * share * (1 - share));
    return Math.min(total, Math.max(0, Math.round(total * share + spread * normal(chance))));
  }
  if (share < 0.1) return Math.min(total, rareSuccesses(total, share, chance));
  let count = 0;
  for (let i = 0; i < total; i++) if (chance() < share) count++;
  return count;
}

/** Jumps from success to success. */
function rareSuccesses(total: number, share: number, chance: Chance): number {
  const scale = Math.log1p(-share);
  let count = -1;
  for (let at = 0; at <= total; count++) at += 1 + Math.floor(Math.log(1 - chance()) / scale);
  return count;
}

function normal(chance: Chance): number {
  return Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
}

function beta(a: number, b: number, chance: Chance): number {
  const x = gamma(a, chance);
  return x / (x + gamma(b, chance));
}

/** Marsaglia and Tsang's method; below 1 by the usual power of a uniform. */
function gamma(shape: number, chance: Chance): number {
  if (shape < 1) return gamma(shape + 1, chance) * Math.pow(1 - chance(), 1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(chance);
    const v = Math.pow(1 + c * x, 3);
    if (v > 0 && Math.log(1 - chance()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** So many runs, each with a seed of its own. */
export function repeat(runs: number, run: (chance: Chance) => Run): Summary {
  const all = Array.from({ length: runs }, (_, i) => run(seeded(7_919 * (i + 1))));
  const ended = (end: Run['end']): number => all.filter((each) => each.end === end).length / runs;
  const seconds = all.map((each) => each.seconds);
  return {
    bad: ended('bad'),
    fine: ended('fine'),
    promoted: ended('promoted'),
    medianSeconds: quantile(seconds, 0.5),
    p99Seconds: quantile(seconds, 0.99),
    medianRequests: quantile(
      all.map((each) => each.canaryRequests),
      0.5,
    ),
  };
}

export interface Summary {
  /** Shares of the runs. */
  readonly bad: number;
  readonly fine: number;
  readonly promoted: number;
  readonly medianSeconds: number;
  readonly p99Seconds: number;
  /** Of the canary, until the end. */
  readonly medianRequests: number;
}

/** A canary and a stable with errors that don't change. `canaryRate` is at a share of 5 %. */
export function steady(canaryRate: number, canary: number, stable: number): World {
  return { totalRate: canaryRate * 20, canaryErrors: () => canary, stableErrors: () => stable };
}
