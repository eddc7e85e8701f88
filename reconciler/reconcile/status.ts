/** What a running reconciler says of itself: the document behind `sluice status` and GET /status. */

import type { Finding } from '../../policies/finding.ts';
import { weightAt } from '../live/shares.ts';
import type { ProxyStatus, Status, WalkStatus } from '../render/status.ts';
import { nextWeight } from '../rollout/steps.ts';
import { targetsOf } from '../live/intent.ts';
import { whole } from '../live/shares.ts';
import type { Memory } from './memory.ts';
import type { Ports, Proxy } from './ports.ts';
import { evidenceOf } from './walks.ts';

export interface RunningStatus extends Status {
  readonly remote: {
    /** The live head that the remote has; another than `commit` while a lowering waits for its push. */
    readonly live: string | null;
    readonly intent: string | null;
    readonly reachable: boolean;
    readonly reason: string;
    /** How long ago both branches were listed, in ms; null before the first time. */
    readonly listedAgoMs: number | null;
  };
  /** The intent that is kept out; null where main is live. */
  readonly denied: string | null;
}

export function statusOf(memory: Memory, ports: Pick<Ports, 'xds' | 'clock'>): RunningStatus {
  const { head, denial, remote } = memory;
  return {
    cluster: memory.options.cluster,
    commit: head?.oid ?? null,
    intent: head?.intent.oid ?? null,
    remote: {
      live: memory.remoteLive,
      intent: memory.heads?.intent ?? null,
      reachable: remote.kind === 'reachable',
      reason: remote.kind === 'unreachable' ? remote.reason : '',
      listedAgoMs: memory.listedAt === null ? null : Math.round(ports.clock.monotonic() - memory.listedAt),
    },
    walks: walkStatuses(memory),
    proxies: ports.xds.proxies().map(proxyStatus),
    denied: denial?.intent ?? null,
    findings: findingsOf(memory),
  };
}

function findingsOf(memory: Memory): readonly Finding[] {
  return [...memory.alarms.values(), ...(memory.denial?.findings ?? []), ...memory.warnings];
}

function walkStatuses(memory: Memory): readonly WalkStatus[] {
  const { head } = memory;
  if (head === null) return [];
  const targets = targetsOf(head.intent.intent.mesh);
  return head.state.targets.map((entry) => {
    const rollout = targets.get(entry.target)?.rollout ?? null;
    const weight = weightAt(entry, entry.s);
    const { counts } = evidenceOf(memory, entry.target);
    return {
      target: entry.target,
      phase: entry.phase,
      reason: entry.phase === 'Progressing' ? (memory.decisions.get(entry.target)?.reason ?? '') : entry.reason,
      s: entry.s,
      weight,
      next: rollout === null ? null : nextWeight(rollout, weight, weightAt(entry, whole)),
      since: entry.since,
      canary: counts.canary,
      stable: counts.stable,
    };
  });
}

function proxyStatus(proxy: Proxy): ProxyStatus {
  const { name, state, commit, nack } = proxy;
  const reason = nack === null ? '' : `${nack.file ?? nack.resource}: ${nack.reason}`;
  return { name, state, commit, reason };
}
