/** All objects read, each once, and what they bring by kind. */

import type { Finding } from './finding.ts';
import type { PolicyObject } from './object.ts';
import { type AnyPart, noParts, type Parts, replaceParts, sortParts } from './parts.ts';
import { readObject, type ReadObject } from './read.ts';
import type { UniqueObjects } from './unique.ts';

export interface Reads {
  /** In the order of the objects. */
  readonly list: readonly ReadObject[];
  readonly parts: Parts;
  readonly findings: readonly Finding[];
  /** What was read before, by object. */
  readonly known: WeakMap<PolicyObject, ReadObject>;
}

export function noReads(): Reads {
  return { list: [], parts: noParts, findings: [], known: new WeakMap() };
}

/** Reads what is new since `previous`; lists in which nothing is new stay the same lists. */
export function readObjects({ objects, changed }: UniqueObjects, previous: Reads): Reads {
  const { known } = previous;
  const changes = changed && changesAt(changed, objects, previous);
  if (changes === null) {
    const list = objects.map((object) => readOnce(object, known));
    return { list, parts: sortParts(list), findings: findingsOf(list), known };
  }
  const list = [...previous.list];
  for (const { place, now } of changes) list[place] = now;
  const silent = changes.every(({ before, now }) => before.findings.length === 0 && now.findings.length === 0);
  return {
    list,
    parts: replaceParts(previous.parts, changes.flatMap(partChanges)),
    findings: silent ? previous.findings : findingsOf(list),
    known,
  };
}

interface Change {
  readonly place: number;
  readonly before: ReadObject;
  readonly now: ReadObject;
}

/** What is read in these places; null where that brings other kinds than before, so that the parts must be sorted anew. */
function changesAt(
  places: readonly number[],
  objects: readonly PolicyObject[],
  { list, known }: Reads,
): readonly Change[] | null {
  const changes: Change[] = [];
  for (const place of places) {
    const [object, before] = [objects[place], list[place]];
    const now = object && readOnce(object, known);
    if (!now || !before || !sameKinds(before.parts, now.parts)) return null;
    changes.push({ place, before, now });
  }
  return changes;
}

function sameKinds(a: readonly AnyPart[], b: readonly AnyPart[]): boolean {
  return a.length === b.length && a.every((part, index) => part.draft.kind === b[index]?.draft.kind);
}

function partChanges({ before, now }: Change): readonly { before: AnyPart; now: AnyPart }[] {
  return now.parts.flatMap((part, index) => {
    const old = before.parts[index];
    return old ? [{ before: old, now: part }] : [];
  });
}

function findingsOf(list: readonly ReadObject[]): readonly Finding[] {
  return list.filter((read) => read.findings.length > 0).flatMap((read) => read.findings);
}

function readOnce(object: PolicyObject, known: WeakMap<PolicyObject, ReadObject>): ReadObject {
  const read = known.get(object) ?? readObject(object);
  known.set(object, read);
  return read;
}
