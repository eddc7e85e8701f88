import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { policyOf } from './bundle.ts';
import { capabilities } from './capabilities.ts';
import { runOpa } from './child.ts';
import { inFolder, writeAll } from './folder.ts';
import { readPackages, reportsModule, treesQuery } from './own.ts';
import { entrypoint, readSources } from './sources.ts';
import { noVerdict, type NoVerdict } from './verdict.ts';

export interface CompileDeps {
  readonly opa: string;
  readonly cacheDir: string;
  readonly signal: AbortSignal;
}

/**
 * Compiles the built-in rules together with a repository's own (path → text, sorted), or takes them from the cache.
 * Bounded: opa works in a folder of its own, on files that we name, and is killed at its limit and on abort.
 */
export async function compileOwn(own: ReadonlyMap<string, string>, deps: CompileDeps): Promise<Uint8Array | NoVerdict> {
  const sources = await readSources();
  const cached = join(deps.cacheDir, `${await cacheKey(sources, own, deps.opa)}.wasm`);
  const known = await readFile(cached).catch(() => null);
  if (known !== null) return known;
  const wasm = await inFolder((folder) => compileIn(folder, sources, own, deps));
  if (wasm instanceof Uint8Array) await keep(cached, wasm);
  return wasm;
}

async function compileIn(
  folder: string,
  sources: ReadonlyMap<string, string>,
  own: ReadonlyMap<string, string>,
  { opa, signal }: CompileDeps,
): Promise<Uint8Array | NoVerdict> {
  const paths = [...own.keys()];
  const named = new Map([...own.values()].map((text, index) => [`own/${index}.rego`, text]));
  await writeAll(folder, new Map([...named, ['input.json', JSON.stringify(Object.fromEntries(named))]]));
  const [allowed, trees] = await Promise.all([
    capabilities(opa, folder, signal),
    runOpa(opa, ['eval', '--format', 'json', '--input', 'input.json', treesQuery], folder, signal),
    writeAll(folder, sources),
  ]);
  if (!allowed.ok) return noVerdict(`opa could not compile the rules: ${allowed.message}`);
  await writeFile(join(folder, 'capabilities.json'), allowed.text);

  const limits = ['--capabilities', 'capabilities.json'];
  // Only where something is wrong: what they say of themselves goes before what is said of what is made of them.
  const wrongWith = async (otherwise: NoVerdict): Promise<NoVerdict> => {
    const checked = await runOpa(opa, ['check', ...limits, ...sources.keys(), ...named.keys()], folder, signal);
    return checked.ok ? otherwise : compileError(checked.message, own, allowed.refused);
  };
  if (!trees.ok) return wrongWith(compileError(trees.message, own, allowed.refused));
  const found = readPackages(trees.stdout, named.size);
  if (!found.ok) return wrongWith(noVerdict(found.reason, paths[found.index ?? -1] ?? null));

  await writeFile(join(folder, 'own/reports.rego'), reportsModule(found.packages, found.conftest));
  const files = [...sources.keys(), ...named.keys(), 'own/reports.rego'];
  const target = ['--target', 'wasm', '--entrypoint', entrypoint, '--output', 'bundle.tar.gz'];
  const built = await runOpa(opa, ['build', ...target, ...limits, ...files], folder, signal);
  if (!built.ok) return wrongWith(compileError(built.message, own, allowed.refused));
  return policyOf(await readFile(join(folder, 'bundle.tar.gz')));
}

/** Everything that the bytes depend on; another opa has another size or date. */
async function cacheKey(
  sources: ReadonlyMap<string, string>,
  own: ReadonlyMap<string, string>,
  opa: string,
): Promise<string> {
  const binary = await stat(opa).catch(() => null);
  const parts = [opa, binary?.size ?? 0, binary?.mtimeMs ?? 0, [...sources], [...own]];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** Written aside and renamed: two processes may compile the same. */
async function keep(path: string, wasm: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const aside = `${path}.${randomUUID()}`;
  await writeFile(aside, wasm);
  await rename(aside, path);
}

/** The first of opa's complaints, at the author's own file: `own/2.rego:7: rego_type_error: undefined function http.send`. */
function compileError(message: string, own: ReadonlyMap<string, string>, refused: ReadonlySet<string>): NoVerdict {
  const found = /own\/(\d+)\.rego:(\d+): (?:rego_\w+: )?([^\n]*)/.exec(message);
  const [file, text] = [...own][Number(found?.[1])] ?? [];
  if (found === null || file === undefined || text === undefined) {
    return noVerdict(`opa could not compile the rules: ${message.slice(0, 500)}`);
  }
  const line = Number(found[2]);
  const complaint = found[3] ?? '';
  // As the replacement in a `with`, opa takes a name that it doesn't know for a variable.
  const names = text.split('\n')[line - 1]?.match(/[a-z_]\w*(?:\.\w+)*/g) ?? [];
  const unknown = /^undefined function|^var \w+ is unsafe/.test(complaint) && names.find((name) => refused.has(name));
  if (typeof unknown !== 'string') return noVerdict(complaint, file, line);
  const reason = `${unknown} is not to be had: rules see their input only, and no network, clock, chance or environment`;
  return noVerdict(reason, file, line);
}
