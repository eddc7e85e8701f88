import { createHash } from 'node:crypto';
import type { Json } from '../../policies/mesh.ts';
import { dataOf } from '../../policies/own-data.ts';
import { textsDigest } from '../../policies/texts-digest.ts';
import { Evaluator } from './evaluator.ts';
import { gateLimits, type Limits } from './limits.ts';
import { builtIn, loadRules, type LoadOptions, type OwnRules } from './load-rules.ts';
import { noVerdict, readVerdict, type NoVerdict, type Verdict } from './verdict.ts';

export interface RulesOptions extends LoadOptions {
  /** Absent: those of the gate. */
  readonly limits?: Limits;
  /** Workers end after so long without a question, and their memory with them: a large input leaves much of it. Absent: never. */
  readonly idleMs?: number;
}

/** Policies kept warm: main's, the live branch's, and one of a pull request. */
const warm = 3;

/** The rules, ready to judge. Close it when done: it holds workers. */
export class Rules {
  readonly #options: RulesOptions;
  readonly #limits: Limits;
  /** By hash of the repository's own rules and their data; the one used last is last. */
  readonly #evaluators = new Map<string, Evaluator>();
  readonly #loading = new Map<string, Promise<Evaluator | NoVerdict>>();
  /** As they were read, by what they came in: an intent is judged again and again. */
  readonly #own = new WeakMap<ReadonlyMap<string, string>, OwnRules>();

  /** The hash of the built-in rules. */
  #shipped: Promise<string> | null = null;

  #asking = 0;
  #idle: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: RulesOptions) {
    this.#options = options;
    this.#limits = options.limits ?? gateLimits;
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
    const own = this.#ownRules(rego);
    const evaluator = await this.#evaluatorFor(own, signal);
    if ('kind' in evaluator) return evaluator;
    const evaluation = await evaluator.evaluate(wellFormed(JSON.stringify(input)), signal);
    if (evaluation.kind === 'failed') return placed(evaluation.message, [...own.files.keys()]);
    return readVerdict(evaluation.result);
  }

  /** Gets ready to judge with these rules of the repository's own, which may be done while the input is still being made. */
  async warm(rego: ReadonlyMap<string, string>, signal: AbortSignal): Promise<void> {
    await this.#evaluatorFor(this.#ownRules(rego), signal);
  }

  /** One name for all that judges: the built-in rules, and each of these sets of own rules with its data. Tests judge nothing. */
  async digest(regos: readonly ReadonlyMap<string, string>[]): Promise<string> {
    this.#shipped ??= builtIn(this.#options).then((wasm) => ('kind' in wasm ? wasm.reason : sha256(wasm)));
    const judging = regos.map((rego) => new Map([...rego].filter(([path]) => !path.endsWith('_test.rego'))));
    return sha256([await this.#shipped, ...judging.map(textsDigest)].join('\n'));
  }

  #ownRules(rego: ReadonlyMap<string, string>): OwnRules {
    const known = this.#own.get(rego) ?? ownRules(rego);
    this.#own.set(rego, known);
    return known;
  }

  #restWhenIdle(): void {
    const { idleMs } = this.#options;
    if (idleMs === undefined || this.#asking > 0) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.#rest(), idleMs).unref();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#idle);
    await this.#rest();
  }

  async #rest(): Promise<void> {
    const evaluators = [...this.#evaluators.values()];
    this.#evaluators.clear();
    await Promise.all(evaluators.map((evaluator) => evaluator.close()));
  }

  async #evaluatorFor(own: OwnRules, signal: AbortSignal): Promise<Evaluator | NoVerdict> {
    const key = digest(own);
    const known = this.#evaluators.get(key);
    if (known !== undefined) {
      this.#evaluators.delete(key);
      this.#evaluators.set(key, known);
      return known;
    }
    const begun = this.#loading.get(key);
    if (begun !== undefined) {
      const loaded = await begun.catch(() => null);
      signal.throwIfAborted();
      // Null: whoever began it was called off.
      return loaded ?? this.#evaluatorFor(own, signal);
    }
    const loading = this.#load(own, signal);
    this.#loading.set(key, loading);
    try {
      const loaded = await loading;
      if (!('kind' in loaded)) await this.#keep(key, loaded);
      return loaded;
    } finally {
      this.#loading.delete(key);
    }
  }

  async #keep(key: string, evaluator: Evaluator): Promise<void> {
    if (this.#closed) return evaluator.close();
    this.#evaluators.set(key, evaluator);
    const [oldest] = this.#evaluators.keys();
    if (oldest === undefined || this.#evaluators.size <= warm) return;
    const retired = this.#evaluators.get(oldest);
    this.#evaluators.delete(oldest);
    await retired?.close();
  }

  /** The worker starts, on a core of its own, while the rules are read or compiled. */
  async #load(own: OwnRules, signal: AbortSignal): Promise<Evaluator | NoVerdict> {
    const evaluator = new Evaluator(this.#limits);
    try {
      const [loaded] = await Promise.all([loadRules(own, this.#options, signal), evaluator.open(signal)]);
      if (!('kind' in loaded)) {
        await evaluator.use(loaded, signal);
        return evaluator;
      }
      await evaluator.close();
      return loaded;
    } catch (error) {
      await evaluator.close();
      throw error;
    }
  }
}

export function createRules(options: RulesOptions): Rules {
  return new Rules(options);
}

/** The repository's rules without their tests, sorted, and the data that it names for them. */
function ownRules(rego: ReadonlyMap<string, string>): OwnRules {
  const files = [...rego].filter(([file]) => file.endsWith('.rego') && !file.endsWith('_test.rego'));
  const data = dataOf(rego);
  return {
    files: new Map(files.toSorted(([a], [b]) => (a < b ? -1 : 1))),
    data: data === null ? null : wellFormed(JSON.stringify(data)),
  };
}

function digest({ files, data }: OwnRules): string {
  return sha256(JSON.stringify([[...files], data]));
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
