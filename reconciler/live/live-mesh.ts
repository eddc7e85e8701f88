/** mesh(I) ⊕ Ω: what proxies are to run, without going through text. */

import type { Mesh, RouteRule, VirtualHost, WeightedDestination } from '../../policies/mesh.ts';
import { parseDestinationKey } from './digest.ts';
import { targetsOf } from './intent.ts';
import type { Intent } from './intent.ts';
import { liveItems } from './items.ts';
import type { LiveItem } from './items.ts';
import type { LiveState } from './state.ts';

/** The mesh with each walk at its weights. Whatever no walk touches keeps its identity, so that it is encoded once. */
export function liveMesh(intent: Intent, state: LiveState): Mesh {
  const changed = changedItems(intent, state);
  if (changed.size === 0) return intent.mesh;
  const virtualHosts = intent.mesh.virtualHosts.map((host) =>
    host.rules.some((rule) => changed.has(rule)) ? hostAt(host, changed) : host,
  );
  return { ...intent.mesh, virtualHosts };
}

type Changed = ReadonlyMap<RouteRule, readonly LiveItem[]>;

function changedItems(intent: Intent, state: LiveState): Changed {
  const targets = targetsOf(intent.mesh);
  const changed = new Map<RouteRule, readonly LiveItem[]>();
  for (const entry of state.targets) {
    const view = targets.get(entry.target);
    const items = view === undefined ? null : liveItems(view, entry);
    if (view !== undefined && items !== null) changed.set(view.rule, items);
  }
  return changed;
}

/** The last result for each virtual host: the same walks at the same weights give the same object again. */
const lastHosts = new WeakMap<VirtualHost, { readonly weights: string; readonly host: VirtualHost }>();

function hostAt(host: VirtualHost, changed: Changed): VirtualHost {
  const weights = JSON.stringify(host.rules.map((rule) => changed.get(rule) ?? null));
  const last = lastHosts.get(host);
  if (last?.weights === weights) return last.host;
  const next = { ...host, rules: host.rules.map((rule) => ruleAt(rule, changed.get(rule))) };
  lastHosts.set(host, { weights, host: next });
  return next;
}

function ruleAt(rule: RouteRule, items: readonly LiveItem[] | undefined): RouteRule {
  if (items === undefined || rule.action.kind !== 'forward') return rule;
  return { ...rule, action: { ...rule.action, destinations: items.map(destinationAt) } };
}

function destinationAt({ key, share, item, headers }: LiveItem): WeightedDestination {
  return { destination: parseDestinationKey(key), share, item, ...(headers === undefined ? {} : { headers }) };
}
