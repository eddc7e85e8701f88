/** Where rules are pulled from: one commit of a repository, behind http(s) or on this machine. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import type { Finding } from '../../policies/finding.ts';
import { isRulePath } from '../../policies/rule-origin.ts';
import { fetchCommit } from '../git/http-commit.ts';
import { withoutCredentials } from '../git/http-source.ts';
import { openLocalRepository, type LocalRepository } from '../git/local-repository.ts';
import { printable } from '../render/printable.ts';
import { machineClock } from './clock.ts';
import { UsageError, type Call } from './command.ts';
import { authorization } from './repository.ts';

export interface RuleSource {
  readonly kind: 'http' | 'path';
  /** Where it is; may hold credentials. */
  readonly at: string;
  /** How it is called in files and messages: without credentials, a path as seen from the mesh repository. */
  readonly name: string;
}

/** What a word means as a source; `root` is the mesh repository's folder. Throws UsageError. */
export function sourceOf(word: string, root: string, { io }: Call): RuleSource {
  if (/^https?:\/\//i.test(word)) {
    const url = URL.parse(word);
    if (url === null || url.search !== '' || url.hash !== '') {
      throw new UsageError(
        `${printable(word.replace(/\/\/.*@|[?#].*$/g, '//…'))}: give the URL of a repository, without ? and #`,
      );
    }
    return { kind: 'http', at: word, name: withoutCredentials(word).url };
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(word) || /^[^/]+@[^/]+:/.test(word)) {
    throw new UsageError(
      `${printable(word.replace(/:\/\/.*@/, '://'))}: give an http(s) URL or the path of a repository`,
    );
  }
  const at = resolve(io.cwd, word);
  return { kind: 'path', at, name: word.startsWith('/') ? word : relative(root, at) || '.' };
}

type Use<T> = (repository: LocalRepository, commit: string) => Promise<T>;

/** Gives `use` the repository, with the commit that `ref` means in it (null: its HEAD). Throws UsageError and GitError. */
export async function withCommit<T>(source: RuleSource, ref: string | null, call: Call, use: Use<T>): Promise<T> {
  const since = machineClock.monotonic();
  const progress = setInterval(() => {
    const seconds = Math.round((machineClock.monotonic() - since) / 1000);
    call.io.err(`sluice rules: reading ${printable(source.name)} (${seconds} s)\n`);
  }, 1_000);
  try {
    return source.kind === 'path'
      ? await withLocal(source.at, ref ?? 'HEAD', use)
      : await withClone(source.at, ref, call, use);
  } finally {
    clearInterval(progress);
  }
}

async function withClone<T>(remote: string, ref: string | null, call: Call, use: Use<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-rules-'));
  try {
    const gitdir = join(folder, 'clone.git');
    const headers = authorization(call, 'SLUICE_RULES');
    const oid = await fetchCommit({ remote, headers, ref, gitdir }, call.signal);
    return await withLocal(gitdir, oid, use);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function withLocal<T>(path: string, ref: string, use: Use<T>): Promise<T> {
  const repository = await openLocalRepository(path);
  try {
    return await use(repository, await repository.resolve(ref));
  } finally {
    await repository.close();
  }
}

/** More than that would not fit into one origin, nor be read by anybody. */
const most = { files: 2_000, bytes: 16 << 20 };

/** The `*.rego` files of a commit's folder `path`, by their paths below it. Throws UsageError where one can't be taken as it is. */
export async function readRules(
  repository: LocalRepository,
  commit: string,
  path: string,
): Promise<ReadonlyMap<string, string>> {
  const { tree } = await repository.readCommit(commit);
  const folder = await repository.folderOf(tree, path);
  if (folder === null) throw new UsageError(`--path ${path}: ${commit.slice(0, 7)} has no such folder`);
  const { files, findings } = await repository.readTree(folder);
  const [refused] = findings.filter(concernsRules);
  if (refused !== undefined) throw new UsageError(refusalOf(refused, path));
  const rules = new Map<string, string>();
  let bytes = 0;
  for (const [name, { text }] of files) {
    if (!name.endsWith('.rego') || name.startsWith('.')) continue;
    if (!isRulePath(name)) throw new UsageError(`${printable(name)} is no name for a file of rules; rename it there`);
    rules.set(name, text);
    bytes += Buffer.byteLength(text);
  }
  if (rules.size === 0) throw new UsageError(`${folderText(path)} has no *.rego at ${commit.slice(0, 7)}`);
  if (rules.size > most.files || bytes > most.bytes) {
    const size = `${rules.size} *.rego of ${bytes} bytes`;
    throw new UsageError(
      `${folderText(path)} has ${size}; at most ${most.files} of ${most.bytes} are taken: name a folder by --path`,
    );
  }
  return rules;
}

/** What is wrong with a file that is no rule is nobody's concern here; a link or a module may stand for a folder of rules. */
function concernsRules({ rule, file }: Finding): boolean {
  return file === null || file.endsWith('.rego') || ['symlink', 'submodule', 'hostile-tree'].includes(rule);
}

function refusalOf({ file, message, remedy }: Finding, path: string): string {
  const where = file === null ? folderText(path) : printable(file);
  return `${where}: ${printable(message)}; ${printable(remedy)}, or name a folder without it by --path`;
}

function folderText(path: string): string {
  return path === '.' ? 'the repository' : `its folder ${path}`;
}
