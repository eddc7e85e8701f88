/** The folder of a mesh repository that pulled rules go into. */

import { randomUUID } from 'node:crypto';
import { access, lstat, mkdir, readFile, rename, rmdir, unlink, writeFile } from 'node:fs/promises';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import { originFile, printOrigin, readOrigin } from '../../policies/origin-file.ts';
import {
  changedRules,
  hashOfRule,
  isRulePath,
  type RuleChange,
  type RuleFiles,
  type RuleOrigin,
} from '../../policies/rule-origin.ts';
import { codeOf } from '../git/git-error.ts';
import { readWorkFolder } from '../git/work-folder.ts';
import { printable } from '../render/printable.ts';
import { UsageError } from './command.ts';

export interface RuleFolder {
  readonly path: string;
  /** Below the mesh repository, with `/` between names. */
  readonly name: string;
  /** The `*.rego` files that stand there. */
  readonly files: RuleFiles;
  /** What an earlier pull left; null: nothing did. */
  readonly origin: RuleOrigin | null;
}

/** The root of the repository that `cwd` is in; `cwd` itself where it is in none. */
export async function meshRoot(cwd: string): Promise<string> {
  for (let at = cwd; ; at = dirname(at)) {
    if (await isThere(join(at, '.git'))) return at;
    if (at === dirname(at)) return cwd;
  }
}

/** Looks at the folder before anything is written; throws UsageError where rules can't safely go there. */
export async function openRuleFolder(root: string, path: string, signal: AbortSignal): Promise<RuleFolder> {
  const name = relative(root, path).split(sep).join('/');
  const shown = printable(name);
  if (name === '') throw new UsageError('--to: name a folder of its own, such as rules/office');
  if (name.split('/').includes('..') || resolve(root, name) !== path) {
    throw new UsageError(`--to ${printable(path)}: it is outside of the mesh repository, ${printable(root)}`);
  }
  if (!isRulePath(`${name}/x.rego`))
    throw new UsageError(`--to ${shown}: rules are not read in folders of such a name`);
  if (!(await checkWay(root, name))) return { path, name, files: new Map(), origin: null };
  const { files, findings } = await readWorkFolder(path, signal);
  const [first] = findings;
  if (first !== undefined) {
    throw new UsageError(
      `--to ${shown}: ${printable(first.file ?? 'the folder')} ${printable(first.message)}; ${first.remedy}`,
    );
  }
  const inner = [...files].find(([file, { text }]) => file.endsWith(`/${originFile}`) && readOrigin(file, text).ok);
  if (inner !== undefined)
    throw new UsageError(`--to ${shown}: other rules were pulled into ${shown}/${dirname(inner[0])}`);
  const rules = [...files].filter(([file]) => file.endsWith('.rego'));
  return {
    path,
    name,
    files: new Map(rules.map(([file, { text }]) => [file, hashOfRule(text)])),
    origin: originOf(files.get(originFile)?.text, shown),
  };
}

function originOf(text: string | undefined, shown: string): RuleOrigin | null {
  if (text === undefined) return null;
  const reading = readOrigin(originFile, text);
  if (reading.ok) return reading.origin;
  const why = reading.finding === null ? 'it holds something else' : printable(reading.finding.message);
  throw new UsageError(
    `${shown}/${originFile} is no RuleOrigin: ${why}; mend or remove it, or choose another folder by --to`,
  );
}

/** Whether the folder is there; throws where the way to it leads elsewhere, or through pulled rules. */
async function checkWay(root: string, name: string): Promise<boolean> {
  let at = root;
  const steps = name.split('/');
  for (const [index, step] of steps.entries()) {
    at = join(at, step);
    const found = await lstat(at).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return null;
      throw error;
    });
    if (found === null) return false;
    const shown = printable(steps.slice(0, index + 1).join('/'));
    if (found.isSymbolicLink()) throw new UsageError(`--to: ${shown} is a symbolic link; Sluice follows none`);
    if (!found.isDirectory()) throw new UsageError(`--to: ${shown} is no folder`);
    if (await isThere(join(at, '.git'))) throw new UsageError(`--to: ${shown} is a repository of its own`);
    if (index < steps.length - 1 && (await isPulled(at))) {
      throw new UsageError(`--to: other rules were pulled into ${shown}; choose a folder beside it`);
    }
  }
  return true;
}

async function isPulled(folder: string): Promise<boolean> {
  const text = await readFile(join(folder, originFile), 'utf8').catch(() => null);
  return text !== null && readOrigin(originFile, text).ok;
}

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

/** Rules in the folder that no pull put there, and that would be lost among the others or be overwritten. */
export function strangersIn({ files, origin }: RuleFolder, pulled: RuleFiles): readonly string[] {
  return [...files].flatMap(([path, hash]) => {
    // What is just as it would be pulled may come from a pull that broke off.
    return origin?.files.has(path) === true || pulled.get(path) === hash ? [] : [path];
  });
}

/** Makes the folder's rules these, and says what became of each. The origin comes last: until then a check tells the difference. */
export async function writeRules(
  folder: RuleFolder,
  texts: ReadonlyMap<string, string>,
  origin: RuleOrigin,
): Promise<readonly RuleChange[]> {
  const text = printOrigin(objectName(folder.name), origin);
  const reading = readOrigin(originFile, text);
  if (!reading.ok)
    throw new UsageError(`${originFile} could not be read again: ${printable(reading.finding?.message ?? '')}`);
  const changes = changedRules(folder.files, origin.files);
  for (const { path, how } of changes) if (how === 'removed') await remove(folder.path, path);
  for (const { path, how } of changes) {
    if (how !== 'removed') await put(join(folder.path, path), texts.get(path) ?? '');
  }
  const file = join(folder.path, originFile);
  if ((await readFile(file, 'utf8').catch(() => null)) !== text) await put(file, text);
  return changes;
}

/** Written aside and renamed: a link of that name is replaced and not followed. */
async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const aside = join(dirname(path), `.${randomUUID()}.tmp`);
  await writeFile(aside, text, { flag: 'wx' });
  await rename(aside, path);
}

/** With the folders that become empty by it. */
async function remove(folder: string, path: string): Promise<void> {
  await unlink(join(folder, path));
  for (let at = posix.dirname(path); at !== '.'; at = posix.dirname(at)) {
    const isGone = await rmdir(join(folder, at)).then(
      () => true,
      () => false,
    );
    if (!isGone) return;
  }
}

/** `rules/office` → `rules.office`: no two folders have one name. */
function objectName(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll('/', '.')
    .replaceAll(/[^a-z0-9.-]/g, '-');
  return plain.slice(0, 200).replaceAll(/^[.-]+|[.-]+$/g, '') || 'rules';
}
