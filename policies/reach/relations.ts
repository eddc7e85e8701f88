/** Whose judgement hangs on whom: what a document asks of others, and who asks it. */

import type { Facts, LabelSet } from './facts.ts';
import { type FactIndex, nameKey, placeKey, podKeys, seenKey } from './fact-index.ts';
import type { Name } from './names.ts';
import { companions, named, namers, podMates } from './tables.ts';

/** Namespaces that speak to all others, as Istio's root namespace does. */
export type Roots = ReadonlySet<string>;

/** Those that a document's findings may hang on. */
export function* askedBy(facts: Facts, index: FactIndex, roots: Roots): Iterable<Facts> {
  for (const other of namedBy(facts, index, roots)) if (asksForName(facts, other)) yield other;
  for (const other of naming(facts, index, roots)) if (asksForNamer(facts, other)) yield other;
  yield* selectedBy(facts, index);
  if (facts.kinds.some((kind) => podMates[kind] !== undefined)) {
    for (const mate of matesOf(facts, index)) if (isMate(facts, mate)) yield mate;
  }
  for (const kind of companionKinds(facts)) {
    for (const namespace of spacesOf(facts, index, roots)) yield* index.places.of(placeKey({ kind, namespace }));
  }
  for (const kind of facts.everyOf) yield* index.kinds.of(kind);
}

/** Those whose findings may hang on a document: the same, from the other side. */
export function* asking(facts: Facts, index: FactIndex, roots: Roots): Iterable<Facts> {
  for (const other of naming(facts, index, roots)) if (asksForName(other, facts)) yield other;
  for (const other of namedBy(facts, index, roots)) if (asksForNamer(other, facts)) yield other;
  yield* selecting(facts, index);
  if (facts.kinds.some((kind) => mates.has(kind))) {
    for (const mate of matesOf(facts, index)) if (isMate(mate, facts)) yield mate;
  }
  for (const kind of facts.kinds) {
    for (const asker of askersOf(kind)) yield* seeing(asker, facts, index, roots);
    yield* index.everyOf.of(kind);
  }
}

/** Waivers of what an object may be found for. */
export function* waiversOf(facts: Facts, index: FactIndex, roots: Roots): Iterable<Facts> {
  for (const waiver of index.kinds.of('sluice.dev/Waiver')) if (names(waiver, facts, roots)) yield waiver;
}

/** What a waiver speaks of: whether it is needed hangs on all that the object's findings hang on. */
export function* waivedBy(facts: Facts, index: FactIndex, roots: Roots): Iterable<Facts> {
  if (facts.kinds.includes('sluice.dev/Waiver')) yield* namedBy(facts, index, roots);
}

function asksForName({ kinds }: Facts, other: Facts): boolean {
  return kinds.some((kind) => {
    const wanted = named[kind] ?? [];
    return wanted === 'any' || wanted.some((each) => other.kinds.includes(each));
  });
}

function asksForNamer({ kinds }: Facts, other: Facts): boolean {
  return kinds.some((kind) => namers[kind]?.some((each) => other.kinds.includes(each)));
}

function isMate({ kinds }: Facts, other: Facts): boolean {
  return kinds.some((kind) => podMates[kind]?.some((each) => other.kinds.includes(each)));
}

/** Those that hold a key that the document holds as well. */
export function* rivalsOf(facts: Facts, index: FactIndex): Iterable<Facts> {
  for (const claim of facts.claims) yield* index.claims.of(claim);
  for (const name of facts.names) {
    const key = seenKey(name.namespace, nameKey(name.words));
    for (const other of index.names.of(key)) if (isTwin(facts, name, other)) yield other;
  }
}

/** One object in two documents. */
function isTwin({ kinds }: Facts, { words, namespace }: Name, other: Facts): boolean {
  const hasName = other.names.some((each) => each.namespace === namespace && each.words.join(' ') === words.join(' '));
  return hasName && other.kinds.some((kind) => kinds.includes(kind));
}

/** The namespaces that a document speaks of. */
export function spacesOf(facts: Facts, index: FactIndex, roots: Roots): ReadonlySet<string> {
  const spaces = new Set([...facts.namespaces, ...roots]);
  for (const word of facts.words) if (index.namespaces.has(word)) spaces.add(word);
  return spaces;
}

function* namedBy(facts: Facts, index: FactIndex, roots: Roots): Iterable<Facts> {
  if (!facts.kinds.some((kind) => named[kind] !== undefined || speaking.has(kind))) return;
  for (const namespace of [null, ...spacesOf(facts, index, roots)]) {
    for (const word of [...facts.words, '']) {
      for (const other of index.names.of(seenKey(namespace, word))) if (names(facts, other, roots)) yield other;
    }
  }
}

/** Kinds that speak of what they name. */
const speaking: ReadonlySet<string> = new Set(Object.values(namers).flat());

function* naming(facts: Facts, index: FactIndex, roots: Roots): Iterable<Facts> {
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

function names(facts: Facts, other: Facts, roots: Roots): boolean {
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

function* selectedBy({ selectors }: Facts, index: FactIndex): Iterable<Facts> {
  for (const selector of selectors) {
    const lists = [...podKeys(selector)].map((key) => index.pods.of(key));
    const [first = []] = lists.toSorted((a, b) => a.length - b.length);
    for (const other of first) if (other.pods.some((pod) => selects(selector, pod))) yield other;
  }
}

/** Kinds that others are judged with. */
const mates: ReadonlySet<string> = new Set(Object.values(podMates).flat());

/** All that select a pod which it selects. */
function matesOf(facts: Facts, index: FactIndex): ReadonlySet<Facts> {
  return new Set([...new Set(selectedBy(facts, index))].flatMap((pod) => [...selecting(pod, index)]));
}

function* selecting({ pods }: Facts, index: FactIndex): Iterable<Facts> {
  for (const pod of pods) {
    for (const key of podKeys(pod)) {
      for (const other of index.selectors.of(key)) {
        if (other.selectors.some((selector) => selects(selector, pod))) yield other;
      }
    }
  }
}

function selects(selector: LabelSet, pod: LabelSet): boolean {
  if (selector.namespace !== null && selector.namespace !== pod.namespace) return false;
  return Object.entries(selector.labels).every(([key, value]) => pod.labels[key] === value);
}

function companionKinds({ kinds }: Facts): readonly string[] {
  return kinds.flatMap((kind) => companions[kind] ?? []);
}

function askersOf(kind: string): readonly string[] {
  return Object.entries(companions)
    .filter(([, kinds]) => kinds.includes(kind))
    .map(([asker]) => asker);
}

/** Objects of a kind that speak of the namespaces of a document. */
function* seeing(kind: string, { namespaces }: Facts, index: FactIndex, roots: Roots): Iterable<Facts> {
  for (const namespace of namespaces) {
    if (roots.has(namespace)) yield* index.kinds.of(kind);
    yield* index.places.of(placeKey({ kind, namespace }));
    for (const other of index.words.of(namespace)) if (other.kinds.includes(kind)) yield other;
  }
}
