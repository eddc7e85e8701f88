/** What is wrong with a commit of the live branch, and what would be right. */

export interface Fault {
  /** The commit's id. */
  readonly commit: string;
  readonly rule: FaultRule;
  /** `warning`: nothing contradicts it, and nothing in the branch proves it. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** The right thing, as far as it is known; empty where nothing is. */
  readonly expected: string;
}

/**
 * - `commit`: its bytes can't be read in one way only. `parents`: it doesn't stand on one live commit and one intent.
 * - `time`: it is older than what it stands on. `intent`: it goes to an intent that nothing leads to.
 * - `state`: its state file can't be read. `tree`: its tree is not what its intent and its state make.
 * - `message`: it says something else than it does. `step`: nothing explains how its state follows from the one before.
 * - `evidence`: what it says it rests on doesn't hold, or doesn't say what was done. `signature`: not by who may sign.
 */
export type FaultRule =
  'commit' | 'parents' | 'time' | 'intent' | 'state' | 'tree' | 'message' | 'step' | 'evidence' | 'signature';

/** A fault before it is known of which commit. */
export type Complaint = Omit<Fault, 'commit'>;

export function complaint(rule: FaultRule, message: string, expected = ''): Complaint {
  return { rule, severity: 'error', message, expected };
}

export function doubt(rule: FaultRule, message: string, expected = ''): Complaint {
  return { rule, severity: 'warning', message, expected };
}
