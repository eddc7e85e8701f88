import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Json } from '../../policies/mesh.ts';
import { dataOf } from '../../policies/own-data.ts';
import { textsDigest } from '../../policies/texts-digest.ts';
import { Evaluator, type Limits } from './evaluator.ts';
import { policyPath } from './sources.ts';
import { webAssembly } from './webassembly.ts';
import { noVerdict, readVerdict, type NoVerdict, type Verdict } from './verdict.ts';

export interface RulesOptions {
  /** The compiled built-in rules, or where they are; absent: those that ship. */
  readonly wasm?: Uint8Array | string;
  /** The opa binary, which compiles a repository's own rules; null: there is none. */
  readonly opa: string | null;
  /** Where compiled policies are kept; made when needed. */
  readonly cacheDir: string;
  readonly limits?: Limits;
  /** Workers end after so long without a question, and their memory with them: a large input leaves much of it. Absent: never. */
  readonly idleMs?: number;
}

const defaultLimits: Limits = { timeoutMs: 2000, memoryMb: 256 };
/** Policies kept warm: main's, the live branch's, and one of a pull request. */
const warm = 3;

/** The rules, ready to judge. Close it when done: it holds workers. */
export class Rules {
  readonly #options: RulesOptions;
  readonly #limits: Limits;
  /** By hash of the repository's own rules and their data; the one used last is last. */
  readonly #evaluators = new Map<string, Evaluator>();

  /** Data as it was read, by what it came with: an intent is judged again and again. */
  readonly #data = new WeakMap<ReadonlyMap<string, string>, string | null>();

  /** Of the built-in rules. */
  #shipped: Promise<string> | null = null;

  #asking = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(options: RulesOptions) {
    this.#options = options;
    this.#limits = options.limits ?? defaultLimits;
  }

  /**
   * Judges one input (see `rego/README.md`) with the built-in rules and the repository's own, beside which stand the files of
   * their data (path → text: see `ownRules`).
   * Whatever goes wrong is no verdict, and says why; only an aborted signal rejects.
   */
  async judge(input: Json, rego: ReadonlyMap<string, string>, signal: AbortSignal): Promise<Verdict> {
    signal.throwIfAborted();
    clearTimeout(this.#idle);
    this.#asking += 1;
    try {
      return await this.#judge(input, rego, signal);
    } finally {
      this.#asking -= 1;
      this.#restWhenIdle();
    }
  }

  async #judge(input: Json, rego: ReadonlyMap<string, string>, signal: AbortSignal): Promise<Verdict> {
    const own = ownRules(rego);
    const evaluator = await this.#evaluatorFor(own, this.#dataOf(rego), signal);
    if ('kind' in evaluator) return evaluator;
    const evaluation = await evaluator.evaluate(wellFormed(JSON.stringify(input)), signal);
    if (evaluation.kind === 'failed') return placed(evaluation.message, [...own.keys()]);
    return readVerdict(evaluation.result);
  }

  #dataOf(rego: ReadonlyMap<string, string>): string | null {
    const known = this.#data.get(rego);
    const data = known === undefined ? dataText(rego) : known;
    this.#data.set(rego, data);
    return data;
  }

  /** One name for all that judges: the built-in rules, and each of these sets of own rules with its data. Tests judge nothing. */
  async digest(regos: readonly ReadonlyMap<string, string>[]): Promise<string> {
    this.#shipped ??= this.#builtIn().then((wasm) => ('kind' in wasm ? wasm.reason : sha256(wasm)));
    const judging = regos.map((rego) => new Map([...rego].filter(([path]) => !path.endsWith('_test.rego'))));
    return sha256([await this.#shipped, ...judging.map(textsDigest)].join('\n'));
  }

  /** Gets ready to judge with the built-in rules, which may be done while the input is still being made. */
  async warm(signal: AbortSignal): Promise<void> {
    const evaluator = await this.#evaluatorFor(new Map(), null, signal);
    if (!('kind' in evaluator)) await evaluator.warm(signal);
  }

  #restWhenIdle(): void {
    const { idleMs } = this.#options;
    if (idleMs === undefined || this.#asking > 0) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.#rest(), idleMs).unref();
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    await this.#rest();
  }

  async #rest(): Promise<void> {
    const evaluators = [...this.#evaluators.values()];
    this.#evaluators.clear();
    await Promise.all(evaluators.map((evaluator) => evaluator.close()));
  }

  async #evaluatorFor(
    own: ReadonlyMap<string, string>,
    data: string | null,
    signal: AbortSignal,
  ): Promise<Evaluator | NoVerdict> {
    const key = digest(own, data);
    const known = this.#evaluators.get(key);
    this.#evaluators.delete(key);
    const evaluator = known ?? (await this.#load(own, data, signal));
    if ('kind' in evaluator) return evaluator;
    // Another judgement may have loaded the same policy meanwhile.
    const raced = this.#evaluators.get(key);
    if (raced !== undefined) return raced;
    this.#evaluators.set(key, evaluator);
    const [oldest] = this.#evaluators.keys();
    if (oldest !== undefined && this.#evaluators.size > warm) {
      const retired = this.#evaluators.get(oldest);
      this.#evaluators.delete(oldest);
      await retired?.close();
    }
    return evaluator;
  }

  /** The rules that ship see no data: without others there is nobody who would. */
  async #load(
    own: ReadonlyMap<string, string>,
    data: string | null,
    signal: AbortSignal,
  ): Promise<Evaluator | NoVerdict> {
    const wasm = own.size === 0 ? await this.#builtIn() : await this.#withOwn(own, data, signal);
    if ('kind' in wasm) return wasm;
    try {
      return new Evaluator(await webAssembly.compile(new Uint8Array(wasm)), this.#limits, own.size === 0 ? null : data);
    } catch (error) {
      return noVerdict(`the compiled rules are damaged: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async #builtIn(): Promise<Uint8Array | NoVerdict> {
    const { wasm = policyPath } = this.#options;
    if (typeof wasm !== 'string') return wasm;
    try {
      return await readFile(wasm);
    } catch {
      return noVerdict('the compiled built-in rules (rego/policy.wasm) are missing');
    }
  }

  async #withOwn(
    own: ReadonlyMap<string, string>,
    data: string | null,
    signal: AbortSignal,
  ): Promise<Uint8Array | NoVerdict> {
    const { opa, cacheDir } = this.#options;
    if (opa === null) {
      const [file = null] = own.keys();
      return noVerdict("the repository's own rules need the opa binary: set OPA_BIN, or put opa on PATH", file);
    }
    // What compiles is not needed for the built-in rules, which most repositories live by.
    const { compileOwn } = await import('./compile.ts');
    const wasm = await compileOwn(own, { opa, cacheDir, signal });
    if (data === null || 'kind' in wasm) return wasm;
    const { dataConflict } = await import('./data-conflict.ts');
    return (await dataConflict(own, data, { opa, signal })) ?? wasm;
  }
}

export function createRules(options: RulesOptions): Rules {
  return new Rules(options);
}

/** The repository's rules without their tests, sorted. */
function ownRules(rego: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map(
    [...rego]
      .filter(([file]) => file.endsWith('.rego') && !file.endsWith('_test.rego'))
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** JSON; null where the repository names no files of data. */
function dataText(rego: ReadonlyMap<string, string>): string | null {
  const data = dataOf(rego);
  return data === null ? null : wellFormed(JSON.stringify(data));
}

function digest(own: ReadonlyMap<string, string>, data: string | null): string {
  return sha256(JSON.stringify([[...own], data]));
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** OPA's parser stops at half a surrogate pair, which JSON writes as an escape; it becomes U+FFFD. */
function wellFormed(json: string): string {
  if (!json.includes('\\ud')) return json;
  return json.replaceAll(/\\(?:\\|ud[89a-f][0-9a-f]{2})/g, (escape) => (escape === '\\\\' ? escape : '\\ufffd'));
}

/** Modules name places as `own/3.rego:7:1`; the author knows that file by its own name. */
function placed(message: string, files: readonly string[]): NoVerdict {
  const found = /own\/(\d+)\.rego:(\d+)(?::\d+)?:? ?/.exec(message);
  const file = files[Number(found?.[1])] ?? null;
  // With one file of their own it is the suspect; the built-in rules have been tried.
  const [only = null] = files;
  if (found === null || file === null) return noVerdict(message, files.length === 1 ? only : null);
  return noVerdict(message.replace(found[0], ''), file, Number(found[2]));
}
