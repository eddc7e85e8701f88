import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { watchCpu } from './cpu-watch.ts';

/** A worker that says that it is there, and then does this. */
async function workerThat(work: string): Promise<Worker> {
  const script = `const { parentPort } = require('node:worker_threads'); parentPort.postMessage(null); ${work}`;
  const worker = new Worker(script, { eval: true });
  onTestFinished(async () => void (await worker.terminate()));
  await once(worker, 'message');
  return worker;
}

const busy = 'setTimeout(() => { for (;;); }, 20)';
const idle = 'setInterval(() => undefined, 1000)';

test('a worker that uses a processor is told of, once', async () => {
  const worker = await workerThat(busy);
  let told = 0;
  await new Promise<void>((resolve) => {
    watchCpu(worker, 50, () => {
      told += 1;
      resolve();
    });
  });
  await sleep(100);
  expect(told).toBe(1);
});

test('one that waits is not, however long it takes', async () => {
  let told = 0;
  const stop = watchCpu(await workerThat(idle), 30, () => (told += 1));
  await sleep(300);
  stop();
  expect(told).toBe(0);
});

test('nobody is told once the watch has ended', async () => {
  let told = 0;
  const stop = watchCpu(await workerThat(busy), 100, () => (told += 1));
  stop();
  await sleep(400);
  expect(told).toBe(0);
});

test('a worker that ends meanwhile is no overrun', async () => {
  const worker = await workerThat(idle);
  let told = 0;
  watchCpu(worker, 30, () => (told += 1));
  await worker.terminate();
  await sleep(100);
  expect(told).toBe(0);
});
