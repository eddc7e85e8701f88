/** Canaries that become slow, one after the other: how long each went on, and how many of its answers that took. */

import { clockMs, startLoad, type Load, type RequestRecord } from '../../reconciler/demo/load.ts';
import { poll } from '../../reconciler/demo/waiting.ts';
import { startStage, type Stage } from '../support/stage.ts';
import { host, routeFile, routeText, stageFiles } from '../support/stage-mesh.ts';

export interface SlowCanaries {
  /** Of the canary, from its first request of the step on until the last. */
  readonly requests: readonly number[];
  readonly lastedMs: readonly number[];
  readonly medianRequests: number;
  readonly medianMs: number;
  /** Requests that no version answered. */
  readonly dropped: number;
}

const canaryName = 'v2';
const thresholdMs = 300;
const lateMs = 350;

/** One answer in a hundred is slow everywhere; of the canary's, at 5 % of 100 requests/s, it is one in five. */
export async function takeSlowBack(runs: number): Promise<SlowCanaries> {
  const walk = {
    steps: [5, 50, 90],
    hold: '60s',
    max: 2,
    tolerate: 5,
    sli: `sli: latency, threshold: ${thresholdMs}ms`,
  };
  const stage = await startStage({
    remote: 'directory',
    versions: ['v1', canaryName],
    files: (versions) => stageFiles(versions, { v1: 100, [canaryName]: 0 }, walk),
  });
  stage.backend('v1').setSlowShare(0.01, lateMs);
  stage.backend(canaryName).setSlowShare(0.2, lateMs);
  const load = startLoad({ port: stage.port, host, ratePerSecond: 100, signal: stage.signal });
  try {
    const seen: RequestRecord[][] = [];
    for (let run = 0; run < runs; run += 1) seen.push(await takeBack(stage, load, run === 0));
    const requests = seen.map((records) => records.length);
    const lastedMs = seen.map((records) => Math.round((records.at(-1)?.endedAt ?? 0) - (records[0]?.sentAt ?? 0)));
    return {
      requests,
      lastedMs,
      medianRequests: middle(requests),
      medianMs: middle(lastedMs),
      dropped: load.records.filter(({ backend }) => backend === null).length,
    };
  } finally {
    await load.stop();
    await stage.close();
  }
}

/** What the canary answered until it was at zero again. */
async function takeBack(stage: Stage, load: Load, isFirst: boolean): Promise<RequestRecord[]> {
  const begun = clockMs();
  const lowered = stage.reconciler.next('lower the canary', ({ event }) => event === 'rollout.lower', 120_000);
  if (isFirst) await stage.push({ [routeFile]: routeText({ v1: 0, [canaryName]: 100 }) });
  else await stage.sluice('retry', 'shop/checkout#primary');
  await lowered;
  const answers = await poll('silence of the canary', () => untilSilent(load, begun), { deadlineMs: 10_000 });
  const { targets } = await stage.remoteState();
  if (targets[0]?.reason !== 'latency') throw new Error(`it was taken back by ${targets[0]?.reason}`);
  return answers;
}

/** Null while the canary answered in the last second. */
function untilSilent(load: Load, begun: number): RequestRecord[] | null {
  const answers = load.records
    .filter(({ backend, sentAt }) => backend === canaryName && sentAt >= begun)
    .toSorted((a, b) => a.endedAt - b.endedAt);
  return clockMs() - (answers.at(-1)?.endedAt ?? 0) > 1_000 ? answers : null;
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
