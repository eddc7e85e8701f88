/** What `sluice lint` judges: a folder as it lies there, files, the standard input, or a commit without a checkout. */

import type { Stats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isPolicyFile } from '../../policies/policy-file.ts';
import { defaultLimits } from '../git/limits.ts';
import { openLocalRepository, type LocalRepository } from '../git/local-repository.ts';
import { readNamedFiles, type NamedFile } from '../git/named-files.ts';
import type { PolicyFiles } from '../git/tree-reader.ts';
import { readWorkFolder } from '../git/work-folder.ts';
import { UsageError, type Call } from './command.ts';

/** How the standard input is called in findings. */
const inputName = 'stdin.yaml';

/** Reads what the words name; nothing named is the folder here. Throws UsageError and GitError. */
export async function readSources(call: Call): Promise<PolicyFiles> {
  const { words, io, signal } = call;
  const [only = '.'] = words;
  if (words.length <= 1 && only !== '-' && (await isFolder(resolve(io.cwd, only)))) {
    return await readWorkFolder(resolve(io.cwd, only), signal);
  }
  if (new Set(words).size < words.length) throw new UsageError('one name is given twice');
  const parts: PolicyFiles[] = [];
  for (const word of words) parts.push(await readSource(word, call));
  const files = new Map(parts.flatMap((part) => [...part.files]).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return { files, findings: parts.flatMap(({ findings }) => findings) };
}

/** The folder below which the names of `readSources` are; null where there is none. */
export async function rootOf({ words, io }: Call): Promise<string | null> {
  if (words.includes('-')) return null;
  const [only = '.'] = words;
  const path = resolve(io.cwd, only);
  return words.length <= 1 && (await isFolder(path)) ? path : io.cwd;
}

async function readSource(word: string, { io, signal }: Call): Promise<PolicyFiles> {
  if (word === '-') {
    if (io.input === undefined) throw new UsageError('there is no standard input');
    // What a tool prints is one stream, however many objects there are.
    const maxFileBytes = defaultLimits.maxPolicyBytes;
    const text = await io.input(maxFileBytes, signal);
    const input: NamedFile = { size: text.length, read: () => Promise.resolve(text) };
    return await readNamedFiles(new Map([[inputName, input]]), { maxFileBytes });
  }
  const path = resolve(io.cwd, word);
  if (await isFolder(path)) return below(await readWorkFolder(path, signal), word.replace(/\/+$/, ''));
  const name = word.replace(/^\.\//, '');
  const size = (await statOf(path))?.size;
  if (size === undefined) throw new UsageError(`there is no ${word}`);
  if (!isPolicyFile(`x/${name.split('/').at(-1) ?? ''}`) && !name.endsWith('.rego')) {
    throw new UsageError(`${word} is no *.yaml, *.yml, *.json or *.rego`);
  }
  const file: NamedFile = { size, read: () => readFile(path, { signal }) };
  return await readNamedFiles(new Map([[name, file]]), defaultLimits);
}

/** Names as they are from where lint was called. */
function below({ files, findings }: PolicyFiles, folder: string): PolicyFiles {
  const named = (path: string): string => `${folder}/${path}`;
  return {
    files: new Map([...files].map(([path, file]) => [named(path), file])),
    findings: findings.map((finding) => ({ ...finding, file: finding.file === null ? folder : named(finding.file) })),
  };
}

/** A commit's policies; throws GitError where there is none of that name. */
export async function readRevision(repository: LocalRepository, oid: string): Promise<PolicyFiles> {
  const { tree } = await repository.readCommit(oid);
  return await repository.readTree(tree);
}

/** Opens the repository whose root the words name, for what needs its commits. Throws UsageError. */
export async function openRoot(call: Call, flag: string): Promise<LocalRepository> {
  const { words, io } = call;
  const [word = '.'] = words;
  if (words.length > 1 || word === '-') throw new UsageError(`${flag} goes with one folder, the root of a repository`);
  return await openLocalRepository(resolve(io.cwd, word));
}

async function isFolder(path: string): Promise<boolean> {
  return (await statOf(path))?.isDirectory() === true;
}

async function statOf(path: string): Promise<Stats | null> {
  return await stat(path).catch(() => null);
}
