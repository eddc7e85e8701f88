/** The facts of a repository's documents, found by what they say; kept from one change to the next. */

import type { Document } from '../document.ts';
import { compareText } from '../finding.ts';
import { factsOf, type Facts, type LabelSet } from './facts.ts';
import { Postings } from './postings.ts';

/** What a change of documents came to. */
export interface Update {
  readonly gone: readonly Facts[];
  readonly come: readonly Facts[];
  /** What there is now and was not, or the other way. */
  readonly crossed: Crossed;
}

interface Crossed {
  readonly kinds: readonly string[];
  readonly places: readonly Place[];
  readonly namespaces: readonly string[];
  readonly podLabels: readonly string[];
}

/** A kind in a namespace. */
export interface Place {
  readonly kind: string;
  readonly namespace: string;
}

export class FactIndex {
  readonly #facts = new Map<Document, Facts>();
  readonly words = new Postings();
  /** By where a name is seen from, and one word of it; names without a word are under the empty one. */
  readonly names = new Postings();
  readonly kinds = new Postings();
  readonly namespaces = new Postings();
  readonly places = new Postings();
  readonly pods = new Postings();
  readonly podLabels = new Postings();
  readonly selectors = new Postings();
  readonly claims = new Postings();
  /** The one key of all that have patterns of namespaces. */
  readonly patterns = new Postings();
  readonly everyOf = new Postings();

  /** Those of the documents that it does not know yet. */
  unknownOf(documents: readonly Document[]): readonly Document[] {
    return documents.filter((document) => !this.#facts.has(document));
  }

  /** Takes these as well. */
  learn(documents: readonly Document[]): readonly Facts[] {
    return this.unknownOf(documents).map((document) => this.#take(factsOf(document)));
  }

  /** Takes the documents as they are now; those of before keep what is known of them. */
  update(documents: readonly Document[]): Update {
    const now = new Set(documents);
    const gone = [...this.#facts.values()].filter(({ document }) => document === null || !now.has(document));
    const fresh = this.unknownOf(documents).map(factsOf);
    const watch = this.#watch([...gone, ...fresh]);
    for (const facts of gone) this.#drop(facts);
    const come = fresh.map((facts) => this.#take(facts));
    return { gone, come, crossed: watch() };
  }

  /** What there is of the keys of these facts now; asked again, what has changed of that. */
  #watch(all: readonly Facts[]): () => Crossed {
    const crossed = <T>(keys: readonly T[], has: (key: T) => boolean): (() => readonly T[]) => {
      const before = keys.map((key) => ({ key, had: has(key) }));
      return () => before.filter(({ key, had }) => has(key) !== had).map(({ key }) => key);
    };
    const unique = (keys: readonly string[]): readonly string[] => [...new Set(keys)];
    const kinds = crossed(unique(all.flatMap((each) => each.kinds)), (key) => this.kinds.has(key));
    const places = crossed(all.flatMap(placesOf), (place) => this.places.has(placeKey(place)));
    const namespaces = crossed(unique(all.flatMap((each) => each.namespaces)), (key) => this.namespaces.has(key));
    const podLabels = crossed(unique(all.flatMap(podLabelsOf)), (key) => this.podLabels.has(key));
    return () => ({ kinds: kinds(), places: places(), namespaces: namespaces(), podLabels: podLabels() });
  }

  all(): Iterable<Facts> {
    return this.#facts.values();
  }

  factsOf(document: Document): Facts | null {
    return this.#facts.get(document) ?? null;
  }

  #take(facts: Facts): Facts {
    // One text for each word, however many documents have it.
    const kept = { ...facts, words: facts.words.map((word) => this.words.keyLike(word)) };
    if (kept.document !== null) this.#facts.set(kept.document, kept);
    for (const [postings, keys] of this.#keysOf(kept)) for (const key of keys) postings.add(key, kept);
    return kept;
  }

  #drop(facts: Facts): void {
    if (facts.document !== null) this.#facts.delete(facts.document);
    for (const [postings, keys] of this.#keysOf(facts)) for (const key of keys) postings.remove(key, facts);
  }

  #keysOf(facts: Facts): readonly (readonly [Postings, Iterable<string>])[] {
    return [
      [this.words, facts.words],
      [this.names, new Set(facts.names.map(({ words, namespace }) => seenKey(namespace, nameKey(words))))],
      [this.kinds, facts.kinds],
      [this.namespaces, facts.namespaces],
      [this.places, placesOf(facts).map(placeKey)],
      [this.pods, new Set(facts.pods.flatMap((pod) => [...podKeys(pod)]))],
      [this.podLabels, new Set(podLabelsOf(facts))],
      [this.selectors, new Set(facts.selectors.map(selectorKey))],
      [this.claims, new Set(facts.claims)],
      [this.patterns, facts.patterns.length > 0 ? [''] : []],
      [this.everyOf, facts.everyOf],
    ];
  }
}

/** The longest word of a name is shared with the fewest. */
export function nameKey(words: readonly string[]): string {
  return words.reduce((longest, word) => (word.length > longest.length ? word : longest), '');
}

/** What is seen from everywhere has no namespace in its key. */
export function seenKey(namespace: string | null, word: string): string {
  return `${namespace ?? ''} ${word}`;
}

export function placeKey({ kind, namespace }: Place): string {
  return `${namespace} ${kind}`;
}

function placesOf({ kinds, namespaces }: Facts): readonly Place[] {
  return namespaces.flatMap((namespace) => kinds.map((kind) => ({ kind, namespace })));
}

function podLabelsOf({ pods }: Facts): readonly string[] {
  return pods.flatMap(({ labels }) => Object.keys(labels));
}

/** All under which a selector may look for a pod. */
export function* podKeys({ namespace, labels }: LabelSet): Iterable<string> {
  for (const [key, value] of Object.entries(labels)) {
    yield labelKey(namespace, key, value);
    yield labelKey(null, key, value);
  }
}

/** Under one of its labels: it is met by every pod that has them all. */
export function selectorKey({ namespace, labels }: LabelSet): string {
  const [[key, value] = ['', '']] = Object.entries(labels).toSorted(([a], [b]) => compareText(a, b));
  return labelKey(namespace, key, value);
}

function labelKey(namespace: string | null, key: string, value: string): string {
  return JSON.stringify([namespace, key, value]);
}
