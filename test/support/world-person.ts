/** A person's word in the world: a short-lived writer of the live branch, as the commands are. */

import { freeze, pause, promoteNow, resume, skipSteps, unfreeze } from '../../reconciler/live/control.ts';
import type { LiveState } from '../../reconciler/live/state.ts';
import { lower, retry } from '../../reconciler/live/walk.ts';
import { writeLive } from '../../reconciler/reconcile/commit.ts';
import { readHead, type Head } from '../../reconciler/reconcile/head.ts';
import { createIntentReader } from '../../reconciler/reconcile/intent.ts';
import { sameState } from '../../reconciler/reconcile/state-equality.ts';
import { cloneGit, emptyDisk } from './world-git.ts';
import type { World } from './world.ts';

const never = new AbortController().signal;

/** Some come more often, so that what they undo is there. */
export const worldWords = [
  'retry',
  'retry',
  'abort',
  'abort',
  'pause',
  'pause',
  'resume',
  'resume',
  'skip',
  'promote-now',
  'freeze',
  'unfreeze',
  'unfreeze',
] as const;
export type WorldWord = (typeof worldWords)[number];

/** Says it of one of the unsettled targets, or of all; nothing happens where it doesn't apply, or without a remote. */
export async function speak(world: World, word: WorldWord, draw: number): Promise<void> {
  const { store, remote, clock, seen } = world;
  if (!remote.isUp || remote.live === null) return;
  const git = cloneGit(store, remote, emptyDisk(), 'Ada');
  await git.fetch({ intent: remote.intent, live: remote.live, marker: null }, never);
  const reading = await readHead(remote.live, git, createIntentReader(git));
  if (reading.kind === 'damaged') return;
  const { head } = reading;
  // Where something is paused, somebody soon asks for it.
  const said = draw % 4 > 0 && head.state.targets.some(({ reason }) => reason === 'paused') ? 'resume' : word;
  const state = after(head, said, draw, clock.now());
  if (state === null || sameState(state, head.state)) return;
  seen.add(said);
  const spoken = { event: said, parent: head.oid, intent: head.intent, state, before: head.state, by: 'Ada' } as const;
  const written = await writeLive(spoken, { git, clock });
  await git.pushLive(written.oid, head.oid, never);
}

function after({ state, intent }: Head, word: WorldWord, draw: number, now: number): LiveState | null {
  if (word === 'freeze') return freeze(state, { by: 'Ada', reason: 'the quarter ends', since: now });
  if (word === 'unfreeze') return state.frozen === null ? null : unfreeze(state, now);
  const paused = state.targets.filter(({ reason }) => reason === 'paused');
  const meant = word === 'resume' && paused.length > 0 ? paused : state.targets;
  const target = meant[draw % Math.max(1, meant.length)]?.target;
  if (target === undefined) return null;
  switch (word) {
    case 'abort':
      return lower(state, target, 'aborted');
    case 'retry':
      return retry(state, intent.intent, target, now);
    case 'pause':
      return pause(state, target);
    case 'resume':
      return resume(state, intent.intent, target, now);
    case 'skip':
      return skipSteps(state, target);
    case 'promote-now':
      return promoteNow(state, target, now);
  }
}
