/** Whose judgement hangs on whom: what a document asks of others, and who asks it. */

import { namedBy, names, naming, type Roots, spacesOf } from './by-name.ts';
import { matesOf, selectedBy, selecting } from './by-pod.ts';
import type { Facts } from './facts.ts';
import { type FactIndex, nameKey, placeKey, seenKey } from './fact-index.ts';
import type { Name } from './names.ts';
import { companions, named, namers, podMates } from './tables.ts';

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
    for (const asker of askers.get(kind) ?? []) yield* seeing(asker, facts, index, roots);
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

/** Kinds that others are judged with. */
const mates: ReadonlySet<string> = new Set(Object.values(podMates).flat());

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

function companionKinds({ kinds }: Facts): readonly string[] {
  return kinds.flatMap((kind) => companions[kind] ?? []);
}

/** Kinds that are judged with all of a kind. */
const askers: ReadonlyMap<string, readonly string[]> = new Map(
  [...new Set(Object.values(companions).flat())].map((kind) => [
    kind,
    Object.keys(companions).filter((asker) => companions[asker]?.includes(kind)),
  ]),
);

/** Objects of a kind that speak of the namespaces of a document. */
function* seeing(kind: string, { namespaces }: Facts, index: FactIndex, roots: Roots): Iterable<Facts> {
  for (const namespace of namespaces) {
    if (roots.has(namespace)) yield* index.kinds.of(kind);
    yield* index.places.of(placeKey({ kind, namespace }));
    for (const other of index.words.of(namespace)) if (other.kinds.includes(kind)) yield other;
  }
}
