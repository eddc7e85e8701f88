/** How bad each side is at each moment of one release. */

import type { Side } from '../rollout/sample.ts';
import { beta } from './chance.ts';
import type { Chance } from './chance.ts';
import { badShare } from './scenario.ts';
import type { Scenario } from './scenario.ts';

/** Shares of bad requests that hold until `untilMs`. */
export interface Now {
  readonly canary: number;
  readonly stable: number;
  readonly untilMs: number;
}

/** Asked with rising times; `raisedMs` is when the canary last got more traffic. */
export type Weather = (atMs: number, raisedMs: number) => Now;

interface Spell {
  readonly side: Side | null;
  readonly share: number;
  readonly fromMs: number;
  readonly toMs: number;
}

export function weatherOf(scenario: Scenario, key: string, lengthMs: number, chance: Chance): Weather {
  const spells = spellsOf(scenario, lengthMs, chance);
  const base = { canary: badShare(scenario.canary, key), stable: badShare(scenario.stable, key) };
  const late = scenario.noise.find((each) => each.kind === 'late');
  const warmup = scenario.noise.find((each) => each.kind === 'warmup');
  const icc = scenario.noise.find((each) => each.kind === 'icc');
  let second = -1;
  let drawn = base;
  return (atMs, raisedMs) => {
    let untilMs = Infinity;
    let { canary, stable } = base;
    if (late !== undefined) {
      if (atMs >= late.atMs) canary = late.share;
      else untilMs = late.atMs;
    }
    if (icc !== undefined) {
      const now = Math.floor(atMs / 1_000);
      if (now !== second) {
        second = now;
        drawn = { canary: around(canary, icc.correlation, chance), stable: around(stable, icc.correlation, chance) };
      }
      ({ canary, stable } = drawn);
      untilMs = Math.min(untilMs, (now + 1) * 1_000);
    }
    if (warmup !== undefined && atMs < raisedMs + warmup.lengthMs) {
      canary = Math.max(canary, warmup.share);
      untilMs = Math.min(untilMs, raisedMs + warmup.lengthMs);
    }
    for (const { side, share, fromMs, toMs } of spells) {
      if (atMs >= toMs) continue;
      untilMs = Math.min(untilMs, atMs < fromMs ? fromMs : toMs);
      if (atMs < fromMs) continue;
      if (side !== 'stable') canary = Math.max(canary, share);
      if (side !== 'canary') stable = Math.max(stable, share);
    }
    return { canary, stable, untilMs };
  };
}

/** One spell in each equal part of the time, at a random moment of it. */
function spellsOf(scenario: Scenario, lengthMs: number, chance: Chance): Spell[] {
  return scenario.noise.flatMap((noise): Spell[] => {
    if (noise.kind !== 'outage' && noise.kind !== 'pause') return [];
    const sides = noise.kind === 'outage' ? [null] : (['canary', 'stable'] as const);
    const partMs = lengthMs / noise.count;
    return sides.flatMap((side) =>
      Array.from({ length: noise.count }, (_, i): Spell => {
        const fromMs = (i + chance()) * partMs;
        return { side, share: noise.share, fromMs, toMs: fromMs + noise.lengthMs };
      }),
    );
  });
}

/** The beta curve with this mean, whose draws correlate so much. */
function around(mean: number, correlation: number, chance: Chance): number {
  if (mean <= 0 || mean >= 1 || correlation <= 0) return mean;
  const size = (1 - correlation) / correlation;
  return beta(mean * size, (1 - mean) * size, chance);
}
