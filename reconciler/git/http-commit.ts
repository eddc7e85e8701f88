/** One commit of a server's repository, in a clone that is made for it. */

import { join } from 'node:path';

import { prepareClone } from './clone-directory.ts';
import { GitError } from './git-error.ts';
import { HttpClient } from './http-client.ts';
import { fetchBranch } from './http-fetch.ts';
import { createLister } from './http-listing.ts';
import { type HttpSource, withoutCredentials } from './http-source.ts';
import { defaultLimits, type GitLimits } from './limits.ts';
import { isOid } from './object.ts';
import { ObjectStore } from './object-store.ts';
import { isRefName } from './ref-files.ts';

export interface WantedCommit {
  /** An http(s) URL; may hold a user and a password. */
  readonly remote: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A branch, a tag, a full name, or all of a commit's id; null: what the server's HEAD names. */
  readonly ref: string | null;
  /** An empty folder, or none yet. */
  readonly gitdir: string;
  readonly limits?: Partial<GitLimits>;
}

interface Clone {
  readonly source: HttpSource;
  readonly gitdir: string;
  readonly store: ObjectStore;
}

/**
 * Fetches it with all that is below it, and not much of what stands before it. The answer is its id, or that of a tag that
 * names it. Throws GitError: `not-found` where the server has nothing of that name.
 */
export async function fetchCommit(wanted: WantedCommit, signal: AbortSignal): Promise<string> {
  const { gitdir, ref } = wanted;
  const limits = { ...defaultLimits, ...wanted.limits };
  const { url, headers } = withoutCredentials(wanted.remote, wanted.headers);
  await prepareClone(gitdir, url);
  const source = { client: new HttpClient(new URL(url)), url, headers, limits };
  const store = await ObjectStore.open(join(gitdir, 'objects'));
  const clone = { source, gitdir, store };
  try {
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(limits.fetchMs)]);
    return ref !== null && isOid(ref) ? await byId(clone, ref, bounded) : await byName(clone, ref, bounded);
  } finally {
    source.client.close();
    await store.close();
  }
}

async function byName(clone: Clone, ref: string | null, signal: AbortSignal): Promise<string> {
  const names = namesOf(ref);
  const listed = names.length === 0 ? new Map<string, string>() : await createLister(clone.source, names)(signal);
  for (const name of names) {
    const oid = listed.get(name);
    if (oid === undefined) continue;
    await fetchBranch(clone.source, {}, { gitdir: clone.gitdir, ref: name, depth: 1 }, signal);
    if (await isHere(clone, oid)) return oid;
    throw new GitError('network', `${name} moved on while it was fetched; try again`);
  }
  throw new GitError('not-found', notFound(ref, clone.source.url));
}

/** In the order in which they count: a branch wins over a tag of its name, as in a repository on this machine. */
function namesOf(ref: string | null): readonly string[] {
  if (ref === null || ref === 'HEAD') return ['HEAD'];
  const names = ref.startsWith('refs/') ? [ref] : [`refs/heads/${ref}`, `refs/tags/${ref}`];
  return names.filter(isRefName);
}

function notFound(ref: string | null, url: string): string {
  if (ref === null) return `${url} has no commit yet`;
  const isStart = /^[0-9a-f]{7,39}$/.test(ref);
  const hint = isStart ? '; of a commit, give all 40 digits' : '';
  return `${JSON.stringify(ref)} is no branch and no tag of ${url}${hint}`;
}

/** Many servers give out a commit by its id, others only what a name leads to: then the default branch is looked through. */
async function byId(clone: Clone, oid: string, signal: AbortSignal): Promise<string> {
  const { source, gitdir } = clone;
  const tries = [
    { gitdir, ref: oid, depth: 1 },
    { gitdir, ref: 'HEAD', depth: null },
  ];
  for (const wanted of tries) {
    try {
      await fetchBranch(source, {}, wanted, signal);
    } catch (error) {
      const isLimit = error instanceof GitError && error.code === 'limit';
      // Servers refuse in many ways; what else is wrong shows in the second try as well.
      if (signal.aborted || isLimit || wanted.ref !== oid) throw error;
    }
    if (await isHere(clone, oid)) return oid;
  }
  const hint = 'name a branch or a tag that leads to it by itself';
  throw new GitError('not-found', `${source.url} gives out no commit ${oid}, nor has its default branch it; ${hint}`);
}

async function isHere({ store }: Clone, oid: string): Promise<boolean> {
  await store.refresh();
  return (await store.find(oid, 1 << 20)).kind !== 'missing';
}
