/** The thread that runs the rules. It has no way out but its answers, and is killed when it takes too long. */

import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerAnswer, WorkerPolicy, WorkerQuestion } from './evaluator.ts';
import { instantiate, type Policy } from './module.ts';

// `evaluator.ts` is the only one that starts this file, and writes to it.
const { module, data } = workerData as WorkerPolicy;

let policy: (Policy & { readonly memoryMb: number }) | null = null;

parentPort?.on('message', (question: WorkerQuestion) => {
  parentPort?.postMessage(answer(question));
});
parentPort?.postMessage({ kind: 'ready' } satisfies WorkerAnswer);

function bytesOf(text: string | null): ArrayBuffer | null {
  return text === null ? null : new TextEncoder().encode(text).buffer;
}

function answer({ input, memoryMb }: WorkerQuestion): WorkerAnswer {
  try {
    if (policy?.memoryMb !== memoryMb) policy = { ...instantiate(module, memoryMb, bytesOf(data)), memoryMb };
    if (policy.unserved.length > 0) return { kind: 'unserved', builtins: policy.unserved };
    return { kind: 'result', result: policy.evaluate(input) };
  } catch (error) {
    // A module that aborted may have left its heap half made: the next input gets a new one.
    policy = null;
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}
