import { entryOf } from '../live/entries.ts';
import type { LiveState } from '../live/state.ts';
import type { Version } from './version.ts';

/** By T: when its present attempt came to its present weight, by the commits' times. */
export function weightsSince(
  known: ReadonlyMap<string, number>,
  before: LiveState,
  { state, at }: Pick<Version, 'state' | 'at'>,
): ReadonlyMap<string, number> {
  return new Map(
    state.targets.map(({ target, attempt, s }) => {
      const was = entryOf(before, target);
      const isSame = was?.s === s && was.attempt.n === attempt.n && was.attempt.intent === attempt.intent;
      return [target, isSame ? (known.get(target) ?? at) : at] as const;
    }),
  );
}
