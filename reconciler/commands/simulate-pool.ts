/** Simulates many releases on all cores. */

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Release } from '../simulate/release.ts';
import type { Scenario } from '../simulate/scenario.ts';

export interface SimulateTask {
  readonly scenario: Scenario;
  readonly seed: number;
}

/** Numbers of releases: the first, and the one after the last. */
export interface Share {
  readonly from: number;
  readonly to: number;
}

export interface SimulatedReleases {
  readonly from: number;
  readonly releases: readonly Release[];
}

/** Enough shares for progress and for even work, few enough to cost nothing. */
const shares = 200;

/** In the order of their numbers. `done` hears how many there are so far. Rejects when it is interrupted. */
export async function simulateAll(
  task: SimulateTask,
  runs: number,
  done: (count: number) => void,
  signal: AbortSignal,
): Promise<readonly Release[]> {
  const all: Release[] = [];
  const size = Math.max(1, Math.ceil(runs / shares));
  const waiting = Array.from({ length: Math.ceil(runs / size) }, (_, i) => ({
    from: i * size,
    to: Math.min(runs, (i + 1) * size),
  }));
  let count = 0;
  const take = ({ from, releases }: SimulatedReleases): void => {
    for (const [i, each] of releases.entries()) all[from + i] = each;
    count += releases.length;
    done(count);
  };
  const threads = Math.min(availableParallelism(), waiting.length);
  await Promise.all(Array.from({ length: threads }, () => work(task, waiting, take, signal)));
  return all;
}

async function work(
  task: SimulateTask,
  waiting: Share[],
  take: (simulated: SimulatedReleases) => void,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const worker = new Worker(new URL('./simulate-worker.ts', import.meta.url), { workerData: task });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const next = (): void => {
    const share = waiting.shift();
    if (share === undefined) resolve();
    else worker.postMessage(share);
  };
  const abort = (): void => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  worker.on('error', reject);
  worker.on('message', (simulated: SimulatedReleases) => {
    take(simulated);
    next();
  });
  next();
  try {
    await promise;
  } finally {
    signal.removeEventListener('abort', abort);
    await worker.terminate();
  }
}
