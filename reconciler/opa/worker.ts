/** The thread that runs the rules. It has no way out but its answers, and is killed when it takes too long. */

import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerAnswer, WorkerQuestion } from './evaluator.ts';
import { instantiate, type Policy } from './module.ts';
import type { WasmModule } from './webassembly.ts';

// `evaluator.ts` is the only one that starts this file, and writes to it.
const module = workerData as WasmModule;

let policy: (Policy & { readonly memoryMb: number }) | null = null;

parentPort?.on('message', (question: WorkerQuestion) => {
  void answer(question).then((said) => parentPort?.postMessage(said));
});
parentPort?.postMessage({ kind: 'ready' } satisfies WorkerAnswer);

async function answer({ input, memoryMb }: WorkerQuestion): Promise<WorkerAnswer> {
  try {
    if (policy?.memoryMb !== memoryMb) policy = { ...(await instantiate(module, memoryMb)), memoryMb };
    if (policy.unserved.length > 0) return { kind: 'unserved', builtins: policy.unserved };
    return { kind: 'result', result: policy.evaluate(input) };
  } catch (error) {
    // A module that aborted may have left its heap half made: the next input gets a new one.
    policy = null;
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}
