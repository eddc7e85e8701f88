/** No live branch: the first time, `main` is adopted as it is. Any other time that would be a jump to 100 %. */

import { admit, repositoryFinding } from './admit.ts';
import { announce } from './announce.ts';
import { readCandidate } from './candidate.ts';
import { writeLive } from './commit.ts';
import { isKeptOut, keepOut } from './denial.ts';
import { adoptHead, alarm } from './follow.ts';
import { logJudged } from './judged-log.ts';
import type { Memory } from './memory.ts';
import type { Ports, RemoteHeads } from './ports.ts';
import { mark, pushRefused } from './publish.ts';
import { forgetDamage } from './restore.ts';

export type Adoption = 'done' | 'failed' | 'denied';

export async function adopt(memory: Memory, ports: Ports, heads: RemoteHeads, signal: AbortSignal): Promise<Adoption> {
  if (heads.marker !== null || memory.head !== null) return pushBack(memory, ports, heads, signal);
  if (heads.intent === null) {
    alarm(memory, ports, repositoryFinding('no-intent', null, 'the remote has no main branch', 'Push one.'));
    return 'denied';
  }
  memory.alarms.delete('no-intent');
  if (isKeptOut(memory, heads.intent, null)) return 'denied';
  const read = await readCandidate(memory, heads.intent);
  if (read.kind === 'unreadable') {
    keepOut(memory, ports, { intent: heads.intent, head: null, findings: read.findings });
    return 'denied';
  }
  const candidate = read.intent;
  const preview = ports.xds.preview.bind(ports.xds);
  const startedAt = ports.clock.monotonic();
  const admission = await admit(
    { head: null, candidate, now: ports.clock.now(), judge: memory.judge, preview },
    signal,
  );
  await logJudged(ports, admission, null, startedAt);
  if (admission.kind === 'denied') {
    keepOut(memory, ports, { intent: candidate.oid, head: null, findings: admission.findings });
    return 'denied';
  }
  const head = await writeLive(
    { event: 'adopt', parent: null, intent: candidate, state: admission.state, before: null },
    ports,
  );
  const outcome = await ports.git.pushLive(head.oid, null, signal);
  if (outcome.kind === 'refused') pushRefused(memory, ports, outcome.reason);
  if (outcome.kind !== 'pushed') return 'failed';
  memory.alarms.delete('push-refused');
  await mark(memory, ports, head.oid, signal);
  memory.denial = null;
  memory.warnings = admission.findings;
  await adoptHead(memory, ports, head);
  await announce(memory, ports, null, head.oid, 'own');
  ports.log('live.adopted', { commit: head.oid, intent: candidate.oid });
  return 'done';
}

/** The branch was there once. What this process or its clone last knew goes back; else a person must say what. */
async function pushBack(memory: Memory, ports: Ports, heads: RemoteHeads, signal: AbortSignal): Promise<Adoption> {
  const own = memory.head?.oid ?? (await ports.git.readLocalLive());
  if (own === null) {
    const { cluster } = memory.options;
    const known = heads.marker ?? '<commit>';
    alarm(
      memory,
      ports,
      repositoryFinding(
        'live-deleted',
        null,
        `the live branch of cluster ${cluster} was deleted, and this clone has no copy of it`,
        `Restore it from a clone that has it: git push <remote> <commit>:refs/heads/sluice/live/${cluster}; or begin again ` +
          `with all of main at once: git push <remote> :refs/tags/sluice/adopted/${cluster} (adopted at ${known.slice(0, 7)}).`,
      ),
    );
    return 'denied';
  }
  const outcome = await ports.git.pushLive(own, null, signal);
  if (outcome.kind === 'refused') pushRefused(memory, ports, outcome.reason);
  if (outcome.kind !== 'pushed') return 'failed';
  memory.alarms.delete('push-refused');
  forgetDamage(memory);
  const head = memory.head;
  // What was pending is in the remote now; a head that isn't known here is read by the next pass.
  if (head?.oid === own && head.committed) await adoptHead(memory, ports, head);
  else if (head !== null) memory.remoteLive = own;
  ports.log('live.pushed-back', { commit: own });
  return 'done';
}
