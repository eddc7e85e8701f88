/** The live branch for commands that only read: of the repository here, or of a remote. */

import { resolve } from 'node:path';
import type { CommitFacts } from '../git/history.ts';
import { openLocalRepository, type LocalRepository } from '../git/local-repository.ts';
import { readLog } from '../git/log.ts';
import { textFlag, UsageError, type Call } from './command.ts';
import { openNamedRepository } from './repository.ts';

export interface LiveBranch {
  readonly source: Pick<LocalRepository, 'readCommit' | 'readTree'>;
  /** Its commits, newest first; a shallow clone of a remote fetches as many as that needs. The oldest may be main's. */
  log(limit: number): Promise<readonly CommitFacts[]>;
  close(): Promise<void>;
}

/** Finds it; `purpose` names the clone of a remote that the command keeps. Throws UsageError where there is none. */
export async function openLiveBranch(call: Call, purpose: string): Promise<LiveBranch> {
  const named = textFlag(call, 'repo');
  const cluster = textFlag(call, 'cluster') ?? 'default';
  if (named !== undefined && /^[a-z][a-z0-9+.-]*:\/\//i.test(named)) return remoteBranch(call, purpose);
  const dir = resolve(call.io.cwd, named ?? '.');
  const repository = await openLocalRepository(dir);
  const refs = await repository.listRefs('refs/');
  const own = refs.get(`refs/heads/sluice/live/${cluster}`);
  const tracked = [...refs].find(([ref]) => ref.startsWith('refs/remotes/') && ref.endsWith(`/sluice/live/${cluster}`));
  const from = own ?? tracked?.[1];
  if (from === undefined) {
    await repository.close();
    const branch = `there is no branch sluice/live/${cluster} in ${dir}`;
    throw new UsageError(`${branch}: sluice run makes it, and a clone has it after git fetch`);
  }
  const log = async (limit: number): Promise<readonly CommitFacts[]> =>
    (await readLog(repository, { from, isFirstParentOnly: true, limit })).commits;
  return { source: repository, log, close: () => repository.close() };
}

async function remoteBranch(call: Call, purpose: string): Promise<LiveBranch> {
  const { repository } = await openNamedRepository(call, 'Sluice', purpose);
  const listing = await repository.list(call.signal);
  if (listing.kind === 'unreachable') throw new UsageError(`the remote can't be reached: ${listing.reason}`);
  const from = listing.heads.live;
  if (from === null) throw new UsageError('there is no live branch yet; sluice run makes it');
  const fetched = await repository.fetch(listing.heads, call.signal);
  if (fetched.kind === 'unreachable') throw new UsageError(`the remote can't be reached: ${fetched.reason}`);
  const log = (limit: number): Promise<readonly CommitFacts[]> => repository.readLog(from, limit, call.signal);
  return { source: repository, log, close: () => repository.close() };
}
