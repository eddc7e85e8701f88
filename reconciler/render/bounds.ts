/** What a Rollout asks of each thing that its walk is judged by, in words. */

import type { Evidence } from '../../policies/evidence.ts';
import type { Rollout } from '../../policies/mesh.ts';
import { openEvidence } from '../rollout/evidence.ts';
import { verdict } from '../rollout/verdict.ts';
import { span } from './quantity.ts';
import type { Bounds } from './why-facts.ts';

/** By the evidence's key. What the tests need is asked of the tests themselves. */
export function boundsOfRollout(rollout: Rollout): Readonly<Record<string, Bounds>> {
  const { items } = verdict(openEvidence(rollout));
  return Object.fromEntries(
    rollout.evidence.map((evidence) => {
      const bounds = items.find(({ key }) => key === evidence.key)?.bounds;
      const isTested = evidence.kind === 'ratio' && bounds !== undefined;
      const needed = isTested ? { badAt: bounds.e1, fineAt: bounds.f } : { badAt: null, fineAt: null };
      return [evidence.key, { words: boundWords(evidence), ...needed }];
    }),
  );
}

/** `at most 1% and 2 × stable, fine below 2%`. */
export function boundWords(evidence: Evidence): string {
  switch (evidence.kind) {
    case 'ratio': {
      const { max, versusStable, tolerate } = evidence;
      return `at most ${share(max)} or ${versusStable} × stable, fine below ${share(tolerate)}`;
    }
    case 'value': {
      const { min, max } = evidence;
      if (min === null) return `at most ${max}`;
      return max === null ? `at least ${min}` : `from ${min} to ${max}`;
    }
    case 'burn': {
      const windows = evidence.windows.map(
        ({ rate, longMs, shortMs }) => `${rate} × over ${span(longMs)} and ${span(shortMs)}`,
      );
      return `${share(evidence.objective)} good; burnt at most ${windows.join(', ')}`;
    }
  }
}

function share(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(6))}%`;
}
