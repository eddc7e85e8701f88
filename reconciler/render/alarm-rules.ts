/** What the reconciler says of a remote and of what it serves, each with its page. */

import type { RulePage } from './rule-page.ts';

const said: Readonly<Record<string, readonly [title: string, description: string]>> = {
  'intent-rewritten': ['A main branch that was rewritten', 'What is live stays, until somebody says sluice accept.'],
  'live-damaged': [
    'A head of the live branch that Sluice did not write',
    'It is not served: what was live is put back on top of it.',
  ],
  'live-deleted': [
    'A live branch that was deleted, with no copy here',
    'To begin anew would let all of main go live at once, so that waits for a person.',
  ],
  'live-rewritten': [
    'A live branch that was set back or rewritten',
    'What was live is put back. Protect the branch against everyone but Sluice.',
  ],
  'live-signature': ['A head of the live branch with a signature that does not hold', 'It is not served.'],
  'live-unsigned': ['A head of the live branch without a signature', 'It is not served where signers are named.'],
  'marker-refused': [
    'A remote that refuses the tag of a cluster',
    'Without it a deleted live branch would be adopted anew, all of main at once.',
  ],
  'no-intent': ['A remote without a main branch', 'What is live stays.'],
  'push-refused': [
    'A remote that refuses the live branch',
    'Nothing goes up until that is over; traffic is taken back all the same.',
  ],
  'refused-but-live': [
    'What proxies turn down, and there is nothing to go back to',
    'They keep what they have. A commit that changes what they turn down ends it.',
  ],
  'refused-by-proxies': [
    'What every proxy turned down before',
    'It is not sent again. Another commit is looked at by itself.',
  ],
  'unreadable-commit': ['A commit that can not be taken', 'What is live stays.'],
};

/** By name. */
export const alarmRules: readonly RulePage[] = Object.entries(said).map(([name, [title, description]]) => ({
  name,
  category: 'reconciler',
  severity: 'error',
  title,
  description,
  remedy: '',
  isFixed: true,
}));
