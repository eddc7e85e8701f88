import { retry } from '../live/walk.ts';
import { sameState } from '../reconcile/state-equality.ts';
import type { Command } from './command.ts';
import { personHelp, personOptions, speakOfWalk, walkName } from './person.ts';

export const retryCommand: Command = {
  name: 'retry',
  summary: 'let a rejected or held walk begin again',
  help: `usage: sluice retry TARGET --repo URL|DIR [OPTIONS]

TARGET is a walk as sluice status names it, such as shop/checkout#primary. A rejected one begins again at its first
step, a held one goes on where it is; both as a new attempt with a new deadline.

${personHelp}`,
  options: personOptions,
  words: [1, 1],
  run: (call) =>
    speakOfWalk(call, (head, target, { clock }) => {
      const name = walkName(target);
      const state = retry(head.state, head.intent.intent, target, clock.now());
      if (sameState(state, head.state)) return `${name} is under way; there is nothing to retry`;
      return { event: 'retry', state, told: `${name} is tried again` };
    }),
};
