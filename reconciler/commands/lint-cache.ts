/** What was found before in the very same files by the very same rules and program. */

import { createHash, randomUUID, type Hash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Checked } from './lint-check.ts';
import type { PolicyFiles } from '../git/tree-reader.ts';
import { packageRoot } from '../opa/sources.ts';
import type { Call } from './command.ts';

/** What a check leaves: all of it is JSON. */
export type Kept = Omit<Checked, 'texts' | 'failLevel'>;

/** More than that are not kept: a repository has one state at a time. */
const maxKept = 64;

/** The folder of a user's own cache. */
export function lintCacheDir({ io }: Call): string {
  return join(io.env['XDG_CACHE_HOME'] ?? join(io.env['HOME'] ?? homedir(), '.cache'), 'sluice', 'lint');
}

/** One name for all that a check's outcome depends on, but the time. */
export async function keyOf(trees: readonly (PolicyFiles | null)[]): Promise<string> {
  const hash = createHash('sha256');
  for (const part of await programParts()) addText(hash, part);
  for (const tree of trees) {
    addText(hash, tree === null ? 'none' : JSON.stringify([tree.files.size, tree.findings]));
    for (const [path, { text, apart }] of tree?.files ?? []) {
      addText(hash, apart === true ? `${path} apart` : path);
      addText(hash, text);
    }
  }
  return hash.digest('hex');
}

/** With its length before it: no two lists of texts are one. */
function addText(hash: Hash, text: string): void {
  hash.update(`${text.length}\n`).update(text);
}

/** The program itself, by the size and time of each of its files, and the opa that compiles rules. */
async function programParts(): Promise<readonly string[]> {
  const folders = ['policies', 'reconciler', 'rego'];
  const listed = await Promise.all(
    folders.map(async (folder) => {
      const names = await readdir(join(packageRoot, folder), { recursive: true });
      return names.map((name) => join(packageRoot, folder, name));
    }),
  );
  const files = listed.flat().filter((path) => /\.(?:ts|wasm|rego)$/.test(path));
  const facts = await Promise.all(files.toSorted().map(factsOf));
  return [process.version, process.env['OPA_BIN'] ?? '', ...facts];
}

async function factsOf(path: string): Promise<string> {
  const { size, mtimeMs } = await stat(path);
  return `${path} ${size} ${mtimeMs}`;
}

/** Null where there is nothing of that key, or its time is over. */
export async function readKept(dir: string, key: string, nowMs: number): Promise<Kept | null> {
  const text = await readFile(join(dir, `${key}.kept`), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    // Only `writeKept` writes there, and only what it was given.
    const kept = JSON.parse(text) as Kept;
    return kept.untilMs !== null && nowMs >= kept.untilMs ? null : kept;
  } catch {
    return null;
  }
}

/** A cache that can't be written is none: nothing else is lost. */
export async function writeKept(dir: string, key: string, kept: Kept): Promise<void> {
  try {
    await mkdir(dir, { recursive: true });
    const aside = join(dir, `${randomUUID()}.tmp`);
    await writeFile(aside, JSON.stringify(kept));
    await rename(aside, join(dir, `${key}.kept`));
    await evict(dir);
  } catch {
    return;
  }
}

async function evict(dir: string): Promise<void> {
  const names = await readdir(dir);
  if (names.length <= maxKept) return;
  const aged = await Promise.all(
    names.map(async (name) => ({ name, atMs: (await stat(join(dir, name)).catch(() => null))?.mtimeMs ?? 0 })),
  );
  const oldest = aged.toSorted((a, b) => a.atMs - b.atMs).slice(0, names.length - maxKept);
  await Promise.all(oldest.map(({ name }) => rm(join(dir, name), { force: true })));
}
