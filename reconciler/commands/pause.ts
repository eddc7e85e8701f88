import { pause } from '../live/control.ts';
import { entryOf } from '../live/entries.ts';
import { sameState } from '../reconcile/state-equality.ts';
import type { Command } from './command.ts';
import { personHelp, personOptions, speakOfWalk, walkName } from './person.ts';

export const pauseCommand: Command = {
  name: 'pause',
  summary: 'stop a walk where it is',
  help: `usage: sluice pause TARGET --repo URL|DIR [OPTIONS]

Keeps the walk's traffic where it is until sluice resume, whatever its deadline; bad evidence still takes it back.
TARGET is a walk as sluice status names it, such as shop/checkout#primary. The pause ends with the attempt: when main
asks for something else, that is walked to.

${personHelp}`,
  options: personOptions,
  words: [1, 1],
  run: (call) =>
    speakOfWalk(call, (head, target) => {
      const name = walkName(target);
      const state = pause(head.state, target);
      if (!sameState(state, head.state)) return { event: 'pause', state, told: `${name} is paused` };
      const entry = entryOf(head.state, target);
      return `${name} stands still already: ${entry?.phase ?? 'settled'} (${entry?.reason ?? ''})`;
    }),
};
