import { lower } from '../live/walk.ts';
import { sameState } from '../reconcile/state-equality.ts';
import type { Command } from './command.ts';
import { findTarget, noSuchWalk, personHelp, personOptions, speak } from './person.ts';

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
    speak(call, (head) => {
      const [named = ''] = call.words;
      const target = findTarget(head, named);
      if (target === null) return Promise.resolve(noSuchWalk(head, named));
      const state = lower(head.state, target, 'aborted');
      if (sameState(state, head.state)) return Promise.resolve(`${named} was taken back already`);
      return Promise.resolve({ event: 'abort', state, told: `${named} is taken back` } as const);
    }),
};
