/** Weights that change from live commits, one after the other, under a steady load. */

import { loadavg } from 'node:os';
import { startClient } from '../support/client.ts';
import { liveRef, startStage, type Stage } from '../support/stage.ts';
import { host, routeFile, routeText, stageFiles } from '../support/stage-mesh.ts';

export interface WeightChanges {
  readonly changes: number;
  readonly perSecond: number;
  /** Milliseconds from the commit on main to every proxy's ACK. */
  readonly medianMs: number;
  readonly slowestMs: number;
  readonly liveCommits: number;
  /** Resources that Envoy turned down, by its own count. */
  readonly rejected: number;
  readonly requests: number;
  /** Answers with a 5xx. */
  readonly failed: number;
  /** Connections that broke, and answers that no version gave. */
  readonly dropped: number;
  readonly load: number;
}

export async function changeWeights(options: {
  readonly changes: number;
  readonly sotw: boolean;
  readonly ratePerSecond: number;
}): Promise<WeightChanges> {
  const stage = await startStage({
    remote: 'directory',
    sotw: options.sotw,
    versions: ['v1', 'v2'],
    interval: '100ms',
    files: (versions) => stageFiles(versions, { v1: 50, v2: 50 }, null),
  });
  try {
    // Made beforehand: the author's git is not what is measured.
    const intents: string[] = [];
    for (let at = 0; at < options.changes; at += 1) {
      const v1 = 40 + ((at * 7) % 20);
      intents.push(await stage.main.prepare({ [routeFile]: routeText({ v1, v2: 100 - v1 }) }));
    }
    const client = startClient({ port: stage.port, host, ratePerSecond: options.ratePerSecond });
    const commitsBefore = await liveCommits(stage);
    const times: number[] = [];
    const startedAt = performance.now();
    for (const intent of intents) {
      const pushedAt = performance.now();
      await stage.main.moveTo(intent);
      await stage.runs(intent);
      times.push(performance.now() - pushedAt);
    }
    const seconds = (performance.now() - startedAt) / 1000;
    const { seen } = await client.stop();
    const sorted = times.toSorted((a, b) => a - b);
    return {
      changes: times.length,
      perSecond: round(times.length / seconds),
      medianMs: round(sorted[Math.floor(sorted.length / 2)] ?? 0),
      slowestMs: round(sorted.at(-1) ?? 0),
      liveCommits: (await liveCommits(stage)) - commitsBefore,
      rejected: await stage.rejected(),
      requests: seen.requests,
      failed: Object.values(seen.versions).reduce((sum, { failed }) => sum + failed, 0),
      dropped: seen.dropped,
      load: round(loadavg()[0] ?? 0),
    };
  } finally {
    await stage.close();
  }
}

/** Steps that the live branch has made. */
async function liveCommits(stage: Stage): Promise<number> {
  return Number(await stage.bare.git('rev-list', '--first-parent', '--count', liveRef));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
