/** The requests of one release, as proxies count them. */

import type { Sample, Side } from '../rollout/sample.ts';
import { binomial, exponential, geometric, poisson } from './chance.ts';
import type { Chance } from './chance.ts';
import type { Lie, Scenario } from './scenario.ts';
import { countedSlis } from './slis.ts';
import type { CountedKeys } from './slis.ts';
import { weatherOf } from './weather.ts';
import type { Now, Weather } from './weather.ts';

/** Moves on as it is drawn: one belongs to one release. */
export interface Traffic {
  readonly slis: readonly CountedKeys[];
  readonly weathers: readonly Weather[];
  readonly proxies: readonly string[];
  readonly perMs: number;
  readonly clump: number;
  /** What the first proxy says instead of the truth. */
  readonly lie: Lie | null;
  readonly chance: Chance;
  /** The canary's part of the requests, and since when. */
  share: number;
  raisedMs: number;
  drawnMs: number;
  /** The canary's next request, where each has a moment of its own; null where there are too many for that. */
  nextMs: number | null;
  /** Of the canary since the start: requests, bad ones of the first SLI, and when the first of these came. */
  requests: number;
  failures: number;
  firstFailureMs: number;
}

/** Below so many canary requests a millisecond each one has a moment of its own. */
const singlePerMs = 0.004;

export function openTraffic(scenario: Scenario, lengthMs: number, startMs: number, chance: Chance): Traffic {
  const slis = countedSlis(scenario);
  return {
    slis,
    weathers: slis.map(({ keys }) => weatherOf(scenario, keys[0], lengthMs, chance)),
    proxies: Array.from({ length: scenario.proxies }, (_, i) => `proxy-${i}`),
    perMs: scenario.rps / 1_000,
    clump: scenario.noise.find((each) => each.kind === 'clump')?.mean ?? 1,
    lie: scenario.noise.find((each) => each.kind === 'liar')?.says ?? null,
    chance,
    share: 0,
    raisedMs: startMs,
    drawnMs: startMs,
    nextMs: null,
    requests: 0,
    failures: 0,
    firstFailureMs: NaN,
  };
}

/** From now, which is what has been drawn, the canary gets this part of the requests. */
export function setShare(traffic: Traffic, share: number): void {
  traffic.share = share;
  traffic.raisedMs = traffic.drawnMs;
  const rate = share * traffic.perMs;
  traffic.nextMs = rate < singlePerMs ? traffic.drawnMs + exponential(rate, traffic.chance) : null;
}

/** Adds what comes until `toMs` to `tallies`. */
export function drawUntil(traffic: Traffic, tallies: Tallies, toMs: number): void {
  while (traffic.drawnMs < toMs) {
    const { drawnMs, weathers, raisedMs, share, perMs } = traffic;
    const now = weathers.map((weather) => weather(drawnMs, raisedMs));
    const endMs = Math.min(toMs, ...now.map((each) => each.untilMs));
    const each = (endMs - drawnMs) * (perMs / traffic.proxies.length);
    for (let proxy = 0; proxy < traffic.proxies.length; proxy++) {
      if (traffic.nextMs === null) draw(traffic, tallies, proxy, 'canary', share * each, now, endMs);
      draw(traffic, tallies, proxy, 'stable', (1 - share) * each, now, endMs);
    }
    if (traffic.nextMs !== null) drawSingly(traffic, tallies, traffic.nextMs, now, endMs);
    traffic.drawnMs = endMs;
  }
}

function draw(
  traffic: Traffic,
  tallies: Tallies,
  proxy: number,
  side: Side,
  mean: number,
  now: readonly Now[],
  endMs: number,
): void {
  if (mean <= 0) return;
  const { clump, chance } = traffic;
  const share = now[0]?.[side] ?? 0;
  const starts = poisson((mean * share) / clump, chance);
  const failed = clumps(starts, clump, chance);
  const total = failed + poisson(mean * (1 - share), chance);
  if (side === 'canary' && failed > 0 && Number.isNaN(traffic.firstFailureMs)) {
    traffic.firstFailureMs = traffic.drawnMs + (1 - Math.pow(chance(), 1 / starts)) * (endMs - traffic.drawnMs);
  }
  count(traffic, tallies, proxy, side, total, failed, now);
}

/** Each candidate is a request, or the first of a clump; clumps bring more at once, so there are fewer of them. */
function drawSingly(traffic: Traffic, tallies: Tallies, fromMs: number, now: readonly Now[], endMs: number): void {
  const { clump, chance, share, perMs } = traffic;
  const bad = now[0]?.canary ?? 0;
  let nextMs = fromMs;
  for (; nextMs < endMs; nextMs += exponential(share * perMs, chance)) {
    const roll = chance();
    if (roll >= bad / clump && roll < bad) continue;
    const failed = roll < bad ? geometric(clump, chance) : 0;
    if (failed > 0 && Number.isNaN(traffic.firstFailureMs)) traffic.firstFailureMs = nextMs;
    const proxy = traffic.proxies.length === 1 ? 0 : Math.floor(chance() * traffic.proxies.length);
    count(traffic, tallies, proxy, 'canary', Math.max(1, failed), failed, now);
  }
  traffic.nextMs = nextMs;
}

function count(
  traffic: Traffic,
  tallies: Tallies,
  proxy: number,
  side: Side,
  total: number,
  failed: number,
  now: readonly Now[],
): void {
  if (total === 0) return;
  if (side === 'canary') {
    traffic.requests += total;
    traffic.failures += failed;
  }
  const at = indexOf(traffic, proxy, side);
  tallies[at] = (tallies[at] ?? 0) + total;
  for (let sli = 0; sli < traffic.slis.length; sli++) {
    const bad = sli === 0 ? failed : alsoBad(traffic, total, now[sli]?.[side] ?? 0);
    tallies[at + 1 + sli] = (tallies[at + 1 + sli] ?? 0) + bad;
  }
}

function alsoBad({ clump, chance }: Traffic, total: number, share: number): number {
  return Math.min(total, clumps(binomial(total, share / clump, chance), clump, chance));
}

function clumps(starts: number, clump: number, chance: Chance): number {
  if (clump <= 1) return starts;
  let sum = 0;
  for (let i = 0; i < starts; i++) sum += geometric(clump, chance);
  return sum;
}

/** For each proxy and side: all requests, then the bad ones of each SLI. */
export type Tallies = number[];

export function emptyTallies(traffic: Traffic): Tallies {
  return Array.from({ length: traffic.proxies.length * 2 * (1 + traffic.slis.length) }, () => 0);
}

function indexOf(traffic: Traffic, proxy: number, side: Side): number {
  return (2 * proxy + (side === 'canary' ? 0 : 1)) * (1 + traffic.slis.length);
}

/** What the proxies report of a span; counts of 0 as well. */
export function samplesOf(traffic: Traffic, tallies: Tallies, target: string, fromMs: number, toMs: number): Sample[] {
  const samples: Sample[] = [];
  for (let index = 0; index < traffic.proxies.length; index++) {
    const proxy = traffic.proxies[index] ?? '';
    for (let i = 0; i < traffic.slis.length; i++) {
      if (traffic.slis[i]?.byProxies !== true) continue;
      for (const sli of traffic.slis[i]?.keys ?? []) {
        for (const side of sides) {
          const at = indexOf(traffic, index, side);
          const total = tallies[at] ?? 0;
          const bad = told(tallies[at + 1 + i] ?? 0, total, side, index === 0 ? traffic.lie : null);
          const good = total - bad;
          samples.push({ source: 'otlp', proxy, target, sli, side, fromMs, toMs, good, total });
        }
      }
    }
  }
  return samples;
}

/** What came of one SLI on one side, over all proxies. */
export function countsOf(
  traffic: Traffic,
  tallies: Tallies,
  key: string,
  side: Side,
): { readonly good: number; readonly total: number } {
  const sli = traffic.slis.findIndex(({ keys }) => keys.includes(key));
  let [bad, total] = [0, 0];
  for (let proxy = 0; proxy < traffic.proxies.length && sli >= 0; proxy++) {
    const at = indexOf(traffic, proxy, side);
    total += tallies[at] ?? 0;
    bad += tallies[at + 1 + sli] ?? 0;
  }
  return { good: total - bad, total };
}

function told(bad: number, total: number, side: Side, lie: Lie | null): number {
  switch (lie) {
    case null:
      return bad;
    case 'good':
      return 0;
    case 'bad':
      return total;
    case 'bad-canary':
      return side === 'canary' ? total : bad;
  }
}

const sides = ['canary', 'stable'] as const;
