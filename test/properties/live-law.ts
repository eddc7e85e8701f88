/** What laws are written with. */

import { targetsOf } from '../../reconciler/live/intent.ts';
import { liveMesh } from '../../reconciler/live/live-mesh.ts';
import { totalsOf } from '../../reconciler/live/shares.ts';
import type { Entry, LiveState } from '../../reconciler/live/state.ts';
import { letters } from '../support/mesh-repository.ts';
import type { Letter } from '../support/mesh-repository.ts';
import type { LiveCommit } from './live-world.ts';

/** Throws, naming the law and the commit, where it does not hold. */
export function law(name: string, holds: boolean, { number, event, target }: LiveCommit, about = ''): void {
  if (!holds) throw new Error(`${name} is broken at live commit ${number} (${event} ${target ?? ''}): ${about}`);
}

export function entryIn(state: LiveState, target: string): Entry | undefined {
  return state.targets.find((entry) => entry.target === target);
}

/** What each destination of a target gets in a live commit; null for a target that it hasn't. */
export function liveShares(commit: LiveCommit, target: string): Map<string, number> | null {
  const view = targetsOf(liveMesh(commit.main.intent, commit.state)).get(target);
  return view === undefined ? null : totalsOf(view.shares);
}

export function letterOf(key: string): Letter {
  const name = key.startsWith('m.') ? key.slice(key.indexOf('/') + 1) : key.slice(0, key.indexOf('.'));
  const letter = letters.find((each) => each === name);
  if (letter === undefined) throw new Error(`${key} is no letter's`);
  return letter;
}
