import { freeze } from '../live/control.ts';
import { sameState } from '../reconcile/state-equality.ts';
import { UsageError, type Command } from './command.ts';
import { personHelp, personOptions, speak, speaker, wordsOf } from './person.ts';

export const freezeCommand: Command = {
  name: 'freeze',
  summary: 'let nothing be raised, anywhere',
  help: `usage: sluice freeze --reason TEXT --repo URL|DIR [OPTIONS]

From now on no walk of the cluster gets more traffic, until sluice unfreeze. What merges goes on being accepted and new
walks stand at their start; bad evidence takes traffic back as ever; deadlines stand still. What no walk covers, and
what Sluice-Fast asks for, goes live as before.

${personHelp}`,
  options: personOptions,
  words: [0, 0],
  run: (call) => {
    const reason = wordsOf(call, 'reason');
    if (reason === null) throw new UsageError('a freeze needs a --reason');
    const by = speaker(call);
    return speak(call, (head, { clock }) => {
      const state = freeze(head.state, { by, reason, since: clock.now() });
      const { frozen } = head.state;
      if (sameState(state, head.state)) {
        return Promise.resolve(`it is frozen already, by ${frozen?.by ?? ''}: ${frozen?.reason ?? ''}`);
      }
      return Promise.resolve({ event: 'freeze', state, told: 'nothing is raised from now on' } as const);
    });
  },
};
