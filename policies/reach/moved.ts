/** What is another one in another mesh, told by identity: what did not change keeps it. */

import { sameList } from '../lists.ts';
import type { Mesh, Source } from '../mesh.ts';
import type { Facts } from './facts.ts';
import { fullName, serviceName, virtualHostName } from './mesh-names.ts';
import { wordsIn } from './words.ts';

export interface Moved {
  /** Where what changed, or is new, is asked for; of the second mesh. */
  readonly sources: readonly Source[];
  /** What is only in the first. */
  readonly ghosts: readonly Facts[];
}

interface Part {
  readonly namespace: string;
  readonly name: string;
  readonly source: Source;
}

/** Of what rules compare between what is served and what is asked for. */
export function movedBetween(before: Mesh, now: Mesh): Moved {
  const parts = [
    moved(before.services, now.services, serviceName, () => ['/Service']),
    moved(before.virtualHosts, now.virtualHosts, virtualHostName, ({ kind, hosts }) => [kind, ...hosts]),
    moved(before.rollouts, now.rollouts, fullName, ({ target }) => ['sluice.dev/Rollout', target ?? '']),
  ];
  return { sources: parts.flatMap((each) => each.sources), ghosts: parts.flatMap((each) => each.ghosts) };
}

function moved<T extends Part>(
  before: readonly T[],
  now: readonly T[],
  nameOf: (item: T) => string,
  saidOf: (item: T) => readonly [kind: string, ...texts: string[]],
): Moved {
  if (sameList(before, now)) return { sources: [], ghosts: [] };
  const old = new Map(before.map((item) => [nameOf(item), item]));
  const present = new Set(now.map(nameOf));
  return {
    sources: now.filter((item) => old.get(nameOf(item)) !== item).map(({ source }) => source),
    ghosts: before.filter((item) => !present.has(nameOf(item))).map((item) => ghostOf(item, saidOf(item))),
  };
}

/** Who asked for it may be asked for others by the same words. */
function ghostOf({ namespace, name }: Part, [kind, ...texts]: readonly [string, ...string[]]): Facts {
  return {
    document: null,
    kinds: [kind],
    namespaces: [namespace],
    words: [...new Set(texts.flatMap(wordsIn))].toSorted(),
    names: [{ words: wordsIn(name), namespace }],
    pods: [],
    selectors: [],
    claims: [],
    patterns: [],
    everyOf: [],
  };
}
