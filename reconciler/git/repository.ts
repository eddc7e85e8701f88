import { mkdir } from 'node:fs/promises';

import { BoundedCache } from './bounded-cache.ts';
import { type CommitFields, formatCommit, type Identity } from './commit-text.ts';
import { openDirectoryRemote } from './directory-remote.ts';
import { GitError } from './git-error.ts';
import { type Ancestry, type CommitFacts, History } from './history.ts';
import { readLog } from './log.ts';
import { openHttpRemote } from './http-remote.ts';
import { defaultLimits, type GitLimits } from './limits.ts';
import { readLocalHead, writeLocalHead } from './local-head.ts';
import { ObjectStore } from './object-store.ts';
import { isRefName } from './ref-files.ts';
import type { TrustedSigner } from './signatures/allowed-signers.ts';
import { judgeCommit, type SignatureCheck, withSignature } from './signatures/commit-signature.ts';
import { sweepRecords } from './ref-lock.ts';
import type { Deepening, FetchOutcome, Heads, Listing, PushOutcome, RefNames, Remote } from './remote.ts';
import { locateRepository } from './repository-format.ts';
import { type PolicyFiles, TreeReader } from './tree-reader.ts';
import { writeTree } from './tree-writer.ts';

export interface RepositoryOptions {
  /** An http(s) URL, or the path of a repository on this machine, bare or not. */
  readonly remote: string;
  /** Where our clone is kept. With a directory as remote it holds the local live head only. */
  readonly gitdir: string;
  /** A branch's name without `refs/heads/`. */
  readonly intentBranch: string;
  readonly cluster: string;
  readonly identity: Identity;
  /** Sent with each request, an Authorization for example; never to another host. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Wall time in ms since the epoch; tells how old a lock is. */
  readonly clock: { now(): number };
  readonly limits?: Partial<GitLimits>;
  readonly signatures?: Signatures;
}

/** How live commits are signed, and whose signatures count. */
export interface Signatures {
  /** The armoured signature of a commit's bytes; null: commits are not signed. */
  readonly sign: ((payload: Buffer) => string) | null;
  /** Our own key is among them where we sign. None: nobody asks for signatures. */
  readonly trusted: readonly TrustedSigner[];
}

/** Opens the repository that policies are read from and live commits are written to; throws GitError. */
export async function openRepository(options: RepositoryOptions, signal: AbortSignal): Promise<Repository> {
  const limits = { ...defaultLimits, ...options.limits };
  const refs = refNames(options.intentBranch, options.cluster);
  await mkdir(options.gitdir, { recursive: true });
  if (/^https?:\/\//.test(options.remote)) {
    const { remote, store } = await openHttpRemote({ ...options, refs, limits });
    return new Repository(options, limits, refs, store, remote, signal);
  }
  if (/^[a-z+]+:\/\//.test(options.remote)) {
    throw new GitError(
      'unsupported',
      `${options.remote.replace(/:\/\/.*@/, '://')}: give an http(s) URL or the path of a directory`,
    );
  }
  const paths = await locateRepository(options.remote);
  await sweepRecords(paths.gitdir, options.clock);
  const store = await ObjectStore.open(paths.objectsDir);
  return new Repository(options, limits, refs, store, openDirectoryRemote(paths, refs, limits, options.clock), signal);
}

/** The full names of the references; throws GitError where a name can't be one. */
export function refNames(intentBranch: string, cluster: string): RefNames {
  const refs = {
    intent: `refs/heads/${intentBranch}`,
    live: `refs/heads/sluice/live/${cluster}`,
    marker: `refs/tags/sluice/adopted/${cluster}`,
  };
  if (!isRefName(refs.intent)) {
    throw new GitError('unsupported', `${JSON.stringify(intentBranch)} is no name for a branch`);
  }
  if (!isRefName(refs.live) || cluster.includes('/')) {
    throw new GitError(
      'unsupported',
      `${JSON.stringify(cluster)} is no name for a cluster: use letters, digits and dashes`,
    );
  }
  if (refs.intent === refs.live) throw new GitError('unsupported', 'the intent branch must not be the live branch');
  return refs;
}

/** One clone, or one directory, with its remote. Meets `GitPort` of the reconciler. */
export class Repository {
  readonly #options: RepositoryOptions;
  readonly #refs: RefNames;
  readonly #store: ObjectStore;
  readonly #remote: Remote;
  readonly #history: History;
  readonly #trees: TreeReader;
  readonly #signal: AbortSignal;
  /** As of when each commit was seen first: a key that ends later takes back nothing. */
  readonly #checks = new BoundedCache<SignatureCheck>(10_000);

  constructor(
    options: RepositoryOptions,
    limits: GitLimits,
    refs: RefNames,
    store: ObjectStore,
    remote: Remote,
    signal: AbortSignal,
  ) {
    this.#options = options;
    this.#refs = refs;
    this.#store = store;
    this.#remote = remote;
    this.#history = new History(store);
    this.#trees = new TreeReader(store, limits);
    this.#signal = signal;
  }

  list(signal: AbortSignal): Promise<Listing> {
    return this.#remote.list(signal);
  }

  fetch(heads: Heads, signal: AbortSignal): Promise<FetchOutcome> {
    return this.#remote.fetch(heads, signal);
  }

  /** Throws GitError `hostile` for a commit that parsers read differently, `missing` or `corrupt` where it can't be read. */
  async readCommit(oid: string): Promise<CommitFacts> {
    const { tree, parents, author, committer, message } = await this.#history.commit(oid);
    return {
      oid,
      tree,
      parents,
      author: { name: author.name, email: author.email },
      committedAt: committer.at,
      message,
    };
  }

  /** Throws GitError `missing` or `corrupt` where the clone is damaged; the next `fetch` then clones anew. */
  readTree(tree: string): Promise<PolicyFiles> {
    return this.#guard(this.#trees.read(tree));
  }

  /**
   * Whether `ancestor` is reachable from `descendant`, or is it. Where a shallow clone can't tell, more history is fetched, in
   * a few growing steps; `unknown` where that failed. What all the history there is can't tell is no, which accepts nothing.
   */
  async ancestry(ancestor: string, descendant: string): Promise<Ancestry> {
    let answer = await this.#history.ancestry(ancestor, descendant);
    let isWhole = true;
    for (const branch of ['intent', 'live'] as const) {
      let deepening: Deepening = 'deeper';
      while (answer === 'unknown' && deepening === 'deeper') {
        deepening = await this.#remote.deepen(branch, this.#signal);
        if (deepening === 'deeper') answer = await this.#history.ancestry(ancestor, descendant);
      }
      isWhole &&= deepening !== 'failed';
    }
    return answer === 'unknown' && isWhole ? 'no' : answer;
  }

  writeTree(tree: string, changes: ReadonlyMap<string, string | null>): Promise<string> {
    return this.#guard(writeTree(this.#store, this.#trees, tree, changes));
  }

  writeCommit(commit: CommitFields): Promise<string> {
    const payload = formatCommit(commit, this.#options.identity);
    const signature = this.#options.signatures?.sign?.(payload);
    return this.#store.write('commit', signature === undefined ? payload : withSignature(payload, signature));
  }

  /** Who signed a commit, by its stored bytes and the time at which this process saw it first. Throws as `readCommit`. */
  async checkSignature(oid: string): Promise<SignatureCheck> {
    const trusted = this.#options.signatures?.trusted ?? [];
    if (trusted.length === 0) return { kind: 'not-asked' };
    const known = this.#checks.get(oid);
    if (known !== undefined) return known;
    const check = judgeCommit(await this.#history.raw(oid), trusted, this.#options.clock.now());
    this.#checks.set(oid, check, 1);
    return check;
  }

  /** Compare-and-swap of the live branch; never forces. A commit that does not follow `expected` is answered `moved`. */
  async pushLive(oid: string, expected: string | null, signal: AbortSignal): Promise<PushOutcome> {
    if (expected !== null && (await this.#history.ancestry(expected, oid)) !== 'yes') return { kind: 'moved' };
    return await this.#remote.push(this.#refs.live, oid, expected, signal);
  }

  pushMarker(oid: string, signal: AbortSignal): Promise<PushOutcome> {
    return this.#remote.push(this.#refs.marker, oid, null, signal);
  }

  /** Null in a new clone, and where the commit did not outlive the clone that it was in. */
  async readLocalLive(): Promise<string | null> {
    const oid = await readLocalHead(this.#options.gitdir, this.#options.cluster);
    return oid !== null && (await this.#store.has(oid)) ? oid : null;
  }

  writeLocalLive(oid: string): Promise<void> {
    return writeLocalHead(this.#options.gitdir, this.#options.cluster, oid);
  }

  /**
   * The live branch's commits from `oid` back along first parents, newest first. A shallow clone fetches more of its history, as far as
   * `limit` needs.
   */
  async readLog(oid: string, limit: number, signal: AbortSignal): Promise<readonly CommitFacts[]> {
    for (;;) {
      const { commits, isCutOff } = await readLog(this, { from: oid, isFirstParentOnly: true, limit });
      if (!isCutOff || (await this.#remote.deepen('live', signal)) !== 'deeper') return commits;
    }
  }

  /** Ends connections and closes files. */
  async close(): Promise<void> {
    await this.#remote.close();
    await this.#store.close();
  }

  /** What lies below a commit that is here must be here too. */
  async #guard<T>(reading: Promise<T>): Promise<T> {
    try {
      return await reading;
    } catch (error) {
      if (error instanceof GitError && (error.code === 'corrupt' || error.code === 'missing')) this.#remote.distrust();
      throw error;
    }
  }
}
