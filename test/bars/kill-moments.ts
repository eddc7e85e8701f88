/** The moments at which reconcilers are killed. */

import { rename } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Stage } from '../support/stage.ts';
import { holdMs, steps } from './kill-walk.ts';

/**
 * - `any`: at a random moment of the walk.
 * - `push`: within 300 ms of a push.
 * - `lowering`: with the remote away, right after a lowering that so only the proxy knows.
 */
export type Moment = 'any' | 'push' | 'lowering';

/** Waits for the moment to kill; returns how long it was chosen to be. */
export async function untilMoment(stage: Stage, moment: Moment, random: () => number): Promise<number> {
  const { reconciler } = stage;
  switch (moment) {
    case 'any': {
      const waitMs = random() * holdMs * steps.length;
      await delay(waitMs);
      return waitMs;
    }
    case 'push': {
      const wanted = Math.floor(random() * steps.length);
      const waitMs = random() * 300;
      for (let step = 0; step <= wanted; step += 1) await nextPush(stage);
      await delay(waitMs);
      return waitMs;
    }
    case 'lowering': {
      await reconciler.next('raise the canary', ({ event }) => event === 'rollout.raise', 30_000);
      await takeRemoteAway(stage);
      await reconciler.next('lower the canary', ({ event }) => event === 'rollout.lower', 30_000);
      const waitMs = 300 + random() * 300;
      await delay(waitMs);
      return waitMs;
    }
  }
}

/** The next push: as it comes in where the remote is a server, else as it is done. */
async function nextPush(stage: Stage): Promise<void> {
  if (stage.server === null) {
    await stage.reconciler.next('push a step', ({ event }) => event === 'rollout.raise', 30_000);
    return;
  }
  await stage.nextPush();
}

async function takeRemoteAway(stage: Stage): Promise<void> {
  if (stage.server === null) await rename(stage.bare.dir, `${stage.bare.dir}-away`);
  else await stage.server.stop();
}

export async function bringRemoteBack(stage: Stage): Promise<void> {
  if (stage.server === null) await rename(`${stage.bare.dir}-away`, stage.bare.dir);
  else await stage.server.start();
}
