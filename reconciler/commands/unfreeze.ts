import { unfreeze } from '../live/control.ts';
import type { Command } from './command.ts';
import { personHelp, personOptions, speak } from './person.ts';

export const unfreezeCommand: Command = {
  name: 'unfreeze',
  summary: 'let walks go on after a freeze',
  help: `usage: sluice unfreeze --repo URL|DIR [OPTIONS]

Ends a freeze: walks go on where they are, and their deadlines are put off by as long as it took.

${personHelp}`,
  options: personOptions,
  words: [0, 0],
  run: (call) =>
    speak(call, (head, { clock }) => {
      if (head.state.frozen === null) return Promise.resolve('nothing is frozen');
      const state = unfreeze(head.state, clock.now());
      return Promise.resolve({ event: 'unfreeze', state, told: 'walks go on' } as const);
    }),
};
