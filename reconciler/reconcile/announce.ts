/** Who is told of what: the writer of a live commit, once the remote has it. Words of people are told by whoever follows. */

import type { Memory } from './memory.ts';
import type { Commit, Oid, Ports } from './ports.ts';

/** Of a branch that grew by more than this while nobody looked, the newest are told. */
const mostTold = 50;

/**
 * Tells of the live commits after `from` up to `to`: of all that this process wrote, or of those that a person wrote.
 * Two reconcilers that follow one branch both tell a person's word; its id is the same.
 */
export async function announce(
  memory: Memory,
  ports: Ports,
  from: Oid | null,
  to: Oid,
  whose: 'own' | 'persons',
): Promise<void> {
  const receivers = memory.head?.intent.loaded.config.notify ?? [];
  if (receivers.length === 0) return;
  const commits = await between(ports, from, to);
  const told = whose === 'own' ? commits : commits.filter(({ message }) => /^Sluice-By: /m.test(message));
  if (told.length > 0) ports.tell(told, receivers);
}

/** Oldest first; as far as the clone reaches. */
async function between({ git, log }: Ports, from: Oid | null, to: Oid): Promise<readonly Commit[]> {
  const commits: Commit[] = [];
  try {
    let oid: Oid | undefined = to;
    while (oid !== undefined && oid !== from && commits.length < mostTold) {
      const commit: Commit = await git.readCommit(oid);
      commits.unshift(commit);
      // Without a known beginning only the newest is news.
      oid = from === null || commit.parents.length < 2 ? undefined : commit.parents[0];
    }
  } catch (error) {
    // A shallow clone ends somewhere, and what is told is for people: no reason to stop.
    log('notify.untold', { commit: to, reason: error instanceof Error ? error.message : String(error) });
  }
  return commits;
}
