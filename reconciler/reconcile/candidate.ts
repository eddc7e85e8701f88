/** The next intent, read: a commit that can't be read as one is kept out with its reason, like any other bad input. */

import type { Finding } from '../../policies/finding.ts';
import { repositoryFinding } from './admit.ts';
import type { IntentCommit } from './intent.ts';
import type { Memory } from './memory.ts';
import type { Oid } from './ports.ts';

export type Candidate =
  | { readonly kind: 'read'; readonly intent: IntentCommit }
  | { readonly kind: 'unreadable'; readonly findings: readonly Finding[] };

/** What the Git room says of objects that are whole but not to be trusted; anything else is our surroundings' fault. */
const inputFaults: readonly unknown[] = ['hostile', 'limit', 'unsupported'];

export async function readCandidate(memory: Pick<Memory, 'readIntent'>, oid: Oid): Promise<Candidate> {
  try {
    return { kind: 'read', intent: await memory.readIntent(oid) };
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || !inputFaults.includes(error.code)) throw error;
    const message = `the commit ${oid.slice(0, 7)} can't be taken: ${error.message}`;
    return { kind: 'unreadable', findings: [repositoryFinding('unreadable-commit', null, message, 'Commit it anew.')] };
  }
}
