/** Many histories through the real reconcilers, and how often they came by what they are to show. */

import fc from 'fast-check';
import { seedOfRun } from '../support/properties.ts';
import { history } from './reconcile-events.ts';
import { play } from './reconcile-history.ts';

/** What at least one history in a hundred comes by: rows of the event table, crash points, faults, vandals. */
export const everyHistory = [
  'begin',
  'at-once',
  'kept',
  'kept-rejected',
  'begins-again',
  'begins-on-the-way',
  'revert',
  'raise',
  'lower',
  'promote',
  'hold',
  'release',
  'retry',
  'abort',
  'pause',
  'resume',
  'skip',
  'promote-now',
  'freeze',
  'unfreeze',
  'refuse',
  'restore',
  'rejected errors',
  'rejected slo-breach',
  'rejected budget-spent',
  'rejected while baking',
  'budgets',
  'spent',
  'depends-on',
  'walk-limit',
  'rejected deadline',
  'rejected aborted',
  'held deadline',
  'held no-data',
  'held paused',
  'crash',
  'disk-lost',
  'down',
  'damage',
  'delete',
  'crash-before pushLive',
  'crash-after pushLive',
  'crash-before pending.write',
  'crash-after pending.write',
  'crash-before writeLocalLive',
  'crash-after writeLocalLive',
  'crash-before writeCommit',
  'crash-after writeCommit',
  'crash-before judge',
  'crash-after judge',
  'slow pushLive',
  'late pushLive',
  'lost pushLive',
  'lost-done pushLive',
  'refused pushLive',
  'broken pushLive',
  'lost list',
  'lost fetch',
  'late pending.write',
  'slow pending.write',
] as const;

export interface ReconcileSeries {
  readonly seed: number;
  /** The smallest history found that breaks a law, with its seed and path; undefined when none did. */
  readonly broken: string | undefined;
  readonly meanEvents: number;
  readonly meanCommits: number;
  readonly perSecond: number;
  /** What happened → share of the histories in which it did; the commonest first. */
  readonly shares: ReadonlyMap<string, number>;
}

/** Making a history smaller may take hours; what is found by then will do. */
const shrinkForMs = 60_000;

export async function runReconcileSeries(histories: number): Promise<ReconcileSeries> {
  const counts = new Map<string, number>();
  const totals = { played: 0, events: 0, commits: 0 };
  const laws = fc.asyncProperty(history, async (each) => {
    const shown = await play(each);
    totals.played += 1;
    totals.events += shown.events;
    totals.commits += shown.commits;
    for (const row of shown.seen) counts.set(row, (counts.get(row) ?? 0) + 1);
  });
  const seed = seedOfRun();
  const began = performance.now();
  const outcome = await fc.check(laws, { seed, numRuns: histories, endOnFailure: true });
  const seconds = (performance.now() - began) / 1_000;
  const { played, events, commits } = totals;
  const means = { meanEvents: events / played, meanCommits: commits / played, perSecond: played / seconds };
  const sorted = [...counts].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const shares = new Map(sorted.map(([row, count]) => [row, count / played]));
  return { seed, broken: outcome.failed ? await smallest(laws, outcome) : undefined, ...means, shares };
}

async function smallest<T>(laws: fc.IAsyncProperty<T>, found: fc.RunDetails<T>): Promise<string> {
  const { seed, counterexamplePath: path } = found;
  const again = { seed, ...(path === null ? {} : { path }) };
  const shrunk = await fc.check(laws, { ...again, interruptAfterTimeLimit: shrinkForMs });
  const why = shrunk.errorInstance instanceof Error ? (shrunk.errorInstance.stack ?? '') : '';
  return `${fc.defaultReportMessage(shrunk) ?? ''}\n${why}`;
}

/** The figures as lines of text. */
export function reconcileText({ seed, meanEvents, meanCommits, perSecond, shares }: ReconcileSeries): string {
  const means = `seed ${seed}, ${meanEvents.toFixed(1)} events and ${meanCommits.toFixed(1)} live commits a history, ${perSecond.toFixed(1)} histories/s`;
  const lines = [...shares].map(([row, share]) => `${(100 * share).toFixed(1).padStart(6)} %  ${row}`);
  return [means, ...lines].join('\n');
}
