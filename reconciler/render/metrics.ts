/** A running reconciler's status as Prometheus reads it: text format 0.0.4. */

import { severities } from '../../policies/finding.ts';
import { counter, familyText, gauge, sample, type Family } from './metric-family.ts';
import type { RunningStatus } from './status-facts.ts';
import { processFamilies, type ProcessFacts } from './metrics-process.ts';
import { walkFamilies } from './metrics-walks.ts';

/** What the format's own header says. */
export const metricsContentType = 'text/plain; version=0.0.4; charset=utf-8';

/** Every family once, with its HELP and TYPE, one after the other; the same status gives the same bytes. */
export function* metricsParts(status: RunningStatus, process: ProcessFacts): Generator<string> {
  for (const family of walkFamilies(status)) yield familyText(family);
  yield [...fleetFamilies(status), ...processFamilies(process)].map(familyText).join('');
}

function fleetFamilies(status: RunningStatus): readonly Family[] {
  const { cluster, commit, intent, remote, counted, proxies, findings, budgets } = status;
  const states = ['current', 'behind', 'broken', 'stale'] as const;
  const live = commit === null ? [] : [{ labels: { cluster, commit, intent: intent ?? '' }, value: 1 }];
  const listed = remote.listedAgoMs === null ? [] : [sample(remote.listedAgoMs / 1_000)];
  return [
    gauge('sluice_live_commit_info', 'The live commit that is served, and the intent that it serves.', live),
    gauge('sluice_frozen', '1 while somebody froze the cluster: nothing is raised.', [sample(status.frozen !== null)]),
    gauge(
      'sluice_error_budget_remaining',
      "What is left of an SLO's error budget, 1 at first, negative when overspent.",
      budgets.map(({ slo, spent }) => ({ labels: { slo }, value: 1 - spent })),
    ),
    gauge(
      'sluice_proxies',
      'Connected proxies by state.',
      states.map((state) => ({ labels: { state }, value: proxies.filter((proxy) => proxy.state === state).length })),
    ),
    gauge('sluice_remote_reachable', '1 while the Git remote answers.', [sample(remote.reachable)]),
    gauge('sluice_remote_listed_age_seconds', 'How long ago the Git remote was last asked for its branches.', listed),
    gauge('sluice_intent_denied', '1 while the head of the intent branch is kept out.', [
      sample(status.denied !== null),
    ]),
    gauge(
      'sluice_findings',
      'Findings and alarms by severity.',
      severities.map((severity) => ({
        labels: { severity },
        value: findings.filter((finding) => finding.severity === severity).length,
      })),
    ),
    counter('sluice_passes_total', 'Passes with the Git remote.', counted.passes),
    counter(
      'sluice_failed_passes_total',
      'Passes with the Git remote that did not come to their end.',
      counted.failedPasses,
    ),
    counter('sluice_ticks_total', 'Looks at the walks.', counted.ticks),
    counter('sluice_late_ticks_total', 'Looks at the walks more than 100 ms after their time.', counted.lateTicks),
    gauge('sluice_latest_tick_seconds', 'How late the latest look at the walks was.', [
      sample(counted.latestTickMs / 1_000),
    ]),
    counter('sluice_rollbacks_total', 'Walks that this process took back.', counted.rollbacks),
  ];
}
