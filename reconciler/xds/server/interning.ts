import type { Resource, Snapshot, TypeUrl } from '../snapshot.ts';
import type { RulesOff } from '../subscription/rules.ts';

/** Keeps the maps of types in which nothing changed, so that every stream sees at a glance that nothing did. */
export function createInterning(off: RulesOff): (before: Snapshot | null, now: Snapshot) => Snapshot {
  let sequence = 0;
  return (before, now) => {
    const snapshot = off.has('content-versions') ? numbered(now, ++sequence) : now;
    const resources = new Map<TypeUrl, ReadonlyMap<string, Resource>>();
    for (const [typeUrl, map] of snapshot.resources) {
      const old = before?.resources.get(typeUrl);
      resources.set(typeUrl, old && isSame(old, map) ? old : map);
    }
    return { commit: snapshot.commit, resources };
  };
}

function isSame(a: ReadonlyMap<string, Resource>, b: ReadonlyMap<string, Resource>): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  for (const [name, resource] of b) if (a.get(name)?.version !== resource.version) return false;
  return true;
}

/** For tests: versions that count up instead of following the content. */
function numbered(snapshot: Snapshot, sequence: number): Snapshot {
  const renamed = [...snapshot.resources].map(([typeUrl, map]) => {
    const entries = [...map].map(
      ([name, known]) => [name, { ...known, version: `${known.version}-${sequence}` }] as const,
    );
    return [typeUrl, new Map(entries)] as const;
  });
  return { commit: snapshot.commit, resources: new Map(renamed) };
}
