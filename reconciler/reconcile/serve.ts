/** Hands what is live to the proxies, and says whose counts are whose. */

import type { Mesh } from '../../policies/mesh.ts';
import { attemptText } from '../live/fleet.ts';
import { parseDestinationKey } from '../live/digest.ts';
import { targetsOf } from '../live/intent.ts';
import { raisedKeys } from '../live/shares.ts';
import { liveMesh } from '../live/live-mesh.ts';
import { clusterIndex, type ClusterOwner } from '../xds/translate/cluster-index.ts';
import type { Head } from './head.ts';
import type { Memory } from './memory.ts';
import {
  budgetOf,
  slisOf,
  type Attributed,
  type Watch,
  type WatchedBudget,
  type WatchedWalk,
} from '../rollout/watch.ts';
import type { Ports } from './ports.ts';

/** Serves the head as it stands. Free where nothing changed: equal bytes are never sent twice. */
export function serve(memory: Memory, ports: Pick<Ports, 'xds' | 'samples'>): void {
  const head = memory.head;
  if (head === null || !memory.opened) return;
  const mesh = liveMesh(head.intent.intent, head.state);
  const pending = new Map(memory.pending.map((lowering) => [lowering.target, attemptText(lowering.attempt)]));
  ports.samples.watch(watchOf(head, mesh));
  ports.xds.serve({ commit: head.oid, mesh, pending, heard: memory.heard });
}

function watchOf(head: Head, mesh: Mesh): Watch {
  const targets = targetsOf(mesh);
  const walks = new Map<string, WatchedWalk>();
  for (const { target } of head.state.targets) {
    const view = targets.get(target);
    const rollout = view?.rollout ?? null;
    if (view === undefined || rollout === null) continue;
    const { namespace, name } = view.host;
    walks.set(target, { namespace, name, slis: slisOf(rollout, mesh.slos) });
  }
  const index = clusterIndex(mesh);
  return { clusters: attributions(head, index), walks, budgets: budgetsOf(mesh, index), sources: mesh.config.sources };
}

/** Canary is what a walk raises; stable is all else that its rule sends traffic to. */
function attributions(head: Head, index: ReadonlyMap<string, ClusterOwner>): ReadonlyMap<string, Attributed> {
  const raised = new Map(head.state.targets.map((entry) => [entry.target, new Set(raisedKeys(entry))]));
  const found = new Map<string, Attributed>();
  for (const [cluster, owner] of index) {
    const canaries = raised.get(owner.target);
    if (canaries === undefined) continue;
    const side = canaries.has(owner.destinationKey) ? 'canary' : 'stable';
    found.set(cluster, { target: owner.target, destinationKey: owner.destinationKey, side });
  }
  return found;
}

/** An SLO's budget is that of the walked rules' requests to its service: those have clusters of their own. */
function budgetsOf(mesh: Mesh, index: ReadonlyMap<string, ClusterOwner>): ReadonlyMap<string, WatchedBudget> {
  const owned = [...index];
  return new Map(
    mesh.slos.map((slo) => {
      const own = owned.filter(([, { destinationKey }]) => parseDestinationKey(destinationKey).host === slo.service);
      return [budgetOf(slo), { sli: slo.sli, clusters: own.map(([name]) => name) }];
    }),
  );
}
