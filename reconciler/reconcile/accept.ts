/** The next intent: judged with all it would begin, committed, pushed, served. */

import { lowering } from '../live/join.ts';
import { lowerToHome } from '../live/walk.ts';
import { admit, repositoryFinding, type Admission } from './admit.ts';
import type { Advance } from './outcome.ts';
import { readCandidate } from './candidate.ts';
import { withLedger } from './budgets.ts';
import { writeLive } from './commit.ts';
import { isKeptOut, keepOut } from './denial.ts';
import { alarm } from './follow.ts';
import { lowerNow } from './lower.ts';
import { logJudged } from './judged-log.ts';
import type { Memory } from './memory.ts';
import type { Ancestry, Oid, Ports, RemoteHeads } from './ports.ts';
import { publish } from './publish.ts';
import { noHistory, noteUnreachable } from './unreachable.ts';

/** Takes the intent branch's head in, when it is new and the rules let it. */
export async function acceptNext(
  memory: Memory,
  ports: Ports,
  heads: RemoteHeads,
  signal: AbortSignal,
): Promise<Advance | 'nothing'> {
  const head = memory.head;
  if (head === null) return 'nothing';
  if (heads.intent === null) {
    const message = 'the remote has no main branch: what is live stays';
    alarm(memory, ports, repositoryFinding('no-intent', null, message, 'Push it back.'));
    return 'nothing';
  }
  memory.alarms.delete('no-intent');
  if (heads.intent === head.intent.oid) {
    memory.denial = null;
    memory.alarms.delete('intent-rewritten');
    return 'nothing';
  }
  const follows = await followsIntent(memory, ports, head.intent.oid, heads.intent);
  if (follows === 'unknown') return 'retry';
  if (follows === 'no') return 'nothing';
  if (isKeptOut(memory, heads.intent, head.oid)) return 'nothing';

  const read = await readCandidate(memory, heads.intent);
  if (read.kind === 'unreadable') {
    keepOut(memory, ports, { intent: heads.intent, head: head.oid, findings: read.findings });
    return 'nothing';
  }
  const candidate = read.intent;
  const preview = ports.xds.preview.bind(ports.xds);
  const startedAt = ports.clock.monotonic();
  const admission = await admit({ head, candidate, now: ports.clock.now(), judge: memory.judge, preview }, signal);
  await logJudged(ports, admission, head, startedAt);
  // A lowering may have come in between: what was judged is no longer what is live.
  if (memory.head !== head) return 'again';
  if (admission.kind === 'denied') return deny(memory, ports, admission, head.oid);

  const state = withLedger(memory, { intent: candidate }, admission.state, ports.clock.now());
  const next = await writeLive(
    { event: 'accept', parent: head.oid, intent: candidate, state, before: head.state },
    ports,
  );
  const published = await publish(memory, ports, next, head.oid, signal);
  if (published !== 'pushed') return published === 'failed' ? 'retry' : 'again';
  memory.denial = null;
  memory.warnings = admission.findings;
  ports.log('commit.accepted', { commit: next.oid, intent: candidate.oid, started: admission.started });
  return 'again';
}

async function deny(
  memory: Memory,
  ports: Ports,
  admission: Extract<Admission, { kind: 'denied' }>,
  headOid: Oid,
): Promise<Advance | 'nothing'> {
  keepOut(memory, ports, { intent: admission.intent.oid, head: headOid, findings: admission.findings });
  const head = memory.head;
  const targets = admission.homeward;
  if (head === null || targets.length === 0) return 'nothing';
  const home = targets.map((target) => lowering(lowerToHome(head.state, target, 'revert-denied'), target));
  await lowerNow(
    memory,
    ports,
    home.filter((one) => one !== null),
  );
  return 'again';
}

/** `main` only moves forward; a rewritten one waits for a person's `sluice accept`, and nobody is told to say it unasked. */
async function followsIntent(memory: Memory, ports: Ports, accepted: Oid, next: Oid): Promise<Ancestry> {
  const follows = await ports.git.ancestry(accepted, next);
  if (follows === 'unknown') noteUnreachable(memory, ports, `main's ${noHistory}`);
  if (follows === 'yes') memory.alarms.delete('intent-rewritten');
  if (follows !== 'no') return follows;
  const message = `main was rewritten: ${next.slice(0, 7)} does not descend from ${accepted.slice(0, 7)}, which stays live`;
  alarm(
    memory,
    ports,
    repositoryFinding('intent-rewritten', null, message, `If that was meant: sluice accept ${next}`),
  );
  return 'no';
}
