/** One object of each name. */

import type { Finding } from './finding.ts';
import { differences } from './lists.ts';
import type { PolicyObject } from './object.ts';
import { findingAt } from './read.ts';

export interface UniqueObjects {
  /** All that were given. */
  readonly all: readonly PolicyObject[];
  /** The first of each key, in their order. */
  readonly objects: readonly PolicyObject[];
  /** About the others. */
  readonly findings: readonly Finding[];
  /** Places at which `objects` differ from those before, each with an object of the same key; null where more differs. */
  readonly changed: readonly number[] | null;
}

export const noObjects: UniqueObjects = { all: [], objects: [], findings: [], changed: null };

/** Leaves out what is there twice; while each place has the key that it had in `previous`, only keys are looked at. */
export function uniqueObjects(all: readonly PolicyObject[], previous: UniqueObjects): UniqueObjects {
  if (all === previous.all) return { ...previous, changed: [] };
  const changed = differences(all, previous.all);
  const sameKeys = changed?.every((place) => all[place]?.key === previous.all[place]?.key) ?? false;
  if (sameKeys && previous.findings.length === 0) return { all, objects: all, findings: [], changed };
  const seen = new Map<string, PolicyObject>();
  const findings: Finding[] = [];
  for (const object of all) {
    const first = seen.get(object.key);
    if (first) findings.push(duplicate(object, first));
    else seen.set(object.key, object);
  }
  return { all, objects: findings.length === 0 ? all : [...seen.values()], findings, changed: null };
}

function duplicate(object: PolicyObject, first: PolicyObject): Finding {
  const { line } = first.document.rangeOf([...first.path, 'metadata', 'name']);
  return findingAt(object, {
    rule: 'duplicate-object',
    severity: 'error',
    message: `${object.id} is also in ${first.document.file}, line ${line}`,
    remedy: 'Keep one of them.',
    path: ['metadata', 'name'],
  });
}
