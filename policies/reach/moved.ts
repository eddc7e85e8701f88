/** What is another one in another mesh, told by identity: what did not change keeps it. */

import { sameList } from '../lists.ts';
import type { Mesh, RouteRule, Source, VirtualHost } from '../mesh.ts';
import type { Facts } from './facts.ts';
import { fullName, serviceName, virtualHostName } from './mesh-names.ts';
import { wordsIn } from './words.ts';

export interface Moved {
  /** Where it is asked for now. */
  readonly sources: readonly Source[];
  /** What nobody asks for any more. */
  readonly ghosts: readonly Facts[];
}

interface Part {
  readonly namespace: string;
  readonly name: string;
  readonly source: Source;
}

/** Of what rules compare between what is served and what is asked for; `asked` says where that stands. */
export function movedBetween(before: Mesh, now: Mesh, asked: Mesh): Moved {
  const parts = [
    moved([before.services, now.services, asked.services], serviceName, () => ['/Service']),
    moved([before.virtualHosts, now.virtualHosts, asked.virtualHosts], virtualHostName, ({ kind, hosts }) => [
      kind,
      ...hosts,
    ]),
    moved([before.rollouts, now.rollouts, asked.rollouts], fullName, ({ target }) => [
      'sluice.dev/Rollout',
      target ?? '',
    ]),
  ];
  return { sources: parts.flatMap((each) => each.sources), ghosts: parts.flatMap((each) => each.ghosts) };
}

function moved<T extends Part>(
  [before, now, asked]: readonly [readonly T[], readonly T[], readonly T[]],
  nameOf: (item: T) => string,
  saidOf: (item: T) => Said,
): Moved {
  if (sameList(before, now)) return { sources: [], ghosts: [] };
  const old = new Map(before.map((item) => [nameOf(item), item]));
  const fresh = new Map(now.map((item) => [nameOf(item), item]));
  const changed = new Map([...old, ...fresh].filter(([name]) => old.get(name) !== fresh.get(name)));
  const here = asked.filter((item) => changed.has(nameOf(item)));
  for (const item of here) changed.delete(nameOf(item));
  return {
    sources: here.map(({ source }) => source),
    ghosts: [...changed.values()].map((item) => ghostOf(item, saidOf(item))),
  };
}

/** Its kind, and the texts by which it names others. */
type Said = readonly [kind: string, ...texts: string[]];

/** What asked for it may be asked for others by the same words. */
function ghostOf({ namespace, name }: Part, [kind, ...texts]: Said): Facts {
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

/** Walks that send requests to what their rules name no more: what is sent where, as facts, and where the rules stand. */
export function strayed(live: Mesh, asked: Mesh): Moved {
  if (sameList(live.virtualHosts, asked.virtualHosts)) return { sources: [], ghosts: [] };
  const now = new Map(asked.virtualHosts.map((host) => [host.id, host]));
  const stray = live.virtualHosts.filter((host) => {
    const same = now.get(host.id);
    const known = same === undefined ? new Set() : destinationsOf(same);
    return same !== host && [...destinationsOf(host)].some((each) => !known.has(each));
  });
  return {
    sources: stray.flatMap(({ id }) => now.get(id)?.source ?? []),
    ghosts: stray.map((host) => ghostOf(host, [`networking.istio.io/${host.kind}`, ...destinationsOf(host)])),
  };
}

function destinationsOf({ rules }: VirtualHost): ReadonlySet<string> {
  return new Set(rules.flatMap(hostsOf));
}

function hostsOf({ action }: RouteRule): readonly string[] {
  return action.kind === 'forward' ? action.destinations.map(({ destination }) => destination.host) : [];
}
