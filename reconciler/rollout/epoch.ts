/** Whether a canary is still the one that its evidence speaks of: pods that are new have not been seen yet. */

import type { Mesh } from '../../policies/mesh.ts';
import { parseDestinationKey, serviceOf } from '../live/digest.ts';
import { raisedKeys } from '../live/shares.ts';
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
