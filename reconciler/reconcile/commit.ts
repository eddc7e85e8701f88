/** Writes a live commit: the tree L(I, Ω), the two parents, the trailers. */

import type { Json } from '../../policies/mesh.ts';
import { stepsBetween } from '../live/live-step.ts';
import { emptyState, type LiveState } from '../live/state.ts';
import { changesIntent, liveMessage, type LiveEvent } from '../live/trailers.ts';
import { liveChanges } from '../live/tree.ts';
import type { Head } from './head.ts';
import type { IntentCommit } from './intent.ts';
import type { Oid, Ports } from './ports.ts';

export interface LiveCommit {
  readonly event: LiveEvent;
  /** The live commit before; null at adoption. */
  readonly parent: Oid | null;
  readonly intent: IntentCommit;
  readonly state: LiveState;
  /** What was live before, for the subject and the trailers. */
  readonly before: LiveState | null;
  readonly reason?: string;
  /** Counts and tests by target. */
  readonly evidence?: ReadonlyMap<string, Json>;
  /** Who asked for it, where a person did. */
  readonly by?: string;
}

/** Writes it to the local store; nothing is pushed and nothing is served yet. */
export async function writeLive(live: LiveCommit, ports: Pick<Ports, 'git' | 'clock'>): Promise<Head> {
  const { git, clock } = ports;
  const { event, parent, intent, state, before, reason, evidence, by } = live;
  const tree = await git.writeTree(intent.commit.tree, liveChanges(intent.intent, state));
  const message = liveMessage({
    event,
    intent: intent.oid,
    steps: stepsBetween({
      before: before ?? emptyState,
      after: state,
      mesh: intent.intent.mesh,
      isNewIntent: changesIntent(event),
    }),
    ...(reason === undefined ? {} : { reason }),
    ...(evidence === undefined ? {} : { evidence }),
    ...(by === undefined ? {} : { by }),
  });
  const parents = parent === null ? [intent.oid] : [parent, intent.oid];
  const oid = await git.writeCommit({ tree, parents, message, at: clock.now() });
  return { oid, committed: true, intent, state, from: null };
}
