/** Repositories of any size: many correct ones side by side, each in namespaces of its own. */

import { correct } from './corpus.ts';
import type { Texts } from './print.ts';

/** Of so many seeds, each in a folder. Names of objects are the same ones in all of them. */
export function largeRepository(seed: number, count: number): Texts {
  const parts = Array.from({ length: count }, (_, place) => inNamespacesOf(correct(seed + place), place));
  return new Map(parts.flatMap((texts, place) => [...texts].map(([path, text]) => [`part-${place}/${path}`, text])));
}

/** The same repository with a number behind each of its namespaces, wherever they are named. */
export function inNamespacesOf(texts: Texts, place: number): Texts {
  const names = namespacesIn(texts);
  const named = new RegExp(`(?<![\\w-])(${[...names].join('|')})(?![\\w-])`, 'g');
  return new Map([...texts].map(([path, text]) => [path, text.replaceAll(named, (name) => `${name}-${place}`)]));
}

function namespacesIn(texts: Texts): ReadonlySet<string> {
  const shared = new Set(['default', 'istio-system']);
  const found = [...texts.values()].flatMap((text) =>
    [...text.matchAll(/namespace: "?([a-z-]+)"?/g)].map(([, name = '']) => name),
  );
  return new Set(found.filter((name) => !shared.has(name)));
}
