import type { Resource } from '../snapshot.ts';
import type { KnownSet, TypeState } from './state.ts';
import { isSubscribed } from './state.ts';

export interface Difference {
  /** Wanted, and not in the client's hands in this version; in the snapshot's order. */
  readonly changed: readonly Resource[];
  /** In the client's hands, and no longer in the snapshot. */
  readonly gone: readonly string[];
}

export type ResourceMap = ReadonlyMap<string, Resource>;
export type Differ = (type: TypeState, target: ResourceMap) => Difference;

interface Remembered {
  readonly names: ReadonlySet<string>;
  readonly wildcard: boolean;
  readonly difference: Difference;
}

/**
 * Compares what a client has with what it is to have. Streams that were sent the same share one map, so the answer is
 * remembered by identity: a change costs one comparison, however many streams there are.
 */
export function createDiffer(): Differ {
  const byTarget = new WeakMap<ResourceMap, WeakMap<KnownSet, Remembered>>();
  return (type, target) => {
    let bySent = byTarget.get(target);
    if (!bySent) byTarget.set(target, (bySent = new WeakMap()));
    const remembered = bySent.get(type.sent);
    if (remembered && remembered.wildcard === type.wildcard && (type.wildcard || remembered.names === type.names)) {
      return remembered.difference;
    }
    const difference = compare(type, target);
    bySent.set(type.sent, { names: type.names, wildcard: type.wildcard, difference });
    return difference;
  };
}

const same: Difference = { changed: [], gone: [] };

function compare(type: TypeState, target: ResourceMap): Difference {
  if (type.wildcard && sharesMap(type.sent, target)) return same;
  const wanted = type.wildcard ? [...target.values()] : [...type.names].flatMap((name) => target.get(name) ?? []);
  const changed = wanted.filter((resource) => type.sent.get(resource.name)?.version !== resource.version);
  const gone = [...type.sent.keys()].filter((name) => !target.has(name) && isSubscribed(type, name));
  return changed.length === 0 && gone.length === 0 ? same : { changed, gone };
}

/** `sent` may be the very map of a snapshot. */
function sharesMap(sent: KnownSet, target: ResourceMap): boolean {
  return (sent as unknown) === target; // Two types for one object: a snapshot's map is read-only, and so is what was sent.
}
