/** The ways in which most faults are planted: one object is picked, and one place of it changed. */

import { drop, get, listAt, placeIn, put, type Draft, type Made, type Path, type Place, type Value } from './draft.ts';
import type { Fault } from './fault.ts';

/** The objects that a fault may be planted in. */
export type Select = (draft: Draft) => readonly Made[];

/** Those of a kind, by its group where two have one name; with a path, those that have something there. */
export function those(kind: string, group = '', path: Path = []): Select {
  return (draft) => draft.of(kind, group).filter(({ body }) => get(body, path) !== undefined);
}

/** Puts a value into one of them; what is to be found stands at `at`. */
export function putIn(select: Select, path: Path, value: Value, at: Path = path): Fault['plant'] {
  return (draft, _, random) => {
    const made = random.pickAny(select(draft));
    if (made === null) return null;
    put(made.body, path, value);
    return placeIn(made, at);
  };
}

/** Takes a field away from one of them. */
export function dropIn(select: Select, path: Path, at: Path): Fault['plant'] {
  return (draft, _, random) => {
    const made = random.pickAny(select(draft));
    if (made === null) return null;
    drop(made.body, path);
    return placeIn(made, at);
  };
}

/** Sets every weight of a list to 0. */
export function weighNothing(select: Select, list: Path): Fault['plant'] {
  return (draft, _, random) => {
    const made = random.pickAny(select(draft));
    if (made === null) return null;
    for (const i of listAt(made.body, list).keys()) put(made.body, [...list, i, 'weight'], 0);
    return placeIn(made, list);
  };
}

/** Puts a name that nothing has where there was one. */
export function misname(made: Made | null, path: Path, name: string): Place | null {
  if (made === null || get(made.body, path) === undefined) return null;
  put(made.body, path, name);
  return placeIn(made, path);
}
