import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { openRepository, type Repository, type RepositoryOptions } from '../../reconciler/git/repository.ts';
import type { GitPort, RemoteHeads } from '../../reconciler/reconcile/ports.ts';
import { TestGit, temporaryFolder } from './git-repository.ts';
import { type GitServer, type GitServerOptions, startGitServer } from './git-server.ts';

export const liveRef = 'refs/heads/sluice/live/default';
export const never = new AbortController().signal;

/** One bare repository with a first commit on `main`, and everything that is opened on it, to be closed together. */
export class GitWorld {
  readonly root: string;
  readonly bare: TestGit;
  readonly first: string;
  readonly #clean: (() => Promise<void>)[];

  private constructor(root: string, bare: TestGit, first: string, remove: () => Promise<void>) {
    this.root = root;
    this.bare = bare;
    this.first = first;
    this.#clean = [remove];
  }

  static async create(): Promise<GitWorld> {
    const { path, remove } = await temporaryFolder();
    const bare = await TestGit.initBare(join(path, 'mesh.git'));
    const files = { 'routes/shop.yaml': 'a: 1\n', 'README.md': 'Hello\n' };
    const first = await bare.commit(files, { ref: 'refs/heads/main' });
    return new GitWorld(path, bare, first, remove);
  }

  async serve(options: Omit<GitServerOptions, 'root'> = {}): Promise<GitServer> {
    const server = await startGitServer({ root: this.root, ...options });
    this.#clean.push(() => server.close());
    return server;
  }

  /** Opens our side; clones of one name share a directory, as a restart does. */
  async open(remote: string, name = 'clone', more: Partial<RepositoryOptions> = {}): Promise<Repository> {
    const gitdir = this.gitdir(name);
    await mkdir(gitdir, { recursive: true });
    const identity = { name: 'Sluice', email: 'sluice@localhost' };
    const options = { remote, gitdir, intentBranch: 'main', cluster: 'default', identity, clock: Date };
    const repository = await openRepository({ ...options, ...more }, never);
    this.#clean.push(() => repository.close());
    return repository;
  }

  gitdir(name = 'clone'): string {
    return join(this.root, 'clones', name);
  }

  async close(): Promise<void> {
    for (const step of this.#clean.toReversed()) await step();
  }
}

export async function heads(port: GitPort): Promise<RemoteHeads> {
  const listing = await port.list(never);
  if (listing.kind !== 'listed') throw new Error(listing.reason);
  return listing.heads;
}

/** Lists and fetches, as a pass does. */
export async function sync(port: GitPort): Promise<RemoteHeads> {
  const listed = await heads(port);
  const outcome = await port.fetch(listed, never);
  if (outcome.kind !== 'fetched') throw new Error(outcome.reason);
  return listed;
}

/** The next live commit: `intent` with one text changed. */
export async function writeStep(port: GitPort, live: string | null, intent: string, text: string): Promise<string> {
  const { tree } = await port.readCommit(intent);
  const changed = await port.writeTree(tree, new Map([['routes/shop.yaml', text]]));
  const parents = live === null ? [intent] : [live, intent];
  return await port.writeCommit({ tree: changed, parents, message: `Step to ${text}`, at: 1_700_000_000_000 });
}
