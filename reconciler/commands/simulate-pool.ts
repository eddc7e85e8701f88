/** Simulates many releases on all cores. */

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Release } from '../simulate/release.ts';
import type { Scenario } from '../simulate/scenario.ts';

export interface SimulateTask {
  readonly scenario: Scenario;
  readonly seed: number;
  /** How many releases. */
  readonly runs: number;
}

/** Numbers of releases of one task: the first, and the one after the last. */
export interface Share {
  readonly task: number;
  readonly from: number;
  readonly to: number;
}

export interface SimulatedReleases extends Share {
  readonly releases: readonly Release[];
}

/** Enough shares for progress and for even work, few enough to cost nothing. */
const sharesOfTask = 200;

/** By task, in the order of their numbers. `done` hears how many there are so far. Rejects when it is interrupted. */
export async function simulateAll(
  tasks: readonly SimulateTask[],
  done: (count: number) => void,
  signal: AbortSignal,
): Promise<readonly (readonly Release[])[]> {
  const all = tasks.map((): Release[] => []);
  const waiting = tasks.flatMap(sharesOf);
  let count = 0;
  const take = ({ task, from, releases }: SimulatedReleases): void => {
    for (const [i, each] of releases.entries()) (all[task] ?? [])[from + i] = each;
    count += releases.length;
    done(count);
  };
  const threads = Math.min(availableParallelism(), waiting.length);
  await Promise.all(Array.from({ length: threads }, () => work(tasks, waiting, take, signal)));
  return all;
}

/** The releases of one task. */
export async function simulateOne(
  task: SimulateTask,
  done: (count: number) => void,
  signal: AbortSignal,
): Promise<readonly Release[]> {
  const [releases = []] = await simulateAll([task], done, signal);
  return releases;
}

function sharesOf({ runs }: SimulateTask, task: number): Share[] {
  const size = Math.max(1, Math.ceil(runs / sharesOfTask));
  return Array.from({ length: Math.ceil(runs / size) }, (_, i) => ({
    task,
    from: i * size,
    to: Math.min(runs, (i + 1) * size),
  }));
}

async function work(
  tasks: readonly SimulateTask[],
  waiting: Share[],
  take: (simulated: SimulatedReleases) => void,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const worker = new Worker(new URL('./simulate-worker.ts', import.meta.url), { workerData: tasks });
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
