/** Who names whom: a document has all words of a name in it, and sees the namespace that it is of. */

import type { Facts } from './facts.ts';
import { type FactIndex, nameKey, seenKey } from './fact-index.ts';
import { named, namers } from './tables.ts';

/** Namespaces that speak to all others, as Istio's root namespace does. */
export type Roots = ReadonlySet<string>;

/** The namespaces that a document speaks of. */
export function spacesOf(facts: Facts, index: FactIndex, roots: Roots): ReadonlySet<string> {
  const spaces = new Set([...facts.namespaces, ...roots]);
  for (const word of facts.words) if (index.namespaces.has(word)) spaces.add(word);
  return spaces;
}

/** All that a document names. */
export function* namedBy(facts: Facts, index: FactIndex, roots: Roots): Iterable<Facts> {
  if (!facts.kinds.some((kind) => named[kind] !== undefined || speaking.has(kind))) return;
  for (const namespace of [null, ...spacesOf(facts, index, roots)]) {
    for (const word of [...facts.words, '']) {
      for (const other of index.names.of(seenKey(namespace, word))) if (names(facts, other, roots)) yield other;
    }
  }
}

/** Kinds that speak of what they name. */
const speaking: ReadonlySet<string> = new Set(Object.values(namers).flat());

/** All that name a document. */
export function* naming(facts: Facts, index: FactIndex, roots: Roots): Iterable<Facts> {
  for (const { words, namespace } of facts.names) {
    for (const other of fewest(words, namespace, index, roots)) if (names(other, facts, roots)) yield other;
  }
}

/** All that may have a name in them, and not many more. */
function fewest(words: readonly string[], namespace: string | null, index: FactIndex, roots: Roots): Iterable<Facts> {
  if (words.length === 0) return index.all();
  const holders = words.map((word) => index.words.of(word));
  const few = holders.reduce(
    (least, each) => (each.length < least.length ? each : least),
    index.words.of(nameKey(words)),
  );
  if (namespace === null || roots.has(namespace)) return few;
  const [home, abroad] = [index.namespaces.of(namespace), index.words.of(namespace)];
  return home.length + abroad.length < few.length ? new Set([...home, ...abroad]) : few;
}

/** Whether the one names the other. */
export function names(facts: Facts, other: Facts, roots: Roots): boolean {
  return other.names.some(
    ({ words, namespace }) => words.every((word) => hasWord(facts, word)) && sees(facts, namespace, roots),
  );
}

function sees(facts: Facts, namespace: string | null, roots: Roots): boolean {
  return (
    namespace === null || facts.namespaces.includes(namespace) || roots.has(namespace) || hasWord(facts, namespace)
  );
}

function hasWord({ words }: Facts, word: string): boolean {
  let [low, high] = [0, words.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((words[middle] ?? '') < word) low = middle + 1;
    else high = middle;
  }
  return words[low] === word;
}
