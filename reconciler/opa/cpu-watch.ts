import type { Worker } from 'node:worker_threads';

/** More often would only wake the process. */
const leastWaitMs = 5;

/**
 * Calls back once the worker has used so much of a processor since now: unlike time by the clock, that is the same on a
 * machine that is busy with other things. Node tells it since 24.6; before, nothing is watched. The answer ends the watch.
 */
export function watchCpu(worker: Worker, limitMs: number, overrun: () => void): () => void {
  if (typeof Reflect.get(worker, 'cpuUsage') !== 'function') return () => undefined;
  const before = usedMs(worker);
  let timer: NodeJS.Timeout | undefined;
  let isDone = false;
  const look = async (): Promise<void> => {
    const [from, now] = await Promise.all([before, usedMs(worker)]);
    if (isDone || from === null || now === null) return;
    const leftMs = limitMs - (now - from);
    if (leftMs <= 0) overrun();
    else lookAfter(leftMs);
  };
  const lookAfter = (ms: number): void => {
    timer = setTimeout(() => void look(), Math.max(leastWaitMs, ms));
  };
  lookAfter(limitMs);
  return () => {
    isDone = true;
    clearTimeout(timer);
  };
}

/** Null: it has ended. */
async function usedMs(worker: Worker): Promise<number | null> {
  try {
    const { user, system } = await worker.cpuUsage();
    return (user + system) / 1000;
  } catch {
    return null;
  }
}
