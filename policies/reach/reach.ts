/** How far a change reaches: what is to be judged anew, and what has to be seen for that. */

import type { Document } from '../document.ts';
import type { Facts } from './facts.ts';
import { type FactIndex, placeKey, type Update } from './fact-index.ts';
import { type Roots, spacesOf } from './by-name.ts';
import { askedBy, asking, rivalsOf, waivedBy, waiversOf } from './relations.ts';
import { ways } from './tables.ts';
import { patternTakes } from './words.ts';

export interface Reach {
  /** Documents whose findings may be others now. */
  readonly judged: ReadonlySet<Document>;
  /** Those, and all that their findings hang on. */
  readonly seen: ReadonlySet<Document>;
}

export interface Change extends Update {
  /** Documents that did not change, and are to be judged anew all the same. */
  readonly moved: readonly Document[];
  /** What is no longer asked for, and was there before. */
  readonly ghosts: readonly Facts[];
  /** What walks send requests to, and their rules do not name. */
  readonly astray: readonly Facts[];
}

/** From a Rollout to the VirtualService that it names, its Service, and an SLO that speaks of that. */
const furthest = 3;

/** Null: it is all to be judged anew, or more than `most` documents would have to be seen. */
export function reachOf(change: Change, index: FactIndex, roots: Roots, most: number): Reach | null {
  const { gone, come, crossed, moved, ghosts, astray } = change;
  if (crossed.kinds.length > 0 || crossed.places.some(({ namespace }) => roots.has(namespace))) return null;
  const changed = [...gone, ...come, ...ghosts, ...moved.flatMap((each) => index.factsOf(each) ?? [])];
  const beginning = [...changed, ...changed.flatMap((each) => [...rivalsOf(each, index)]), ...touched(crossed, index)];
  const judged = spread(beginning, (facts) => asking(facts, index, roots), most);
  if (judged === null) return null;
  const waivers = [...judged].flatMap((facts) => [...waiversOf(facts, index, roots)]);
  for (const waiver of waivers) judged.add(waiver);
  // What is gone has no place for a finding.
  const here = [...judged].filter(({ document }) => document !== null && index.factsOf(document) !== null);
  const beside = here.flatMap((facts) => [facts, ...rivalsOf(facts, index), ...waivedBy(facts, index, roots)]);
  const seen = spread([...beside, ...astray], (facts) => askedBy(facts, index, roots), most);
  if (seen === null) return null;
  for (const facts of witnesses(here, index, roots)) seen.add(facts);
  return seen.size > most ? null : { judged: documentsOf(here), seen: documentsOf(seen) };
}

function documentsOf(facts: Iterable<Facts>): ReadonlySet<Document> {
  return new Set([...facts].flatMap(({ document }) => document ?? []));
}

/** All that is met, by the ways that there are; null when that is more than `most`. */
function spread(from: readonly Facts[], next: (facts: Facts) => Iterable<Facts>, most: number): Set<Facts> | null {
  const met = new Set(from);
  let edge: readonly Facts[] = [...met];
  for (let step = 0; step < furthest && edge.length > 0; step += 1) {
    const beyond: Facts[] = [];
    for (const facts of edge) {
      for (const other of next(facts)) {
        if (met.has(other)) continue;
        met.add(other);
        if (other.kinds.some((kind) => ways.has(kind))) beyond.push(other);
      }
      if (met.size > most) return null;
    }
    edge = beyond;
  }
  return met;
}

/** Those that ask whether there is anything of a kind in a namespace, of a namespace, or with a label. */
function touched({ places, namespaces, podLabels }: Update['crossed'], index: FactIndex): readonly Facts[] {
  const homes = new Set([...places.map(({ namespace }) => namespace), ...namespaces]);
  return [
    ...[...homes].flatMap((home) => [...index.namespaces.of(home), ...index.words.of(home)]),
    ...index.patterns.of('').filter((each) => namespaces.some((home) => takesIn(each, home))),
    ...(podLabels.length > 0 ? index.kinds.of('networking.istio.io/Gateway') : []),
  ];
}

function takesIn({ patterns }: Facts, namespace: string): boolean {
  return patterns.some((pattern) => patternTakes(pattern, namespace));
}

/** One of each sort, where no more is asked than whether there is one. */
function* witnesses(judged: readonly Facts[], index: FactIndex, roots: Roots): Iterable<Facts> {
  const kinds = [...index.kinds.keys()];
  for (const kind of kinds) yield* index.kinds.of(kind).slice(0, 1);
  yield* index.kinds.of('sluice.dev/Config');
  const spaces = new Set(judged.flatMap((facts) => [...spacesOf(facts, index, roots)]));
  for (const namespace of spaces) {
    for (const kind of kinds) yield* index.places.of(placeKey({ kind, namespace })).slice(0, 1);
  }
  const patterns = new Set(judged.flatMap((facts) => facts.patterns));
  for (const namespace of patterns.size === 0 ? [] : index.namespaces.keys()) {
    const isMeant = [...patterns].some((pattern) => patternTakes(pattern, namespace));
    if (isMeant) yield* index.namespaces.of(namespace).slice(0, 1);
  }
  const labels = new Set(judged.flatMap(({ selectors }) => selectors.flatMap(({ labels: each }) => Object.keys(each))));
  for (const label of labels) yield* index.podLabels.of(label).slice(0, 1);
}
