/** What people say of walks: each word is a commit by the same code as a reconciler's. */

import { freeze, pause, promoteNow, resume, skipSteps, unfreeze } from '../../reconciler/live/control.ts';
import type { Entry, LiveState } from '../../reconciler/live/state.ts';
import { lower, retry } from '../../reconciler/live/walk.ts';
import { fetch, lowerHere, open, pass } from './live-writer.ts';
import type { Fate } from './live-writer.ts';
import { commitLive } from './live-world.ts';
import type { World, Writer } from './live-world.ts';

/** Some come more often, so that what they undo is there. */
export const words = [
  'retry',
  'retry',
  'retry',
  'abort',
  'accept',
  'pause',
  'pause',
  'pause',
  'resume',
  'resume',
  'resume',
  'resume',
  'skip',
  'skip',
  'promote-now',
  'freeze',
  'unfreeze',
  'unfreeze',
] as const;
export type Word = (typeof words)[number];

/** Says it, of one target where it is of one; nothing happens where it doesn't apply. */
export function speak(world: World, writer: Writer, draw: number, word: Word, fate: Fate): void {
  if (word === 'accept') return pass(world, writer, fate, word);
  fetch(world, writer);
  const { main, state } = writer.head;
  if (word === 'freeze' || word === 'unfreeze') {
    // Under a freeze little else happens.
    if (word === 'freeze' && draw % 4 !== 0) return;
    const next = ofAll(state, word, world.now);
    if (next !== state) open(world, writer, commitLive(world, writer.head, { main, state: next, event: word }), fate);
    return;
  }
  const entries = state.targets.filter((entry) => isMeant(entry, word));
  const target = (entries.length > 0 ? entries : state.targets)[draw % Math.max(1, entries.length)]?.target;
  if (target === undefined) return;
  if (word === 'abort') return lowerHere(world, writer, target, lower(state, target, 'aborted'), fate);
  const next = ofOne(writer, target, word, world.now);
  if (next === state) return;
  open(world, writer, commitLive(world, writer.head, { main, state: next, event: word, target }), fate);
}

type TargetWord = Exclude<Word, 'abort' | 'accept' | 'freeze' | 'unfreeze'>;

function isMeant({ reason }: Entry, word: Word): boolean {
  return word !== 'resume' || reason === 'paused';
}

function ofAll(state: LiveState, word: 'freeze' | 'unfreeze', now: number): LiveState {
  if (word === 'freeze') return freeze(state, { by: 'ada', reason: 'the quarter ends', since: now });
  return state.frozen === null ? state : unfreeze(state, now);
}

function ofOne({ head }: Writer, target: string, word: TargetWord, now: number): LiveState {
  const { state, main } = head;
  switch (word) {
    case 'retry':
      return retry(state, main.intent, target, now);
    case 'pause':
      return pause(state, target);
    case 'resume':
      return resume(state, main.intent, target, now);
    case 'skip':
      return skipSteps(state, target);
    case 'promote-now':
      return promoteNow(state, target, now);
  }
}
