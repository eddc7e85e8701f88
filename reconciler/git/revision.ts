import { GitError } from './git-error.ts';
import type { Found } from './loose-object.ts';
import { isOid } from './object.ts';

/** What must be asked of a repository to understand a person's name for a commit. */
export interface RevisionSource {
  readRef(ref: string): Promise<string | null>;
  readHead(): Promise<string | null>;
  withPrefix(prefix: string): Promise<readonly string[]>;
  find(oid: string): Promise<Found>;
  parents(oid: string): Promise<readonly string[]>;
}

/**
 * The commit that `words` mean: a full name, a branch, a tag, a remote's branch, an id or the beginning of one, with `~n` and `^n` after it.
 * A branch wins over a tag of its name, unlike in git: tags are seldom protected. Throws GitError `not-found`.
 */
export async function resolveRevision(source: RevisionSource, words: string): Promise<string> {
  const [, name = '', steps = ''] = /^(.*?)((?:[~^][0-9]*)*)$/s.exec(words) ?? [];
  const start = await resolveName(source, name);
  if (start === null) {
    throw new GitError('not-found', `${JSON.stringify(words)} is no branch, tag or commit of this repository`);
  }
  let oid = await peel(source, start, words);
  for (const [, kind, digits] of steps.matchAll(/([~^])([0-9]*)/g)) {
    oid = await step(source, oid, kind === '~', digits === '' ? 1 : Number(digits), words);
  }
  return oid;
}

async function resolveName(source: RevisionSource, name: string): Promise<string | null> {
  if (name === 'HEAD' || name === '@') return await source.readHead();
  if (name.startsWith('refs/')) return await source.readRef(name);
  if (name === '' || name.includes('..') || name.includes('\\')) return null;
  if (isOid(name)) return name;
  for (const folder of ['refs/heads/', 'refs/tags/', 'refs/remotes/']) {
    const oid = await source.readRef(folder + name);
    if (oid !== null) return oid;
  }
  return /^[0-9a-f]{7,39}$/.test(name) ? await byPrefix(source, name) : null;
}

async function byPrefix(source: RevisionSource, prefix: string): Promise<string | null> {
  const commits: string[] = [];
  for (const oid of await source.withPrefix(prefix)) {
    const found = await source.find(oid);
    if (found.kind === 'object' && found.object.type === 'commit') commits.push(oid);
  }
  if (commits.length > 1) {
    throw new GitError('not-found', `${prefix} is the beginning of ${commits.length} commits: give more digits`);
  }
  return commits[0] ?? null;
}

/** An annotated tag is followed to its commit. */
async function peel(source: RevisionSource, start: string, words: string): Promise<string> {
  let oid = start;
  for (let depth = 0; depth < 8; depth += 1) {
    const found = await source.find(oid);
    if (found.kind === 'object' && found.object.type === 'commit') return oid;
    const target =
      found.kind === 'object' && found.object.type === 'tag' ? found.object.bytes.toString('latin1', 0, 47) : '';
    const next = /^object ([0-9a-f]{40})$/.exec(target)?.[1];
    if (next === undefined) break;
    oid = next;
  }
  throw new GitError('not-found', `${JSON.stringify(words)} is no commit of this repository`);
}

async function step(
  source: RevisionSource,
  start: string,
  isGeneration: boolean,
  count: number,
  words: string,
): Promise<string> {
  let oid = start;
  const turns = isGeneration ? count : Math.min(count, 1);
  for (let turn = 0; turn < turns; turn += 1) {
    const parent = (await source.parents(oid))[isGeneration ? 0 : count - 1];
    if (parent === undefined) throw new GitError('not-found', `${JSON.stringify(words)}: ${oid} has no such parent`);
    oid = parent;
  }
  return oid;
}
