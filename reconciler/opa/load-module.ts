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

/** The built-in rules, with a repository's own (path → text, sorted) where there are any. Rejects when it is aborted. */
export async function loadModule(
  own: ReadonlyMap<string, string>,
  options: LoadOptions,
  signal: AbortSignal,
): Promise<WasmModule | NoVerdict> {
  const wasm = own.size === 0 ? await builtIn(options) : await withOwn(own, options, signal);
  if ('kind' in wasm) return wasm;
  try {
    return await webAssembly.compile(new Uint8Array(wasm));
  } catch (error) {
    return noVerdict(`the compiled rules are damaged: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function builtIn({ wasm = policyPath }: LoadOptions): Promise<Uint8Array | NoVerdict> {
  if (typeof wasm !== 'string') return wasm;
  try {
    return await readFile(wasm);
  } catch {
    return noVerdict('the compiled built-in rules (rego/policy.wasm) are missing');
  }
}

async function withOwn(
  own: ReadonlyMap<string, string>,
  { opa, cacheDir }: LoadOptions,
  signal: AbortSignal,
): Promise<Uint8Array | NoVerdict> {
  if (opa === null) {
    const [file = null] = own.keys();
    return noVerdict("the repository's own rules need the opa binary: set OPA_BIN, or put opa on PATH", file);
  }
  // What compiles is not needed for the built-in rules, which most repositories live by.
  const { compileOwn } = await import('./compile.ts');
  return compileOwn(own, { opa, cacheDir, signal });
}
