import { Worker } from 'node:worker_threads';
import type { WasmModule } from './webassembly.ts';

/** What a worker starts with. */
export interface WorkerPolicy {
  readonly module: WasmModule;
  /** JSON text; null: there is none. */
  readonly data: string | null;
}

export interface WorkerQuestion {
  /** JSON text. */
  readonly input: ArrayBuffer;
  readonly memoryMb: number;
}

export type WorkerAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'unserved'; readonly builtins: readonly string[] };

/** For one evaluation, on top of what the input itself takes. */
export interface Limits {
  readonly timeoutMs: number;
  /** For the module; the worker's own heap may be as large. */
  readonly memoryMb: number;
}

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
  readonly #policy: WorkerPolicy;
  readonly #limits: Limits;
  #worker: Worker | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(module: WasmModule, limits: Limits, data: string | null = null) {
    this.#policy = { module, data };
    this.#limits = limits;
  }

  /** Judges one input (JSON text). Rejects with the signal's reason when it is aborted. */
  evaluate(input: string, signal: AbortSignal): Promise<Evaluation> {
    const turn = this.#queue.then(() => this.#run(input, signal));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  /** Starts the worker, if none runs; one that does not start is tried again when there is something to judge. */
  async warm(signal: AbortSignal): Promise<void> {
    const turn = this.#queue.then(() => (this.#closed || this.#worker ? null : this.#start(signal)));
    this.#queue = turn.catch(() => undefined);
    await turn;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#discard();
  }

  async #run(input: string, signal: AbortSignal): Promise<Evaluation> {
    signal.throwIfAborted();
    if (this.#closed) return { kind: 'failed', message: 'the rules are shut down' };
    const worker = this.#worker ?? (await this.#start(signal));
    if (worker === null) return { kind: 'failed', message: 'the worker for the rules did not start' };
    const bytes = new TextEncoder().encode(input).buffer;
    const limits = limitsFor(bytes.byteLength + (this.#policy.data?.length ?? 0), this.#limits);
    const question: WorkerQuestion = { input: bytes, memoryMb: limits.memoryMb };
    worker.postMessage(question, [bytes]);
    const answer = await next(worker, limits.timeoutMs, signal);
    if (answer.kind === 'result') return answer;
    if (answer.kind !== 'failed' && answer.kind !== 'unserved') await this.#discard();
    signal.throwIfAborted();
    return { kind: 'failed', message: explain(answer, limits) };
  }

  async #start(signal: AbortSignal): Promise<Worker | null> {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: this.#policy,
      // Rules get none of the surroundings: no environment, no arguments, no output.
      env: {},
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: Math.max(leastHeapMb, this.#limits.memoryMb), stackSizeMb: 4 },
    });
    worker.unref();
    this.#worker = worker;
    const first = await next(worker, startLimitMs, signal);
    if (first.kind === 'ready') return worker;
    await this.#discard();
    signal.throwIfAborted();
    return null;
  }

  async #discard(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }
}

/**
 * What an input takes of itself, and data as well: measured with the built-in rules, 20 to 45 times its size and 20 ms of work a megabyte.
 * A machine that is busy with other things takes ten times as long.
 */
function limitsFor(inputBytes: number, limits: Limits): Limits {
  const inputMb = inputBytes / 1_000_000;
  // In steps: a little more input needs no new memory. 4 GB is all that a module can have.
  const memoryMb = limits.memoryMb + Math.floor(inputMb) * 64;
  return { timeoutMs: Math.round(limits.timeoutMs + inputMb * 200), memoryMb: Math.min(memoryMb, 4096) };
}

type Next =
  | WorkerAnswer
  | { readonly kind: 'overrun' }
  | { readonly kind: 'died'; readonly message: string }
  | { readonly kind: 'aborted' };

/** The worker's next message, or why there is none. */
function next(worker: Worker, limitMs: number, signal: AbortSignal): Promise<Next> {
  return new Promise((resolve) => {
    const settle = (value: Next): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      worker.off('message', settle).off('error', onError).off('exit', onExit);
      resolve(value);
    };
    const onAbort = (): void => settle({ kind: 'aborted' });
    const onError = (error: unknown): void =>
      settle({ kind: 'died', message: error instanceof Error ? error.message : String(error) });
    const onExit = (): void => settle({ kind: 'died', message: 'the worker ended' });
    const timer = setTimeout(() => settle({ kind: 'overrun' }), limitMs);
    signal.addEventListener('abort', onAbort, { once: true });
    // Only `worker.ts` writes here, and only a WorkerAnswer.
    worker.on('message', settle).on('error', onError).on('exit', onExit);
    if (signal.aborted) onAbort();
  });
}

function explain(answer: Exclude<Next, { kind: 'result' }>, limits: Limits): string {
  switch (answer.kind) {
    case 'overrun':
      return `the rules took longer than ${limits.timeoutMs} ms and were stopped; look for a rule that loops over the square of its input`;
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
