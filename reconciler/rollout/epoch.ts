/**
 * Whether both sides of a walk are still those that its evidence speaks of: a canary's pods that are new have not been
 * seen yet, and what stable was under another definition is nothing to compare with.
 */

import type { Mesh } from '../../policies/mesh.ts';
import { definitionOf, parseDestinationKey, serviceOf } from '../live/digest.ts';
import { raisedKeys, totalsOf, weightsAt } from '../live/shares.ts';
import type { Entry } from '../live/state.ts';

/** The addresses with ports that the raised side of a walk is sent to; sorted. */
export function canaryEndpoints(mesh: Mesh, entry: Pick<Entry, 'home' | 'to'>): readonly string[] {
  const addresses = raisedKeys(entry).flatMap((key) => {
    const { host, port, subset: name } = parseDestinationKey(key);
    const service = serviceOf(mesh, host);
    const labels = Object.entries(service?.subsets.find((subset) => subset.name === name)?.labels ?? {});
    return (service?.endpoints ?? []).flatMap(({ address, ports, labels: own }) => {
      const target = ports[port];
      const isMeant = labels.every(([label, value]) => own[label] === value);
      return target === undefined || !isMeant ? [] : [`${address}:${target}`];
    });
  });
  return [...new Set(addresses)].sort();
}

/** True when one of them wasn't there before: evidence begins afresh. Fewer of the same are the same canary. */
export function isNewCanary(before: readonly string[], now: readonly string[]): boolean {
  const known = new Set(before);
  return now.some((address) => !known.has(address));
}

/** D → definition, of all destinations that a walk leaves or takes from. What is raised has its own in the entry. */
export function stableDefinitions(mesh: Mesh, entry: Pick<Entry, 'home' | 'to'>): ReadonlyMap<string, string> {
  const raised = new Set(raisedKeys(entry));
  const stable = [...totalsOf(entry.home)].filter(([key, share]) => share > 0 && !raised.has(key));
  return new Map(stable.map(([key]) => [key, definitionOf(mesh, key)]));
}

/** True when one of them that has weight is defined otherwise: its cluster is another one, and evidence begins afresh. */
export function isOtherStable(
  before: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
  entry: Pick<Entry, 'home' | 'to' | 's'>,
): boolean {
  const weights = weightsAt(entry, entry.s);
  return [...now].some(([key, definition]) => (weights.get(key) ?? 0) > 0 && before.get(key) !== definition);
}
