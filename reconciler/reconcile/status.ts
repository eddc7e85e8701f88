/** What a running reconciler says of itself: the document behind `sluice status`, GET /status and GET /metrics. */

import type { Finding } from '../../policies/finding.ts';
import type { Mesh, Rollout } from '../../policies/mesh.ts';
import type { Entry, LiveState } from '../live/state.ts';
import { targetsOf } from '../live/intent.ts';
import { weightAt, whole } from '../live/shares.ts';
import type {
  BudgetStatus,
  ItemStatus,
  ProxyStatus,
  RunningStatus,
  Tests,
  WalkStatus,
} from '../render/status-facts.ts';
import { span } from '../render/quantity.ts';
import { remainingOf } from '../rollout/budget.ts';
import { nextWeight } from '../rollout/steps.ts';
import type { ItemReport } from '../rollout/verdict.ts';
import type { Memory } from './memory.ts';
import type { Ports, Proxy } from './ports.ts';
import { evidenceOf } from './observe.ts';

export function statusOf(memory: Memory, ports: Pick<Ports, 'xds' | 'clock'>): RunningStatus {
  const { head, denial, remote } = memory;
  const now = ports.clock.monotonic();
  return {
    cluster: memory.options.cluster,
    commit: head?.oid ?? null,
    intent: head?.intent.oid ?? null,
    frozen: head?.state.frozen ?? null,
    remote: {
      live: memory.remoteLive,
      intent: memory.heads?.intent ?? null,
      reachable: remote.kind === 'reachable',
      reason: remote.kind === 'unreachable' ? remote.reason : '',
      listedAgoMs: memory.listedAt === null ? null : Math.round(now - memory.listedAt),
    },
    walks: walkStatuses(memory, now),
    budgets: head === null ? [] : budgetStatuses(memory, head.intent.intent.mesh, ports.clock.now()),
    proxies: ports.xds.proxies().map(proxyStatus),
    denied: denial?.intent ?? null,
    findings: findingsOf(memory),
    counted: { ...memory.counted },
  };
}

function findingsOf(memory: Memory): readonly Finding[] {
  return [...memory.alarms.values(), ...(memory.denial?.findings ?? []), ...memory.warnings];
}

function walkStatuses(memory: Memory, now: number): readonly WalkStatus[] {
  const { head } = memory;
  if (head === null) return [];
  const { mesh } = head.intent.intent;
  const targets = targetsOf(mesh);
  return head.state.targets.map((entry) => {
    const rollout = targets.get(entry.target)?.rollout ?? null;
    return walkStatus(entry, rollout, { memory, now, state: head.state, mesh });
  });
}

interface Surroundings {
  readonly memory: Memory;
  /** By the monotonic clock. */
  readonly now: number;
  readonly state: LiveState;
  readonly mesh: Mesh;
}

function walkStatus(entry: Entry, rollout: Rollout | null, { memory, now, state, mesh }: Surroundings): WalkStatus {
  const { target, phase, attempt, s, since } = entry;
  const weight = weightAt(entry, s);
  const { counts, items, odd } = evidenceOf(memory, target);
  const reason = phase === 'Progressing' ? (memory.decisions.get(target)?.reason ?? '') : entry.reason;
  const ackedAt = memory.walks.get(target)?.ackedAt ?? null;
  const hold = memory.raiseHolds.get(target);
  const bakes = s === whole && rollout !== null && rollout.bakeMs > 0;
  return {
    target,
    phase,
    reason,
    ruleSays: hold?.rule === reason ? hold.message : '',
    attempt,
    s,
    weight,
    next: rollout === null ? null : nextWeight(rollout, weight, weightAt(entry, whole)),
    since,
    skipSteps: entry.skipSteps === true,
    bakingMs: bakes ? Math.max(0, rollout.bakeMs - (ackedAt === null ? 0 : now - ackedAt)) : null,
    waitsFor: rollout === null || reason !== 'depends-on' ? [] : unsettled(rollout.dependsOn, state, mesh),
    canary: counts.canary,
    stable: counts.stable,
    items: items.map(itemStatus),
    odd,
  };
}

/** Those of the named rollouts whose walks are not done. */
function unsettled(names: readonly string[], state: LiveState, mesh: Mesh): readonly string[] {
  const walking = new Set(state.targets.map(({ target }) => target));
  return names.filter((name) =>
    mesh.rollouts.some((each) => `${each.namespace}/${each.name}` === name && walking.has(each.target ?? '')),
  );
}

function itemStatus({ key, of, kind, reason, counts, tests, bounds, value }: ItemReport): ItemStatus {
  const { canary, stable } = counts;
  return { sli: key, of, kind, reason, canary, stable, tests: finite(tests), needed: finite(bounds), value };
}

/** JSON has no infinity. */
function finite({ e1, e2, f }: ItemReport['tests']): Tests {
  const known = (log: number): number | null => (Number.isFinite(log) ? log : null);
  return { e1: known(e1), e2: known(e2), f: known(f) };
}

function budgetStatuses(memory: Memory, mesh: Mesh, now: number): readonly BudgetStatus[] {
  return mesh.slos.map((slo) => ({
    slo: `${slo.namespace}/${slo.name}`,
    objective: slo.objective,
    windowMs: slo.windowMs,
    spent: 1 - remainingOf(slo, memory.budgets, now),
  }));
}

function proxyStatus(proxy: Proxy): ProxyStatus {
  const { name, state, commit } = proxy;
  return { name, state, commit, reason: proxyReason(proxy) };
}

function proxyReason({ nack, lostForMs }: Proxy): string {
  if (lostForMs !== undefined) return `it left ${span(lostForMs)} ago`;
  return nack === null ? '' : `${nack.file ?? nack.resource}: ${nack.reason}`;
}
