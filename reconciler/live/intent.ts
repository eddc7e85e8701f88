/** An intent, and the targets in it. */

import { compareText } from '../../policies/finding.ts';
import type { Forward, Mesh, Rollout, RouteRule, VirtualHost } from '../../policies/mesh.ts';
import { sharesOf } from './shares.ts';
import type { Share } from './state.ts';

export interface Intent {
  /** The commit on main. */
  readonly oid: string;
  readonly mesh: Mesh;
  /** Path → text of each of its policy files. */
  readonly files: ReadonlyMap<string, string>;
}

/** A rule that forwards with weights, by its key. */
export interface TargetView {
  readonly target: string;
  readonly host: VirtualHost;
  readonly rule: RouteRule & { readonly action: Forward };
  /** e(T), one for each list item. */
  readonly shares: readonly Share[];
  /** The walk that covers it, suspended or not. */
  readonly rollout: Rollout | null;
}

const views = new WeakMap<Mesh, ReadonlyMap<string, TargetView>>();

/** T → its rule, shares and walk; sorted by T. A rule that redirects or answers itself is no target. */
export function targetsOf(mesh: Mesh): ReadonlyMap<string, TargetView> {
  const known = views.get(mesh);
  if (known !== undefined) return known;
  const built = viewTargets(mesh);
  views.set(mesh, built);
  return built;
}

function viewTargets(mesh: Mesh): ReadonlyMap<string, TargetView> {
  const rollouts = new Map<string, Rollout>();
  for (const rollout of mesh.rollouts) if (rollout.target !== null) rollouts.set(rollout.target, rollout);
  const targets = new Map<string, TargetView>();
  // Hosts are sorted by id, and a key is an id and `#` and more: the keys come out sorted.
  for (const host of mesh.virtualHosts) {
    for (const view of rulesOf(host)) targets.set(view.target, { ...view, rollout: rollouts.get(view.target) ?? null });
  }
  return targets;
}

type RuleView = Omit<TargetView, 'rollout'>;

/** Hosts keep their identity between meshes while they don't change, and so do their rules' views. */
const ruleViews = new WeakMap<VirtualHost, readonly RuleView[]>();

function rulesOf(host: VirtualHost): readonly RuleView[] {
  const known = ruleViews.get(host);
  if (known !== undefined) return known;
  const first = new Map<string, RuleView>();
  for (const rule of host.rules) {
    // Of two rules with one key the first has the traffic.
    if (!forwards(rule) || first.has(rule.target)) continue;
    first.set(rule.target, { target: rule.target, host, rule, shares: sharesOf(rule) });
  }
  const built = [...first.values()].sort((a, b) => compareText(a.target, b.target));
  ruleViews.set(host, built);
  return built;
}

function forwards(rule: RouteRule): rule is RouteRule & { readonly action: Forward } {
  return rule.action.kind === 'forward';
}
