/** Reconcilers that are killed in the middle of walks and lose their disk: what the proxies run meanwhile and after. */

import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Answered } from '../../reconciler/demo/status.ts';
import { startClient } from '../support/client.ts';
import { routedShare } from '../support/envoy-weights.ts';
import { seeded } from '../support/seeded.ts';
import { startStage, type RemoteKind, type Stage } from '../support/stage.ts';
import { host, routeFile, stageFiles } from '../support/stage-mesh.ts';
import { isLinear, leapsOf, remoteShare, watchShares } from './kill-laws.ts';
import { bringRemoteBack, untilMoment, type Moment } from './kill-moments.ts';
import { allTo, holdMs, nextOf, steps } from './kill-walk.ts';

export interface Killed {
  readonly moment: Moment;
  /** When it was killed: ms after the walk began, or after the push. */
  readonly afterMs: number;
  /** The canary's share in the remote and in the proxy when it was killed. */
  readonly remote: number;
  readonly proxy: number | null;
  /** From the start of the next process until the proxy ran what is live again. */
  readonly backMs: number;
  /** From the new process's first word to the proxy's stream. */
  readonly reconnectMs: number;
  /** Higher shares than the remote or the proxy allowed, each as a text. */
  readonly jumps: readonly string[];
}

export interface Kills {
  readonly killed: readonly Killed[];
  readonly requests: number;
  /** Answers with a 5xx of versions that were not told to fail. */
  readonly failed: number;
  /** Connections that broke, and answers that no version gave. */
  readonly dropped: number;
  readonly troubles: readonly unknown[];
  /** Empty where the remote is sound. */
  readonly fsck: string;
  readonly isLinear: boolean;
  /** Raises in the live branch that left a step out. */
  readonly leaps: readonly string[];
}

export async function killOften(options: {
  readonly remote: RemoteKind;
  readonly sotw: boolean;
  readonly moments: readonly Moment[];
  readonly seed: number;
}): Promise<Kills> {
  const { remote, sotw, moments, seed } = options;
  const random = seeded(seed);
  const stage = await startStage({
    remote,
    sotw,
    versions: ['v1', 'v2', 'v3', 'bad'],
    files: (versions) =>
      stageFiles(versions, { v1: 100, v2: 0, v3: 0, bad: 0 }, { steps, hold: `${holdMs}ms`, max: 5, tolerate: 40 }),
  });
  try {
    stage.backend('bad').setFailingShare(0.9);
    const client = startClient({ port: stage.port, host, ratePerSecond: 400 });
    const killed: Killed[] = [];
    let from = 'v1';
    for (const moment of moments) {
      const to = moment === 'lowering' ? 'bad' : (nextOf[from] ?? '');
      killed.push(await killOnce(stage, moment, to, random));
      if (moment === 'lowering') await revert(stage, from);
      else from = to;
    }
    const { seen, troubles } = await client.stop();
    const failures = Object.entries(seen.versions).filter(([version]) => version !== 'bad');
    return {
      killed,
      requests: seen.requests,
      failed: failures.reduce((sum, [, { failed }]) => sum + failed, 0),
      dropped: seen.dropped,
      troubles: troubles.filter(({ backend }) => backend !== 'bad').slice(0, 5),
      fsck: await stage.bare.fsck(),
      isLinear: await isLinear(stage),
      leaps: await leapsOf(stage),
    };
  } finally {
    await stage.close();
  }
}

async function killOnce(stage: Stage, moment: Moment, to: string, random: () => number): Promise<Killed> {
  const { reconciler } = stage;
  const accepted = reconciler.next('accept the change', ({ event }) => event === 'commit.accepted', 30_000);
  const intent = await stage.push({ [routeFile]: allTo(to) });
  await accepted;
  const afterMs = await untilMoment(stage, moment, random);
  await reconciler.kill();
  const remote = moment === 'lowering' ? 0 : await remoteShare(stage);
  const proxy = await routedShare(stage.envoy, to);
  await rm(stage.stateDir, { recursive: true, force: true });
  const watch = watchShares(stage, to, moment === 'lowering' ? 0 : null);
  try {
    await delay(random() * 500);
    const back = await startAgain(stage, moment, intent);
    return {
      moment,
      afterMs: Math.round(afterMs),
      remote,
      proxy,
      ...back,
      jumps: await watch.end(),
    };
  } finally {
    await watch.end();
  }
}

/** Starts the next process and waits for what it is to do; returns how long the proxy took to come back. */
async function startAgain(
  stage: Stage,
  moment: Moment,
  intent: string,
): Promise<Pick<Killed, 'backMs' | 'reconnectMs'>> {
  const startedAt = performance.now();
  // A server may come back later than the proxy does; without its directory, Sluice doesn't start.
  const isLate = moment === 'lowering' && stage.server !== null;
  if (moment === 'lowering' && !isLate) await bringRemoteBack(stage);
  const listening = stage.reconciler.next('listen', ({ event }) => event === 'run.started', 20_000);
  const connected = stage.reconciler.next('see the proxy', ({ event }) => event === 'xds.connect', 20_000);
  const reconnectMs = listening.then(async () => {
    const since = performance.now();
    await connected;
    return Math.round(performance.now() - since);
  });
  // Awaited at the end; what fails before that says more.
  reconnectMs.catch(() => undefined);
  stage.reconciler.start();
  if (isLate) {
    await connected;
    await delay(300);
    await bringRemoteBack(stage);
  }
  const isBack = ({ commit, proxies }: Answered): boolean => commit !== null && proxies[0]?.commit === commit;
  await stage.untilStatus('a proxy that is back', isBack, 20_000);
  const backMs = Math.round(performance.now() - startedAt);
  const isLowered = ({ walks: [walk] }: Answered): boolean => walk?.phase === 'Held' && walk.s === 0;
  const isPromoted = (status: Answered): boolean => status.intent === intent && status.walks.length === 0;
  if (moment === 'lowering') await stage.untilStatus('the lowering that the proxy knew', isLowered);
  else await stage.untilStatus('a walk at its end', isPromoted, 60_000);
  return { backMs, reconnectMs: await reconnectMs };
}

async function revert(stage: Stage, to: string): Promise<void> {
  await stage.runs(await stage.push({ [routeFile]: allTo(to) }));
}
