/**
 * Compiles the built-in rules into `rego/policy.wasm` (`npm run rego`), or with `--check` compares.
 * OPA writes paths into the module, so it runs at the package's root with relative ones: same sources, same bytes.
 */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findOpa } from '../setup/binaries.ts';
import { policyOf } from './bundle.ts';
import { runOpa } from './child.ts';
import { entrypoint, packageRoot, policyPath, readSources } from './sources.ts';

/** The bytes of a fresh build. Throws when opa does not compile the rules. */
async function buildPolicy(opa: string, signal: AbortSignal): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-rego-'));
  try {
    const bundle = join(folder, 'bundle.tar.gz');
    const sources = [...(await readSources()).keys()];
    const args = ['build', '--target', 'wasm', '--entrypoint', entrypoint, '--output', bundle, ...sources];
    const ran = await runOpa(opa, args, packageRoot, signal);
    if (!ran.ok) throw new Error(ran.message);
    return policyOf(await readFile(bundle));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function main(args: readonly string[]): Promise<number> {
  const opa = findOpa();
  if (opa === null) {
    process.stderr.write('opa is needed to compile the rules: set OPA_BIN, or run npm run setup\n');
    return 2;
  }
  const built = await buildPolicy(opa, new AbortController().signal);
  if (!args.includes('--check')) {
    await writeFile(policyPath, built);
    return 0;
  }
  const committed = await readFile(policyPath).catch(() => Buffer.alloc(0));
  if (built.equals(committed)) return 0;
  process.stderr.write('rego/policy.wasm is not what the rules compile to: run npm run rego, and commit it\n');
  return 1;
}

process.exitCode = await main(process.argv.slice(2));
