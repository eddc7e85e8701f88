import type { GitLimits } from './limits.ts';
import { reasonOf } from './git-error.ts';
import type { RefNames, Heads, FetchOutcome, Listing, PushOutcome, Remote } from './remote.ts';
import { readRef } from './ref-files.ts';
import { updateRef } from './ref-lock.ts';
import { isRepository, type RepositoryPaths } from './repository-format.ts';

/** A repository on this machine, read and written in place: its objects are ours at once, and a push is one rename. */
export function openDirectoryRemote(
  paths: RepositoryPaths,
  refs: RefNames,
  limits: GitLimits,
  clock: { now(): number },
): Remote {
  const { gitdir } = paths;
  const push = async (ref: string, oid: string, expected: string | null): Promise<PushOutcome> => {
    try {
      const update = await updateRef(gitdir, { ref, oid, expected }, limits.lockMs, clock);
      switch (update.kind) {
        case 'updated':
          return { kind: 'pushed' };
        case 'moved':
          return update.actual === oid ? { kind: 'pushed' } : { kind: 'moved' };
        case 'locked':
          return { kind: 'unknown', reason: update.reason };
        case 'impossible':
          return { kind: 'refused', reason: update.reason };
      }
    } catch (error) {
      return { kind: 'unknown', reason: reasonOf(error) };
    }
  };
  return {
    async list(): Promise<Listing> {
      try {
        // A mount that is gone, say: a repository without branches would be quite another thing.
        if (!(await isRepository(gitdir))) return { kind: 'unreachable', reason: `${gitdir} is no git repository now` };
        const heads: Heads = {
          intent: await readRef(gitdir, refs.intent),
          live: await readRef(gitdir, refs.live),
          marker: await readRef(gitdir, refs.marker),
        };
        return { kind: 'listed', heads };
      } catch (error) {
        return { kind: 'unreachable', reason: reasonOf(error) };
      }
    },
    fetch: (): Promise<FetchOutcome> => Promise.resolve({ kind: 'fetched' }),
    deepen: () => Promise.resolve('whole'),
    distrust: () => undefined,
    push,
    close: () => Promise.resolve(),
  };
}
