/** From rules to a module that a worker can run. */

import { readFile } from 'node:fs/promises';
import { policyPath } from './sources.ts';
import { noVerdict, type NoVerdict } from './verdict.ts';
import { webAssembly, type WasmModule } from './webassembly.ts';

export interface LoadOptions {
  /** The compiled built-in rules, or where they are; absent: those that ship. */
  readonly wasm?: Uint8Array | string;
  /** The opa binary, which compiles a repository's own rules; null: there is none. */
  readonly opa: string | null;
  /** Where compiled policies are kept; made when needed. */
  readonly cacheDir: string;
}

/** A repository's own rules (path → text, sorted), and their data (JSON text; null: there is none). */
export interface OwnRules {
  readonly files: ReadonlyMap<string, string>;
  readonly data: string | null;
}

export interface LoadedRules {
  readonly module: WasmModule;
  readonly data: string | null;
}

/** The built-in rules, with a repository's own where there are any. Rejects when it is aborted. */
export async function loadRules(
  own: OwnRules,
  options: LoadOptions,
  signal: AbortSignal,
): Promise<LoadedRules | NoVerdict> {
  const hasOwn = own.files.size > 0;
  const wasm = hasOwn ? await withOwn(own, options, signal) : await builtIn(options);
  if ('kind' in wasm) return wasm;
  try {
    // The rules that ship see no data: without others there is nobody who would.
    return { module: await webAssembly.compile(new Uint8Array(wasm)), data: hasOwn ? own.data : null };
  } catch (error) {
    return noVerdict(`the compiled rules are damaged: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The bytes of the compiled built-in rules. */
export async function builtIn({ wasm = policyPath }: LoadOptions): Promise<Uint8Array | NoVerdict> {
  if (typeof wasm !== 'string') return wasm;
  try {
    return await readFile(wasm);
  } catch {
    return noVerdict('the compiled built-in rules (rego/policy.wasm) are missing');
  }
}

async function withOwn(
  { files, data }: OwnRules,
  { opa, cacheDir }: LoadOptions,
  signal: AbortSignal,
): Promise<Uint8Array | NoVerdict> {
  if (opa === null) {
    const [file = null] = files.keys();
    return noVerdict("the repository's own rules need the opa binary: set OPA_BIN, or put opa on PATH", file);
  }
  // What compiles is not needed for the built-in rules, which most repositories live by.
  const { compileOwn } = await import('./compile.ts');
  const wasm = await compileOwn(files, { opa, cacheDir, signal });
  if (data === null || 'kind' in wasm) return wasm;
  const { dataConflict } = await import('./data-conflict.ts');
  return (await dataConflict(files, data, { opa, signal })) ?? wasm;
}
