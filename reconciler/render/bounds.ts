/** What a Rollout asks of each thing that its walk is judged by, in words. */

import type { Evidence } from '../../policies/evidence.ts';
import type { Rollout } from '../../policies/mesh.ts';
import { percent, ratioPercent, span } from './quantity.ts';

/** By the evidence's key; a budget's by that of its report. */
export function asksOfRollout({ evidence, budget }: Rollout): Readonly<Record<string, string>> {
  const asks = evidence.map((each) => [each.key, boundWords(each)] as const);
  if (budget === null) return Object.fromEntries(asks);
  const most = `at most ${percent(Math.round(budget.share * 1_000_000))} of the error budget`;
  return Object.fromEntries([...asks, [`budget:${budget.slo}`, most]]);
}

/** `at most 1% or 2 × stable, fine below 2%`. */
function boundWords(evidence: Evidence): string {
  switch (evidence.kind) {
    case 'ratio': {
      const { max, versusStable, tolerate } = evidence;
      return `at most ${ratioPercent(max, 1)} or ${versusStable} × stable, fine below ${ratioPercent(tolerate, 1)}`;
    }
    case 'value': {
      const { min, max } = evidence;
      if (min === null) return `at most ${max}`;
      return max === null ? `at least ${min}` : `from ${min} to ${max}`;
    }
    case 'burn': {
      const { objective, windows } = evidence;
      const rates = windows.map(({ rate, longMs, shortMs }) => `${rate} × over ${span(longMs)} and ${span(shortMs)}`);
      return `${percent(Math.round(objective * 1_000_000))} good; burnt at most ${rates.join(', ')}`;
    }
  }
}
