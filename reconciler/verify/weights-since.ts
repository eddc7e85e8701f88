import { sameAttempt } from '../live/fleet.ts';
import { entryOf } from '../live/entries.ts';
import type { LiveState } from '../live/state.ts';
import type { Version } from './version.ts';

/** Targets whose present attempt began on this line and is at 0 since; `before` is null where the line begins. */
export function neverRaised(
  known: ReadonlySet<string>,
  before: LiveState | null,
  { targets }: LiveState,
): ReadonlySet<string> {
  if (before === null) return known;
  const unraised = targets.filter(({ target, attempt, s }) => {
    const was = entryOf(before, target);
    const isSame = was !== undefined && sameAttempt(was.attempt, attempt);
    return s === 0 && (!isSame || known.has(target));
  });
  return new Set(unraised.map(({ target }) => target));
}

/** By T: when its present attempt came to its present weight, by the commits' times. */
export function weightsSince(
  known: ReadonlyMap<string, number>,
  before: LiveState,
  { state, at }: Pick<Version, 'state' | 'at'>,
): ReadonlyMap<string, number> {
  return new Map(
    state.targets.map(({ target, attempt, s }) => {
      const was = entryOf(before, target);
      const isSame = was?.s === s && sameAttempt(was.attempt, attempt);
      return [target, isSame ? (known.get(target) ?? at) : at] as const;
    }),
  );
}
