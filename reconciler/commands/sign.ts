import { readUnsigned } from '../reconcile/head.ts';
import { UsageError, type Command } from './command.ts';
import { personHelp, personOptions, speak } from './person.ts';
import { openSignatures } from './signing.ts';

export const sign: Command = {
  name: 'sign',
  summary: 'answer for the live head with your signature',
  help: `usage: sluice sign COMMIT --repo URL|DIR --signing-key FILE [OPTIONS]

Takes COMMIT, the present head of the live branch (at least 7 digits), as it is, whoever wrote it, and puts a commit with
the same tree on top that is signed. That is how signing begins on a branch without signatures, and how it goes on when
the key of the head counts no more. Look at what you answer for first: sluice log, sluice verify.

${personHelp}`,
  options: personOptions,
  words: [1, 1],
  run: async (call) => {
    if (typeof (await openSignatures(call))?.sign !== 'function')
      throw new UsageError('say with which key: --signing-key FILE');
    const word: Parameters<typeof speak>[1] = (head) => {
      const [named = ''] = call.words;
      if (!/^[0-9a-f]{7,40}$/.test(named) || !head.oid.startsWith(named)) {
        return Promise.resolve(`${named} is not the head of the live branch, which is ${head.oid}`);
      }
      return Promise.resolve({ event: 'restore', state: head.state, told: `${named} is signed` } as const);
    };
    return speak(call, word, readUnsigned);
  },
};
