/** What must hold whenever a reconciler is killed: of the proxy's routes, and of the live branch. */

import { setTimeout as delay } from 'node:timers/promises';
import { weightAt } from '../../reconciler/live/shares.ts';
import { routedShare } from '../support/envoy-weights.ts';
import { liveRef, type Stage } from '../support/stage.ts';
import { steps } from './kill-walk.ts';

/** Looks at the proxy again and again: never more than `limit`, or than the remote says right after. */
export function watchShares(stage: Stage, version: string, limit: number | null) {
  const jumps: string[] = [];
  let hasEnded = false;
  const look = async (): Promise<void> => {
    while (!hasEnded) {
      const share = (await routedShare(stage.envoy, version)) ?? 0;
      const allowed = limit ?? (await remoteShare(stage));
      if (share > allowed + 1e-6) jumps.push(`${share} where ${allowed} was allowed`);
      await delay(30);
    }
  };
  const looking = look();
  // Told by `end`.
  looking.catch(() => undefined);
  return {
    end: async (): Promise<readonly string[]> => {
      hasEnded = true;
      await looking;
      return jumps;
    },
  };
}

/** What the walk's canary gets by the remote's live head; all, once it is promoted. */
export async function remoteShare(stage: Stage): Promise<number> {
  const { targets } = await stage.remoteState();
  const [entry] = targets;
  return entry === undefined ? 1 : weightAt(entry, entry.s) / 1_000_000;
}

/** One step after the other, each with its intent. */
export async function isLinear(stage: Stage): Promise<boolean> {
  const lines = await stage.bare.git('log', '--first-parent', '--reverse', '--format=%P', liveRef);
  // The intent that was adopted, the adoption, then two parents each.
  const [, , ...rest] = lines.split('\n').map((line) => line.split(' ').length);
  return rest.length > 0 && rest.every((count) => count === 2);
}

/** Live commits that raised the walk by more than a step. */
export async function leapsOf(stage: Stage): Promise<readonly string[]> {
  const commits = (await stage.bare.git('log', '--first-parent', '--reverse', '--format=%H', liveRef)).split('\n');
  const leaps: string[] = [];
  let before = 0;
  for (const commit of commits) {
    const [entry] = (await stage.remoteState(commit)).targets;
    const weight = entry === undefined ? 0 : Math.round(weightAt(entry, entry.s) / 10_000);
    const next = steps.find((step) => step > before) ?? 100;
    if (weight > next) leaps.push(`${commit.slice(0, 7)}: ${before} to ${weight}`);
    before = weight;
  }
  return leaps;
}
