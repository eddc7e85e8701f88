/** Rollouts with their targets, and what else they name, resolved. */

import type { Config } from './config.ts';
import { closings } from './cycles.ts';
import type { Slo } from './evidence.ts';
import { compareText, type Finding } from './finding.ts';
import { canonicalJson } from './json.ts';
import { judgeBy, type Named } from './judging.ts';
import { sameEach, sameList } from './lists.ts';
import type { Rollout, RouteRule, VirtualHost } from './mesh.ts';
import type { Part } from './parts.ts';
import { findingAt } from './read.ts';
import { findHost } from './virtual-hosts.ts';

export interface ResolvedRollouts {
  readonly parts: readonly Part<'rollout'>[];
  readonly seen: Surroundings;
  /** By namespace and name. */
  readonly rollouts: readonly Rollout[];
  readonly findings: readonly Finding[];
}

/** What rollouts can name. */
export interface Surroundings {
  /** Sorted by id. */
  readonly hosts: readonly VirtualHost[];
  readonly slos: readonly Slo[];
  readonly sources: Config['sources'];
}

export const noRollouts: ResolvedRollouts = {
  parts: [],
  seen: { hosts: [], slos: [], sources: {} },
  rollouts: [],
  findings: [],
};

/**
 * Finds each rollout's rule, and what judges it; two on one rule, and one without a rule, are reported and walk nothing.
 * While all that can be meant is that of `previous`, so is the answer.
 */
export function resolveRollouts(
  parts: readonly Part<'rollout'>[],
  seen: Surroundings,
  previous: ResolvedRollouts,
): ResolvedRollouts {
  if (sameList(parts, previous.parts) && sameSurroundings(seen, previous.seen)) return { ...previous, seen };
  const findings: Finding[] = [];
  const owners = new Map<string, string>();
  const ordered = parts.toSorted(
    (a, b) => compareText(a.object.namespace, b.object.namespace) || compareText(a.object.name, b.object.name),
  );
  const named: Named = {
    slos: new Map(seen.slos.map((slo) => [nameOf(slo), slo])),
    sources: seen.sources,
    rollouts: new Set(ordered.map(({ draft }) => nameOf(draft.rollout))),
  };
  const rollouts = ordered.map((part): Rollout => {
    const { rollout, problems } = judgeBy(part.draft, named);
    findings.push(...problems.map((problem) => findingAt(part.object, problem)));
    return { ...rollout, target: targetOf(part, seen.hosts, owners, findings) };
  });
  return { parts, seen, rollouts, findings: [...findings, ...cycleFindings(ordered)] };
}

function nameOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

function sameSurroundings(a: Surroundings, b: Surroundings): boolean {
  const sameSources = a.sources === b.sources || canonicalJson(a.sources) === canonicalJson(b.sources);
  return sameSources && sameList(a.slos, b.slos) && sameEach(a.hosts, b.hosts, sameRules);
}

function targetOf(
  part: Part<'rollout'>,
  hosts: readonly VirtualHost[],
  owners: Map<string, string>,
  findings: Finding[],
): string | null {
  const found = findTarget(part, hosts);
  if (!found.ok) {
    findings.push(targetFinding(part, found.message, found.remedy));
    return null;
  }
  const owner = owners.get(found.target);
  if (owner !== undefined) {
    findings.push(targetFinding(part, `${owner} walks this rule already`, 'Keep one Rollout for a rule.'));
    return null;
  }
  owners.set(found.target, part.object.id);
  return found.target;
}

function cycleFindings(parts: readonly Part<'rollout'>[]): readonly Finding[] {
  const byName = new Map(parts.map((part) => [nameOf(part.draft.rollout), part]));
  const edges = new Map([...byName].map(([name, { draft }]) => [name, draft.dependsOn.map(({ value }) => value)]));
  return closings(edges).flatMap(({ from, to, way, whole }) => {
    const part = byName.get(from);
    const path = part?.draft.dependsOn.find(({ value }) => value === to)?.path;
    if (!part || !path) return [];
    const names = whole ? [...way, to] : [...way, '…', to];
    const message = `The walks wait for each other, so none begins: ${names.join(' waits for ')}`;
    return [
      findingAt(part.object, { rule: 'rollout-cycle', severity: 'error', message, remedy: 'Drop one of them.', path }),
    ];
  });
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
  | { readonly ok: false; readonly message: string; readonly remedy: string };

function findTarget({ draft, object }: Part<'rollout'>, hosts: readonly VirtualHost[]): Found {
  const { kind, name, route } = draft.target;
  const virtualHost = findHost(hosts, `${kind}/${object.namespace}/${name}`);
  if (!virtualHost) {
    const message = `There is no ${kind} ${object.namespace}/${name}`;
    return { ok: false, message, remedy: 'Name an object of the same namespace.' };
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
  return {
    ok: false,
    message: `${virtualHost.source.object} has no rule ${JSON.stringify(route)} with a route`,
    remedy,
  };
}

function onlyRule(weighted: readonly RouteRule[], virtualHost: VirtualHost): Found {
  const [only] = weighted;
  if (only && weighted.length === 1) return { ok: true, target: only.target };
  const message = `${virtualHost.source.object} has ${weighted.length} rules with a route, so one must be named`;
  return { ok: false, message, remedy: 'Give the rule a name, and say target.route.' };
}

function targetFinding({ object }: Part<'rollout'>, message: string, remedy: string): Finding {
  return findingAt(object, { rule: 'rollout-target', severity: 'error', message, remedy, path: ['spec', 'target'] });
}
