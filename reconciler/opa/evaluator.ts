import { Worker } from 'node:worker_threads';
import { watchCpu } from './cpu-watch.ts';
import { limitsFor, type Limits } from './limits.ts';
import type { LoadedRules } from './load-rules.ts';

export type WorkerQuestion =
  /** The policy that is to judge, before the first input. */
  | { readonly kind: 'rules'; readonly rules: LoadedRules; readonly memoryMb: number }
  /** JSON text. */
  | { readonly kind: 'input'; readonly input: ArrayBuffer; readonly memoryMb: number };

export type WorkerAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'unserved'; readonly builtins: readonly string[] };

export type Evaluation =
  | { readonly kind: 'result'; readonly result: unknown }
  /** Why there is none, for the policy's author. */
  | { readonly kind: 'failed'; readonly message: string };

/** The worker itself does not start with less. */
const leastHeapMb = 64;

/** A worker that has never been slow to start has had this long. */
const startLimitMs = 20_000;

/** Runs one compiled policy with its data in a worker that stays warm, one input at a time; a worker that overruns is killed and made anew. */
export class Evaluator {
  readonly #limits: Limits;
  #rules: LoadedRules | null = null;
  #worker: Worker | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Starts the worker; one that doesn't start is tried again when there is something to judge. */
  async open(signal: AbortSignal): Promise<void> {
    await this.#start(signal);
  }

  /** Gives it the policy, and lets the worker get ready for an input. */
  async use(rules: LoadedRules, signal: AbortSignal): Promise<void> {
    this.#rules = rules;
    await this.#prepare(signal);
  }

  /** Judges one input (JSON text). Rejects with the signal's reason when it is aborted. */
  evaluate(input: string, signal: AbortSignal): Promise<Evaluation> {
    const turn = this.#queue.then(() => this.#run(input, signal));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#discard();
  }

  async #run(input: string, signal: AbortSignal): Promise<Evaluation> {
    signal.throwIfAborted();
    if (this.#closed) return { kind: 'failed', message: 'the rules are shut down' };
    if (this.#worker === null) {
      await this.#start(signal);
      await this.#prepare(signal);
    }
    const worker = this.#worker;
    if (worker === null) return { kind: 'failed', message: 'the worker for the rules did not start' };
    const bytes = new TextEncoder().encode(input).buffer;
    const limits = limitsFor(bytes.byteLength + (this.#rules?.data?.length ?? 0), this.#limits);
    const question: WorkerQuestion = { kind: 'input', input: bytes, memoryMb: limits.memoryMb };
    const answered = next(worker, limits, signal);
    worker.postMessage(question, [bytes]);
    const answer = await answered;
    if (answer.kind === 'result') return answer;
    if (answer.kind !== 'failed' && answer.kind !== 'unserved') await this.#discard();
    signal.throwIfAborted();
    return { kind: 'failed', message: explain(answer, limits) };
  }

  /** Leaves no worker where it doesn't start. */
  async #start(signal: AbortSignal): Promise<void> {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      // Rules get none of the surroundings: no environment, no arguments, no output.
      env: {},
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: Math.max(leastHeapMb, this.#limits.memoryMb), stackSizeMb: 4 },
    });
    worker.unref();
    this.#worker = worker;
    await this.#expectReady(worker, signal);
  }

  async #prepare(signal: AbortSignal): Promise<void> {
    const worker = this.#worker;
    if (worker === null || this.#rules === null) return;
    const { memoryMb } = limitsFor(this.#rules.data?.length ?? 0, this.#limits);
    worker.postMessage({ kind: 'rules', rules: this.#rules, memoryMb } satisfies WorkerQuestion);
    await this.#expectReady(worker, signal);
  }

  async #expectReady(worker: Worker, signal: AbortSignal): Promise<void> {
    const { kind } = await next(worker, { timeoutMs: startLimitMs }, signal);
    if (kind === 'ready') return;
    await this.#discard();
    signal.throwIfAborted();
  }

  async #discard(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }
}

type Next =
  | WorkerAnswer
  | { readonly kind: 'overrun'; readonly limit: string }
  | { readonly kind: 'died'; readonly message: string }
  | { readonly kind: 'aborted' };

/** The worker's next message, or why there is none. */
function next(
  worker: Worker,
  { timeoutMs, cpuMs }: Pick<Limits, 'timeoutMs' | 'cpuMs'>,
  signal: AbortSignal,
): Promise<Next> {
  return new Promise((resolve) => {
    const settle = (value: Next): void => {
      clearTimeout(timer);
      unwatch();
      signal.removeEventListener('abort', onAbort);
      worker.off('message', settle).off('error', onError).off('exit', onExit);
      resolve(value);
    };
    const onAbort = (): void => settle({ kind: 'aborted' });
    const onError = (error: unknown): void =>
      settle({ kind: 'died', message: error instanceof Error ? error.message : String(error) });
    const onExit = (): void => settle({ kind: 'died', message: 'the worker ended' });
    const timer = setTimeout(() => settle({ kind: 'overrun', limit: `longer than ${timeoutMs} ms` }), timeoutMs);
    const onCpu = (): void => settle({ kind: 'overrun', limit: `more than ${cpuMs} ms of a processor's time` });
    const unwatch = cpuMs === undefined ? () => undefined : watchCpu(worker, cpuMs, onCpu);
    signal.addEventListener('abort', onAbort, { once: true });
    // Only `worker.ts` writes here, and only a WorkerAnswer.
    worker.on('message', settle).on('error', onError).on('exit', onExit);
    if (signal.aborted) onAbort();
  });
}

function explain(answer: Exclude<Next, { kind: 'result' }>, limits: Limits): string {
  switch (answer.kind) {
    case 'overrun':
      return `the rules took ${answer.limit} and were stopped; look for a rule that loops over the square of its input`;
    case 'unserved':
      return `rules may not call ${answer.builtins.join(', ')}`;
    case 'failed':
      return outOfMemory(answer.message) ? memoryMessage(limits) : `a rule failed: ${answer.message}`;
    case 'died':
      return outOfMemory(answer.message) ? memoryMessage(limits) : `the rules broke off: ${answer.message}`;
    case 'aborted':
    case 'ready':
      return 'the rules gave no answer';
  }
}

function outOfMemory(message: string): boolean {
  return /opa_malloc|Memory\.grow|out of memory|memory limit|allocation/i.test(message);
}

function memoryMessage(limits: Limits): string {
  return `the rules needed more than ${limits.memoryMb} MB of memory and were stopped`;
}
