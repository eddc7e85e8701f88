import { lower } from '../live/walk.ts';
import { sameState } from '../reconcile/state-equality.ts';
import type { Command } from './command.ts';
import { personHelp, personOptions, speakOfWalk, walkName } from './person.ts';

export const abort: Command = {
  name: 'abort',
  summary: 'take a walk back',
  help: `usage: sluice abort TARGET --repo URL|DIR [OPTIONS]

Takes all traffic of the walk back to where it was, and rejects it until somebody retries or main asks for something
else. TARGET is a walk as sluice status names it, such as shop/checkout#primary.

${personHelp}`,
  options: personOptions,
  words: [1, 1],
  run: (call) =>
    speakOfWalk(call, (head, target) => {
      const name = walkName(target);
      const state = lower(head.state, target, 'aborted');
      if (sameState(state, head.state)) return `${name} was taken back already`;
      return { event: 'abort', state, told: `${name} is taken back` };
    }),
};
