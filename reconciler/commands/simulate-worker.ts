/** A thread that simulates releases. Each has a seed of its own, so it doesn't matter which thread has it. */

import { parentPort, workerData } from 'node:worker_threads';
import { seeded } from '../simulate/chance.ts';
import { release } from '../simulate/release.ts';
import type { SimulateTask, SimulatedReleases, Share } from './simulate-pool.ts';

// What started this thread hands it over: see simulate-pool.ts.
const tasks = workerData as readonly SimulateTask[];

parentPort?.on('message', (share: Share) => {
  const task = tasks[share.task];
  if (task === undefined) throw new RangeError(`there is no task ${share.task}`);
  const { from, to } = share;
  const releases = Array.from({ length: to - from }, (_, i) => release(task.scenario, seeded(task.seed, from + i)));
  parentPort?.postMessage({ ...share, releases } satisfies SimulatedReleases);
});
