/** What is filled into the queries and paths of a walk, for one side of it. */

import type { Side } from '../rollout/sample.ts';
import type { Watch, WatchedWalk } from '../rollout/watch.ts';

export interface Variables {
  readonly side: Side;
  /** Names of Envoy clusters, as `envoy_cluster_name` has them; sorted. */
  readonly clusters: readonly string[];
  readonly namespace: string;
  readonly name: string;
}

export type Sides = Readonly<Record<Side, Variables>>;

/** By T: the clusters of both sides. Made once a watch, as polls are many. */
export type ClustersByTarget = ReadonlyMap<string, Readonly<Record<Side, readonly string[]>>>;

export function clustersByTarget(watch: Watch): ClustersByTarget {
  const found = new Map<string, Record<Side, string[]>>();
  for (const [cluster, { target, side }] of watch.clusters) {
    const sides = found.get(target) ?? { canary: [], stable: [] };
    sides[side].push(cluster);
    found.set(target, sides);
  }
  for (const { canary, stable } of found.values()) {
    canary.sort();
    stable.sort();
  }
  return found;
}

/** A walk's variables, for both sides. */
export function variablesOf(target: string, { namespace, name }: WatchedWalk, clusters: ClustersByTarget): Sides {
  const { canary = [], stable = [] } = clusters.get(target) ?? {};
  return {
    canary: { side: 'canary', clusters: canary, namespace, name },
    stable: { side: 'stable', clusters: stable, namespace, name },
  };
}

/** A side that has no clusters has no requests either: what names them need not be asked. */
export function isNamedInVain(texts: readonly string[], variables: Variables): boolean {
  return variables.clusters.length === 0 && texts.some((text) => /\$clusters(?![A-Za-z_])/.test(text));
}

/** Replaces each `$word` by what `valueOf` has for it; null leaves it as it stands. */
export function fill(text: string, valueOf: (name: string) => string | null): string {
  return text.replaceAll(/\$([A-Za-z_]+)/g, (written, name: string) => valueOf(name) ?? written);
}

/** The value of a variable before it is escaped for where it goes; null when there is no such variable. */
export function valueOf(variables: Variables, name: string): string | null {
  switch (name) {
    case 'clusters':
      return variables.clusters.map(quoteMeta).join('|');
    case 'namespace':
      return variables.namespace;
    case 'name':
      return variables.name;
    case 'side':
      return variables.side;
    default:
      return null;
  }
}

/** So that a regular expression (RE2's, as Prometheus has it) means the very text. */
function quoteMeta(text: string): string {
  return text.replaceAll(/[\\.+*?()|[\]{}^$]/g, String.raw`\$&`);
}
