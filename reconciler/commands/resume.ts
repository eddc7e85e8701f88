import { resume } from '../live/control.ts';
import { entryOf } from '../live/entries.ts';
import { sameState } from '../reconcile/state-equality.ts';
import type { Command } from './command.ts';
import { personHelp, personOptions, speakOfWalk, walkName } from './person.ts';

export const resumeCommand: Command = {
  name: 'resume',
  summary: 'let a paused walk go on',
  help: `usage: sluice resume TARGET --repo URL|DIR [OPTIONS]

Lets a paused walk go on where it is: the same attempt, with what is known of it, and a new deadline. TARGET is a walk
as sluice status names it, such as shop/checkout#primary. Walks that were rejected, or are held for another reason that
needs a person, are for sluice retry.

${personHelp}`,
  options: personOptions,
  words: [1, 1],
  run: (call) =>
    speakOfWalk(call, (head, target, { clock }) => {
      const name = walkName(target);
      const state = resume(head.state, head.intent.intent, target, clock.now());
      if (!sameState(state, head.state)) return { event: 'resume', state, told: `${name} goes on` };
      const entry = entryOf(head.state, target);
      if (entry === undefined || entry.phase === 'Progressing') return `${name} is not paused`;
      return `${name} is not paused: it is ${entry.phase} (${entry.reason}); sluice retry tries it again`;
    }),
};
