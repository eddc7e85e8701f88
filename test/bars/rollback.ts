/** Bad canaries, one after the other: how long each went on after its first bad answer, by the client's clock. */

import { loadavg } from 'node:os';
import { clockMs, startLoad, type Load } from '../../reconciler/demo/load.ts';
import { poll } from '../../reconciler/demo/waiting.ts';
import { startStage, type Stage } from '../support/stage.ts';
import { host, routeFile, routeText, stageFiles, target } from '../support/stage-mesh.ts';

export interface Rollbacks {
  /** First bad answer → last answer of the canary, in ms, in the order of the runs. */
  readonly remoteUp: readonly number[];
  readonly remoteDown: readonly number[];
  readonly medianUpMs: number;
  readonly medianDownMs: number;
  /** Requests that no version answered, the walks' own failures aside. */
  readonly dropped: number;
  readonly load: number;
}

/** At 5 % of 100 requests/s, half of the canary's answers are 500; with the remote stopped before the first of them, or not. */
export async function takeBackOften(runs: number): Promise<Rollbacks> {
  const stage = await startStage({
    remote: 'http',
    versions: ['v1', 'v2'],
    files: (versions) =>
      stageFiles(versions, { v1: 100, v2: 0 }, { steps: [5, 50, 90], hold: '60s', max: 1, tolerate: 2 }),
  });
  const load = startLoad({ port: stage.port, host, ratePerSecond: 100, signal: stage.signal });
  try {
    const remoteUp: number[] = [];
    const remoteDown: number[] = [];
    for (let run = 0; run < runs; run += 1) remoteUp.push(await takeBack(stage, load, 'up', run === 0));
    for (let run = 0; run < runs; run += 1) remoteDown.push(await takeBack(stage, load, 'down', false));
    const { records } = load;
    return {
      remoteUp: remoteUp.map(Math.round),
      remoteDown: remoteDown.map(Math.round),
      medianUpMs: median(remoteUp),
      medianDownMs: median(remoteDown),
      dropped: records.filter(({ backend }) => backend === null).length,
      load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
    };
  } finally {
    await load.stop();
    await stage.close();
  }
}

async function takeBack(stage: Stage, load: Load, remote: 'up' | 'down', isFirst: boolean): Promise<number> {
  const { reconciler, server } = stage;
  const canary = stage.backend('v2');
  canary.setFailingShare(remote === 'up' ? 0.5 : 0);
  const begun = clockMs();
  const raised = reconciler.next('raise the canary', ({ event }) => event === 'rollout.raise', 30_000);
  const lowered = reconciler.next('lower the canary', ({ event }) => event === 'rollout.lower', 90_000);
  if (isFirst) await stage.push({ [routeFile]: routeText({ v1: 0, v2: 100 }) });
  else await stage.sluice('retry', 'shop/checkout#primary');
  await raised;
  if (remote === 'down') {
    await server?.stop();
    canary.setFailingShare(0.5);
  }
  await lowered;
  const lasted = await poll('silence of the canary', () => lastedMs(load, begun), { deadlineMs: 10_000 });
  if (remote === 'down') await theRemoteLearns(stage);
  else await stage.untilStatus('push of the lowering', ({ commit, ...rest }) => liveOf(rest) === commit);
  await remoteSaysRejected(stage);
  return lasted;
}

/** Null while the canary answered in the last half second. */
function lastedMs(load: Load, begun: number): number | null {
  const answers = load.records.filter(({ backend, sentAt }) => backend === 'v2' && sentAt >= begun);
  const firstBad = answers.find(({ status }) => status === 500);
  const last = answers.at(-1);
  if (firstBad === undefined || last === undefined) throw new Error('it was taken back without a bad answer');
  return clockMs() - last.endedAt > 500 ? last.endedAt - firstBad.endedAt : null;
}

/** What was lowered meanwhile is pushed once the remote answers again. */
async function theRemoteLearns(stage: Stage): Promise<void> {
  const before = await stage.remoteState();
  if (before.targets[0]?.phase !== 'Progressing') throw new Error('a remote that is stopped was written to');
  const pushed = stage.reconciler.next('push the lowering', ({ event }) => event === 'live.pushed', 20_000);
  await stage.server?.start();
  await pushed;
}

async function remoteSaysRejected(stage: Stage): Promise<void> {
  const { targets } = await stage.remoteState();
  const [entry] = targets;
  const right = targets.length === 1 && entry?.target === target && entry.phase === 'Rejected' && entry.s === 0;
  if (!right) throw new Error(`the remote says ${JSON.stringify(targets)}`);
}

function liveOf(status: object): string | null {
  const remote: unknown = 'remote' in status ? status.remote : null;
  return typeof remote === 'object' && remote !== null && 'live' in remote ? String(remote.live) : null;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return Math.round(sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2);
}
