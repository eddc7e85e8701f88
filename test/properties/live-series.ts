/** Many histories, and how often they came by what they are to show. */

import fc from 'fast-check';
import { counterexample, seedOfRun } from '../support/properties.ts';
import { history, play } from './live-history.ts';

/** What at least one history in a hundred comes by: rows of the event table, crash points, trouble with pushes. */
export const rows = [
  'unchanged',
  'begin',
  'at-once',
  'fast-settled',
  'fast-trailer',
  'revert',
  'revert-denied',
  'revert-baking',
  'kept',
  'kept-rejected',
  'kept-paused',
  'walk-changed',
  'walk-gone',
  'walk-back',
  'begins-again',
  'begins-on-the-way',
  'redefined',
  'moved',
  'new-key-begin',
  'new-key-at-once',
  'denied-in-flight',
  'raise',
  'lower',
  'promote',
  'refuse',
  'retry',
  'pause',
  'resume',
  'skip',
  'skipped-steps',
  'promote-now',
  'freeze',
  'unfreeze',
  'wait-frozen',
  'wait-paused',
  'wait-baking',
  'lower-baking',
  'hold',
  'join',
  'lost-applied',
  'lost-not-applied',
  'unreachable',
  'moved-remote',
  'crash-before-pending',
  'crash-before-push',
  'crash-after-push',
  'crash-before-serve',
  'disk-lost',
  'fleet',
  'intent-rewritten',
] as const;

export interface Series {
  /** `PROPERTY_SEED` with this number plays the same histories again. */
  readonly seed: number;
  /** The smallest history that breaks a law, with its seed; undefined when none did. */
  readonly broken: string | undefined;
  readonly meanEvents: number;
  readonly meanTargets: number;
  readonly meanCommits: number;
  /** Row → share of the histories that came by it. */
  readonly shares: ReadonlyMap<string, number>;
}

export function runSeries(histories: number, seed = seedOfRun()): Series {
  const counts = new Map<string, number>();
  const totals = { played: 0, events: 0, targets: 0, commits: 0 };
  const laws = fc.property(history, (events) => {
    const shown = play(events);
    totals.played += 1;
    totals.events += shown.events;
    totals.targets += shown.targets;
    totals.commits += shown.commits;
    for (const row of shown.seen) counts.set(row, (counts.get(row) ?? 0) + 1);
  });
  const broken = counterexample(laws, histories, seed);
  const mean = (total: number) => total / Math.max(1, totals.played);
  return {
    seed,
    broken,
    meanEvents: mean(totals.events),
    meanTargets: mean(totals.targets),
    meanCommits: mean(totals.commits),
    shares: new Map(rows.map((row) => [row, (counts.get(row) ?? 0) / Math.max(1, totals.played)])),
  };
}

/** The figures as lines of text. */
export function seriesText({ seed, meanEvents, meanTargets, meanCommits, shares }: Series): string {
  const means = `seed ${seed}; events ${meanEvents.toFixed(1)}, targets ${meanTargets.toFixed(1)}, live commits ${meanCommits.toFixed(1)} a history`;
  const lines = [...shares].map(([row, share]) => `${(100 * share).toFixed(1).padStart(6)} %  ${row}`);
  return [means, ...lines].join('\n');
}
