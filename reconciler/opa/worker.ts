/** The thread that runs the rules. It has no way out but its answers, and is killed when it takes too long. */

import { parentPort } from 'node:worker_threads';
import type { WorkerAnswer, WorkerQuestion } from './evaluator.ts';
import { instantiate, type Policy } from './module.ts';
import type { LoadedRules } from './load-rules.ts';

let rules: LoadedRules | null = null;
let policy: (Policy & { readonly memoryMb: number }) | null = null;

// `evaluator.ts` is the only one that starts this file, and writes to it: one question after the other.
parentPort?.on('message', (question: WorkerQuestion) => {
  void answerTo(question).then((answer) => parentPort?.postMessage(answer));
});
parentPort?.postMessage({ kind: 'ready' } satisfies WorkerAnswer);

async function answerTo(question: WorkerQuestion): Promise<WorkerAnswer> {
  if (question.kind === 'input') return judge(question.input, question.memoryMb);
  rules = question.rules;
  // What goes wrong is said to who asks.
  await policyOf(question.memoryMb).catch(() => null);
  return { kind: 'ready' };
}

async function judge(input: ArrayBuffer, memoryMb: number): Promise<WorkerAnswer> {
  try {
    const ready = await policyOf(memoryMb);
    if (ready.unserved.length > 0) return { kind: 'unserved', builtins: ready.unserved };
    return { kind: 'result', result: ready.evaluate(input) };
  } catch (error) {
    // A module that aborted may have left its heap half made: the next input gets a new one.
    policy = null;
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

async function policyOf(memoryMb: number): Promise<Policy> {
  if (rules === null) throw new Error('there are no rules yet');
  if (policy?.memoryMb !== memoryMb) {
    const { module, data } = rules;
    policy = { ...(await instantiate(module, memoryMb, bytesOf(data))), memoryMb };
  }
  return policy;
}

function bytesOf(text: string | null): ArrayBuffer | null {
  return text === null ? null : new TextEncoder().encode(text).buffer;
}
