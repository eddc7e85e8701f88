import { equal } from './compare.ts';
import { boolean, type Builtin, type Value } from './value.ts';

/** `object.subset`: objects part by part, sets by membership, arrays as a run of items, a set in an array in any order. */
const objectSubset: Builtin = (whole, part) => {
  const both = whole === undefined || part === undefined ? null : contains(whole, part);
  return both === null ? null : boolean(both);
};

/** Null where the two are of kinds that do not compare. */
function contains(whole: Value, part: Value): boolean | null {
  if (whole.kind === 'object' && part.kind === 'object') {
    return part.entries.every(([key, value]) => {
      const other = whole.entries.find(([candidate]) => equal(candidate, key));
      return (
        other !== undefined &&
        (equal(other[1], value) || (!mixed(other[1], value) && contains(other[1], value) === true))
      );
    });
  }
  if (whole.kind === 'set' && part.kind === 'set') return part.items.every((item) => has(whole.items, item));
  if (whole.kind === 'array' && part.kind === 'set') {
    return part.items.length > 0 ? part.items.every((item) => has(whole.items, item)) : whole.items.length > 0;
  }
  if (whole.kind === 'array' && part.kind === 'array') return hasRun(whole.items, part.items);
  return null;
}

/** An array takes a set at the top only, not as a value inside objects. */
function mixed(whole: Value, part: Value): boolean {
  return whole.kind !== part.kind;
}

function has(items: readonly Value[], wanted: Value): boolean {
  return items.some((item) => equal(item, wanted));
}

function hasRun(items: readonly Value[], wanted: readonly Value[]): boolean {
  for (let start = 0; start + wanted.length <= items.length; start += 1) {
    const run = items.slice(start, start + wanted.length);
    if (run.every((item, i) => equal(item, wanted[i] ?? item))) return true;
  }
  return false;
}

export const subset = { 'object.subset': objectSubset } satisfies Record<string, Builtin>;
