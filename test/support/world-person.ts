/** A person's word in the world: a short-lived writer of the live branch, as the commands are. */

import { lower, retry } from '../../reconciler/live/walk.ts';
import { writeLive } from '../../reconciler/reconcile/commit.ts';
import { readHead } from '../../reconciler/reconcile/head.ts';
import { createIntentReader } from '../../reconciler/reconcile/intent.ts';
import { sameState } from '../../reconciler/reconcile/state-equality.ts';
import { cloneGit, emptyDisk } from './world-git.ts';
import type { World } from './world.ts';

const never = new AbortController().signal;

/** Says it of one of the unsettled targets; nothing happens where there is none, or no remote. */
export async function speak(world: World, word: 'retry' | 'abort', draw: number): Promise<void> {
  const { store, remote, clock, seen } = world;
  if (!remote.isUp || remote.live === null) return;
  const git = cloneGit(store, remote, emptyDisk(), 'Ada');
  await git.fetch({ intent: remote.intent, live: remote.live, marker: null }, never);
  const reading = await readHead(remote.live, git, createIntentReader(git));
  if (reading.kind === 'damaged') return;
  const { head } = reading;
  const { targets } = head.state;
  const target = targets[draw % Math.max(1, targets.length)]?.target;
  if (target === undefined) return;
  const state =
    word === 'abort'
      ? lower(head.state, target, 'aborted')
      : retry(head.state, head.intent.intent, target, clock.now());
  if (sameState(state, head.state)) return;
  seen.add(word);
  const spoken = { event: word, parent: head.oid, intent: head.intent, state, before: head.state, by: 'Ada' } as const;
  const written = await writeLive(spoken, { git, clock });
  await git.pushLive(written.oid, head.oid, never);
}
