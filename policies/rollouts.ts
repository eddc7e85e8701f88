/** Rollouts with their targets resolved. */

import type { Finding, Path } from './finding.ts';
import type { JudgedRollout } from './judged-rollouts.ts';
import { sameEach, sameList } from './lists.ts';
import type { Rollout, RouteRule, VirtualHost } from './mesh.ts';
import type { Part } from './parts.ts';
import { findingAt } from './read.ts';
import { findHost } from './virtual-hosts.ts';

export interface ResolvedRollouts {
  readonly judged: readonly JudgedRollout[];
  readonly hosts: readonly VirtualHost[];
  /** By namespace and name, as `judged`. */
  readonly rollouts: readonly Rollout[];
  readonly findings: readonly Finding[];
}

export const noRollouts: ResolvedRollouts = { judged: [], hosts: [], rollouts: [], findings: [] };

/**
 * Finds each rollout's rule; two on one rule, and one without a rule, are reported and walk nothing. `judged` is sorted by
 * namespace and name, `hosts` by id. While the rules that can be meant are those of `previous`, so is the answer.
 */
export function resolveRollouts(
  judged: readonly JudgedRollout[],
  hosts: readonly VirtualHost[],
  previous: ResolvedRollouts,
): ResolvedRollouts {
  if (sameList(judged, previous.judged) && sameEach(hosts, previous.hosts, sameRules)) return { ...previous, hosts };
  const findings: Finding[] = [];
  const owners = new Map<string, string>();
  const before = new Map(previous.judged.map((each, index) => [each, previous.rollouts[index]]));
  const rollouts = judged.map((each): Rollout => {
    const target = targetOf(each.part, hosts, owners, findings);
    const old = before.get(each);
    // Whoever compares by identity need not look again.
    return old?.target === target ? old : { ...each.rollout, target };
  });
  return { judged, hosts, rollouts, findings };
}

function targetOf(
  part: Part<'rollout'>,
  hosts: readonly VirtualHost[],
  owners: Map<string, string>,
  findings: Finding[],
): string | null {
  const found = findTarget(part, hosts);
  if (!found.ok) {
    const { message, remedy, field } = found;
    const path = ['spec', 'target', ...field];
    findings.push(findingAt(part.object, { rule: 'rollout-without-target', severity: 'error', message, remedy, path }));
    return null;
  }
  const owner = owners.get(found.target);
  if (owner !== undefined) {
    findings.push(walkedTwice(part, owner));
    return null;
  }
  owners.set(found.target, part.object.id);
  return found.target;
}

/** Whether two virtual hosts look the same to those who look for a rule; messages name file and object. */
function sameRules(a: VirtualHost, b: VirtualHost): boolean {
  return (
    a.id === b.id &&
    a.source.file === b.source.file &&
    a.source.object === b.source.object &&
    sameEach(
      a.rules,
      b.rules,
      (one, other) => one.target === other.target && one.name === other.name && one.action.kind === other.action.kind,
    )
  );
}

type Found =
  | { readonly ok: true; readonly target: string }
  /** `field` is what is wrong, below the target; empty where something is missing there. */
  | { readonly ok: false; readonly message: string; readonly remedy: string; readonly field: Path };

function findTarget({ draft, object }: Part<'rollout'>, hosts: readonly VirtualHost[]): Found {
  const { kind, name, route } = draft.target;
  const virtualHost = findHost(hosts, `${kind}/${object.namespace}/${name}`);
  if (!virtualHost) {
    const message = `There is no ${kind} ${object.namespace}/${name}`;
    return { ok: false, message, remedy: 'Name an object of the same namespace.', field: ['name'] };
  }
  const weighted = virtualHost.rules.filter((rule) => rule.action.kind === 'forward');
  if (route === null) return onlyRule(weighted, virtualHost);
  const rule = weighted.find((each) => each.name === route);
  if (rule) return { ok: true, target: rule.target };
  const names = weighted.map((each) => each.name).filter((each) => each !== null);
  const remedy =
    names.length > 0
      ? `Its rules with a route: ${names.join(', ')}.`
      : `Give the rule in ${virtualHost.source.file} a name.`;
  const message = `${virtualHost.source.object} has no rule ${JSON.stringify(route)} with a route`;
  return { ok: false, message, remedy, field: ['route'] };
}

function onlyRule(weighted: readonly RouteRule[], virtualHost: VirtualHost): Found {
  const [only] = weighted;
  if (only && weighted.length === 1) return { ok: true, target: only.target };
  const message = `${virtualHost.source.object} has ${weighted.length} rules with a route, so one must be named`;
  return { ok: false, message, remedy: 'Give the rule a name, and say target.route.', field: [] };
}

function walkedTwice({ object }: Part<'rollout'>, owner: string): Finding {
  const message = `${owner} walks this rule already`;
  const remedy = 'Keep one Rollout for a rule.';
  return findingAt(object, { rule: 'rollout-target', severity: 'error', message, remedy, path: ['spec', 'target'] });
}
