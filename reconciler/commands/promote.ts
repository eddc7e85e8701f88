import { promoteNow, skipSteps } from '../live/control.ts';
import { entryOf } from '../live/entries.ts';
import { troubleWithEnd } from '../live/resolve.ts';
import { whole } from '../live/shares.ts';
import type { Entry } from '../live/state.ts';
import type { Head } from '../reconcile/head.ts';
import { sameState } from '../reconcile/state-equality.ts';
import { isSet, UsageError, type Command } from './command.ts';
import { personHelp, personOptions, speakOfWalk, walkName, wordsOf, type Spoken } from './person.ts';

export const promoteCommand: Command = {
  name: 'promote',
  summary: 'take a walk to its end',
  help: `usage: sluice promote TARGET [--now --reason TEXT] --repo URL|DIR [OPTIONS]

Skips the steps between: once the evidence at the present step is fine, and it has held, all traffic goes to the end of
the walk. TARGET is a walk as sluice status names it, such as shop/checkout#primary.

  --now            at once, whatever the evidence, as a commit that says why
${personHelp}`,
  options: { ...personOptions, now: { type: 'boolean' } },
  words: [1, 1],
  run: (call) => {
    const isNow = isSet(call, 'now');
    if (isNow && wordsOf(call, 'reason') === null) throw new UsageError('--now needs a --reason');
    return speakOfWalk(call, (head, target, { clock }) => {
      const entry = entryOf(head.state, target);
      const name = walkName(target);
      if (entry?.phase === 'Rejected') return `${name} is rejected (${entry.reason}); sluice retry tries it again`;
      return isNow ? promotedNow(head, target, clock.now()) : promotedSoon(head, target, entry);
    });
  },
};

function promotedNow(head: Head, target: string, now: number): Spoken | string {
  const name = walkName(target);
  const trouble = troubleWithEnd(head.intent.intent, head.state, target);
  if (trouble !== null) return `${name} can't be promoted: ${trouble}`;
  return { event: 'promote-now', state: promoteNow(head.state, target, now), told: `${name} is promoted` };
}

function promotedSoon(head: Head, target: string, entry: Entry | undefined): Spoken | string {
  const name = walkName(target);
  const state = skipSteps(head.state, target);
  if (sameState(state, head.state)) {
    return entry?.s === whole ? `${name} is at its end; --now ends its bake` : `${name} skips its steps already`;
  }
  const held = entry?.phase === 'Held' ? `; it is held (${entry.reason}) until then` : '';
  return { event: 'skip', state, told: `${name} goes to its end as soon as it is fine${held}` };
}
