/** What happened to a walk, in one sentence with its counts. */

import { percent } from './quantity.ts';
import { reasonOf } from './reasons.ts';
import { evidenceClause, type SaidEvidence } from './said-evidence.ts';

export interface Happened {
  readonly fromPpm: number;
  readonly toPpm: number;
  readonly phase: string;
  readonly reason: string;
  readonly movedFrom: string | null;
  readonly evidence: SaidEvidence | null;
  /** Who asked for it and why, where a person did. */
  readonly by: string | null;
  readonly note: string | null;
}

/** `rolled back from 5%: 12 of 61 canary answers were errors against 0 of 1,140 of stable`. Not yet printable. */
export function headline(happened: Happened): string {
  const { by, note, reason } = happened;
  const counts = happened.evidence === null ? '' : evidenceClause(happened.evidence);
  const person = by === null ? '' : ` by ${by}${note === null ? '' : `: ${note}`}`;
  const because = by === null ? whyClause(reason, counts, happened.phase) : person;
  const name = happened.movedFrom === null ? '' : `, and was called ${happened.movedFrom} before`;
  return `${verbOf(happened)}${name}${because}`;
}

function whyClause(reason: string, counts: string, phase: string): string {
  const says = reason === '' ? '' : reasonOf(reason).says;
  // A rollback is its counts; a hold is its cause, and the counts explain it.
  const parts = phase === 'Rejected' && judged.has(reason) && counts !== '' ? [counts] : [says, counts];
  const clauses = parts.filter((part) => part !== '');
  return clauses.length === 0 ? '' : `: ${clauses.join('; ')}`;
}

/** Rejections by counts of good and bad. */
const judged: ReadonlySet<string> = new Set(['errors', 'latency', 'prometheus', 'web', 'slo-breach', 'budget-spent']);

function verbOf({ fromPpm, toPpm, phase, reason, movedFrom }: Happened): string {
  switch (phase) {
    case 'Rejected':
      if (movedFrom !== null && fromPpm === toPpm) return `stays rejected at ${percent(toPpm)}`;
      return `${reason === 'aborted' ? 'taken back' : 'rolled back'} from ${percent(fromPpm)}`;
    case 'Promoted':
      return 'promoted';
    case 'Reverted':
      return `taken home from ${percent(fromPpm)}, for main asks for it no more`;
    case 'Settled':
      return `taken from ${percent(fromPpm)} to ${percent(toPpm)} at once, for main asks for that now`;
    case 'Gone':
      return `ended at ${percent(fromPpm)}, for main has no such rule any more`;
    case 'Held':
      return `${reason === 'paused' ? 'paused' : 'held'} at ${percent(toPpm)}`;
    default:
      if (toPpm > fromPpm) return `raised from ${percent(fromPpm)} to ${percent(toPpm)}`;
      if (toPpm < fromPpm) return `begins again, from ${percent(toPpm)}`;
      return toPpm === 0 && movedFrom === null ? 'a walk begins, with no traffic yet' : `goes on at ${percent(toPpm)}`;
  }
}
