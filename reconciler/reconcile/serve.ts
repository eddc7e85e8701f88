/** Hands what is live to the proxies, and says whose counts are whose. */

import type { Mesh } from '../../policies/mesh.ts';
import { attemptText } from '../live/fleet.ts';
import { targetsOf } from '../live/intent.ts';
import { raisedKeys } from '../live/shares.ts';
import { liveMesh } from '../live/live-mesh.ts';
import { clusterIndex } from '../xds/translate/cluster-index.ts';
import type { Head } from './head.ts';
import type { Memory } from './memory.ts';
import type { Attributed, Watch, WatchedWalk } from '../rollout/watch.ts';
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
    walks.set(target, { namespace, name, slis: rollout.evidence.map(({ key, sli }) => ({ key, sli })) });
  }
  return { clusters: attributions(head, mesh), walks, sources: mesh.config.sources };
}

/** Canary is what a walk raises; stable is all else that its rule sends traffic to. */
function attributions(head: Head, mesh: Mesh): ReadonlyMap<string, Attributed> {
  const raised = new Map(head.state.targets.map((entry) => [entry.target, new Set(raisedKeys(entry))]));
  const found = new Map<string, Attributed>();
  for (const [cluster, owner] of clusterIndex(mesh)) {
    const canaries = raised.get(owner.target);
    if (canaries === undefined) continue;
    const side = canaries.has(owner.destinationKey) ? 'canary' : 'stable';
    found.set(cluster, { target: owner.target, destinationKey: owner.destinationKey, side });
  }
  return found;
}
