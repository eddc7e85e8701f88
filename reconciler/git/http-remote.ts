import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { adoptFresh, emptyClone, freshClone, prepareClone } from './clone-directory.ts';
import { parseCommit } from './commit-parser.ts';
import { codeOf, GitError, reasonOf } from './git-error.ts';
import { History } from './history.ts';
import { HttpClient } from './http-client.ts';
import { fetchBranch } from './http-fetch.ts';
import { createLister } from './http-listing.ts';
import { pushOverHttp } from './http-push.ts';
import { type HttpSource, withoutCredentials } from './http-source.ts';
import type { GitLimits } from './limits.ts';
import { replaceFile } from './local-head.ts';
import { ObjectStore } from './object-store.ts';
import { readRef } from './ref-files.ts';
import type { Deepening, FetchOutcome, Heads, Listing, PushOutcome, RefNames, Remote } from './remote.ts';

export interface HttpRemoteOptions {
  /** May hold a user and a password. */
  readonly remote: string;
  readonly gitdir: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly refs: RefNames;
  readonly limits: GitLimits;
  readonly clock: { now(): number };
}

/** Two commits show both parents of the live head. */
const cloneDepth = 2;
/** How far a history is dug out that is cut off where the answer lies; the last is all of it. */
const deeperDepths = [64, 1024, 0x7fffffff];
const maxCommitBytes = 1 << 20;

/** Opens a remote behind http(s), with the clone that it is read through. */
export async function openHttpRemote(options: HttpRemoteOptions): Promise<{ remote: Remote; store: ObjectStore }> {
  const { gitdir, limits } = options;
  const { url, headers } = withoutCredentials(options.remote, options.headers);
  await prepareClone(gitdir, url);
  const store = await ObjectStore.open(join(gitdir, 'objects'));
  const source = { client: new HttpClient(new URL(url)), url, headers, limits };
  return { remote: new HttpRemote(options, source, store), store };
}

/** A server's repository seen through a clone that may be thrown away at any time. One call of it runs at a time. */
class HttpRemote implements Remote {
  readonly #options: HttpRemoteOptions;
  readonly #source: HttpSource;
  readonly #store: ObjectStore;
  readonly #history: History;
  readonly #listRefs: (signal: AbortSignal) => Promise<Map<string, string>>;
  /** isomorphic-git's; holds packs, so it goes when they go. */
  #cache: object = {};
  #deepened = { intent: 0, live: 0 };
  #isDamaged = false;

  constructor(options: HttpRemoteOptions, source: HttpSource, store: ObjectStore) {
    this.#options = options;
    this.#source = source;
    this.#store = store;
    this.#history = new History(store);
    this.#listRefs = createLister(source, Object.values(options.refs));
  }

  async list(signal: AbortSignal): Promise<Listing> {
    const { refs, limits } = this.#options;
    try {
      const found = await this.#listRefs(within(signal, limits.listMs));
      const head = (name: string): string | null => found.get(name) ?? null;
      return { kind: 'listed', heads: { intent: head(refs.intent), live: head(refs.live), marker: head(refs.marker) } };
    } catch (error) {
      return { kind: 'unreachable', reason: reasonOf(error) };
    }
  }

  async fetch(heads: Heads, signal: AbortSignal): Promise<FetchOutcome> {
    const bounded = within(signal, this.#options.limits.fetchMs);
    try {
      if (this.#isDamaged) await this.#beginAnew();
      await this.#bringOrBegin(heads, bounded);
      if ((await this.#store.packCount()) > this.#options.limits.maxPacks) await this.#rotate(heads, bounded);
      return { kind: 'fetched' };
    } catch (error) {
      return { kind: 'unreachable', reason: reasonOf(error) };
    }
  }

  async deepen(branch: 'intent' | 'live', signal: AbortSignal): Promise<Deepening> {
    const { gitdir, refs, limits } = this.#options;
    const depth = deeperDepths[this.#deepened[branch]];
    if (depth === undefined || !(await isShallow(gitdir))) return 'whole';
    try {
      await this.#fetchRef(gitdir, refs[branch], depth, within(signal, limits.fetchMs));
      this.#deepened[branch] += 1;
      return 'deeper';
    } catch (error) {
      // It can't be told now. Bugs are not swallowed.
      if (error instanceof GitError || codeOf(error) !== '') return 'failed';
      throw error;
    }
  }

  distrust(): void {
    this.#isDamaged = true;
  }

  async push(ref: string, oid: string, expected: string | null, signal: AbortSignal): Promise<PushOutcome> {
    const { gitdir, refs, limits } = this.#options;
    const bounded = within(signal, limits.pushMs);
    try {
      const scope = { store: this.#store, isKnown: await this.#knownCommits(ref, expected) };
      const report = await pushOverHttp(this.#source, scope, { ref, oid, expected }, bounded);
      const outcome = report.kind === 'raced' ? await this.#whoWon(ref, oid, expected, report.reason, bounded) : report;
      if (outcome.kind === 'pushed' && ref === refs.live) await replaceFile(join(gitdir, ref), `${oid}\n`);
      return outcome;
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      if (isDamage(error)) this.distrust();
      return { kind: 'unknown', reason: error.message };
    }
  }

  /** After a lost race: it may have been lost to ourselves, to an earlier push whose answer did not come; or to a lock only. */
  async #whoWon(
    ref: string,
    oid: string,
    expected: string | null,
    reason: string,
    signal: AbortSignal,
  ): Promise<PushOutcome> {
    const actual = (await this.#listRefs(signal)).get(ref) ?? null;
    if (actual === oid) return { kind: 'pushed' };
    return actual === expected ? { kind: 'unknown', reason } : { kind: 'moved' };
  }

  close(): Promise<void> {
    this.#source.client.close();
    return Promise.resolve();
  }

  /** A clone that turns out damaged is thrown away, and made anew once. */
  async #bringOrBegin(heads: Heads, signal: AbortSignal): Promise<void> {
    try {
      await this.#bring(heads, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      // A rewritten branch may bring all of a long history; two commits of it are enough.
      if (error instanceof GitError && error.code === 'limit') return await this.#rotate(heads, signal);
      if (!isDamage(error)) throw error;
      await this.#beginAnew();
      await this.#bring(heads, signal);
    }
  }

  async #bring(heads: Heads, signal: AbortSignal): Promise<void> {
    const { gitdir, refs } = this.#options;
    for (const branch of ['live', 'intent'] as const) {
      const oid = heads[branch];
      if (oid === null) continue;
      const ref = refs[branch];
      if (!(await this.#isHere(oid))) {
        const isNew = (await readRef(gitdir, ref)) === null;
        await this.#fetchRef(gitdir, ref, isNew ? cloneDepth : null, signal);
      }
      if (!(await this.#isHere(oid))) {
        throw new GitError('network', `${ref} moved on while it was fetched; it is looked at again`);
      }
      await replaceFile(join(gitdir, ref), `${oid}\n`);
    }
    if (heads.live !== null) await this.#checkParents(heads.live);
  }

  async #fetchRef(gitdir: string, ref: string, depth: number | null, signal: AbortSignal): Promise<void> {
    await fetchBranch(this.#source, this.#cache, { gitdir, ref, depth }, signal);
    await this.#store.refresh();
  }

  /** False where the commit is missing; throws GitError where it is damaged. */
  async #isHere(oid: string): Promise<boolean> {
    return (await this.#store.find(oid, maxCommitBytes)).kind !== 'missing';
  }

  /** Both parents of live must be there: all that Sluice remembers is in them. */
  async #checkParents(live: string): Promise<void> {
    const parsed = parseCommit(await this.#store.read(live, 'commit', maxCommitBytes));
    // A commit that is refused as hostile is refused later, with its reason, by who reads it.
    for (const parent of parsed.ok ? parsed.commit.parents : [])
      await this.#store.read(parent, 'commit', maxCommitBytes);
  }

  /** Nothing here repacks, so a clone with many packs is made anew beside the old one, which is read until then. */
  async #rotate(heads: Heads, signal: AbortSignal): Promise<void> {
    const { gitdir, refs, clock } = this.#options;
    const fresh = await freshClone(gitdir);
    const cache = {};
    for (const branch of ['live', 'intent'] as const) {
      if (heads[branch] === null) continue;
      await fetchBranch(this.#source, cache, { gitdir: fresh, ref: refs[branch], depth: cloneDepth }, signal);
    }
    await this.#store.close();
    await adoptFresh(gitdir, clock.now());
    this.#forget();
    await this.#bring(heads, signal);
  }

  /**
   * Which commits the remote has: what a push goes on from, and what came in a pack, since ours are loose. Only a live branch that is gone
   * may need commits again that once came from it, so then it is the intent's history that counts.
   */
  async #knownCommits(ref: string, expected: string | null): Promise<(commit: string) => Promise<boolean>> {
    const { gitdir, refs } = this.#options;
    await this.#store.refresh();
    if (expected !== null) return async (commit) => commit === expected || (await this.#store.isPacked(commit));
    const known = new Set<string>();
    for (const branch of ref === refs.live ? [refs.intent] : [refs.intent, refs.live]) {
      const head = await readRef(gitdir, branch);
      if (head !== null) for (const commit of await this.#history.reachable(head)) known.add(commit);
    }
    return (commit) => Promise.resolve(known.has(commit));
  }

  async #beginAnew(): Promise<void> {
    await this.#store.close();
    await emptyClone(this.#options.gitdir);
    this.#forget();
  }

  #forget(): void {
    this.#cache = {};
    this.#deepened = { intent: 0, live: 0 };
    this.#isDamaged = false;
  }
}

async function isShallow(gitdir: string): Promise<boolean> {
  const text = await readFile(join(gitdir, 'shallow'), 'utf8').catch(() => '');
  return text.trim() !== '';
}

function within(signal: AbortSignal, ms: number): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(ms)]);
}

/** Errors that speak of our clone and not of the remote; `InternalError` is isomorphic-git's for a damaged object. */
function isDamage(error: unknown): boolean {
  if (error instanceof GitError) return error.code === 'corrupt' || error.code === 'missing';
  return codeOf(error) === 'InternalError';
}
