import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds `rego/`, whether in a clone or in the package as it is shipped. */
export const packageRoot: string = fileURLToPath(new URL('../..', import.meta.url));

/** The compiled built-in rules. */
export const policyPath: string = join(packageRoot, 'rego', 'policy.wasm');

/** The one question that is asked of the rules. */
export const entrypoint = 'sluice/main/verdict';

/** The sources of the built-in rules without their tests: path from the package's root → text, sorted. */
export async function readSources(): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(join(packageRoot, 'rego'), { recursive: true });
  const rules = names
    .map((name) => `rego/${name.replaceAll('\\', '/')}`)
    .filter((name) => name.endsWith('.rego') && !name.endsWith('_test.rego'))
    .toSorted();
  const sources = new Map<string, string>();
  for (const name of rules) sources.set(name, await readFile(join(packageRoot, name), 'utf8'));
  return sources;
}
