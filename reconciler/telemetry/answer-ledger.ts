/** What the counts of one cluster mean for each SLI: flush for flush, good ones and all. */

import { latencyThresholdsMs } from '../../policies/evidence.ts';
import type { CountedSli } from '../../policies/evidence.ts';
import { CutAnswers } from './cut-answers.ts';
import type { Difference } from './flush-difference.ts';
import { OpenAnswers } from './open-answers.ts';
import { slotOf } from './series.ts';
import type { Counts } from './series.ts';
import { UnnamedEnds } from './unnamed-ends.ts';

export interface Told {
  readonly good: number;
  readonly total: number;
}

/** What was last told of one threshold. */
interface Slow {
  /** Answers that were open for longer. */
  readonly open: number;
  readonly told: Told;
  readonly toMs: number;
}

const nothingTold: Told = { good: 0, total: 0 };

/** The ledger of one cluster, and what began anew in its last flush. */
export interface Entered {
  readonly ledger: AnswerLedger;
  readonly reset: Difference['reset'];
}

/** Written in place, a flush at a time; it begins anew where the counts it rests on do. */
export class AnswerLedger {
  readonly #open = new OpenAnswers();
  readonly #cut = new CutAnswers();
  readonly #unnamed = new UnnamedEnds();
  readonly #latency = new Map<number, Slow>();
  /** Bad answers that were told as good before it showed. */
  #owed = 0;
  #http = nothingTold;
  #grpc = nothingTold;
  #added: Counts | null = null;
  #toMs = 0;
  /** What it is asked for; a ledger that is asked for something else must be a new one. */
  readonly asked: string;

  constructor(asked: string) {
    this.asked = asked;
  }

  /** A span by the proxy's clock. */
  advance({ added }: Difference, fromMs: number, toMs: number): void {
    const errors = at(added, 4);
    const begun = at(added, 1) + at(added, 2) + at(added, 3) + errors;
    this.#open.advance(begun, endsOf(added), fromMs, toMs);
    const ejected = Math.max(at(added, slotOf.disconnected), at(added, slotOf.ejected));
    const broken = at(added, slotOf.reset) + ejected + at(added, slotOf.timeout);
    const cut = this.#cut.advance(broken - errors - at(added, slotOf.retry), this.#open.count, fromMs, toMs);
    this.#http = this.#answersTold(at(added, 0) + begun, errors + cut);
    const good = at(added, slotOf.grpcGood);
    const named = good + at(added, slotOf.grpcBad);
    const unnamed = this.#unnamed.advance({
      not2xx: begun - at(added, 1),
      unavailable: at(added, slotOf.grpcUnavailable),
      ended: at(added, slotOf.ended),
      named,
    });
    this.#grpc = { good, total: named + unnamed + cut };
    this.#added = added;
    this.#toMs = toMs;
  }

  /** What the last span adds. A latency that is asked for is to be asked for after each span. */
  tell(sli: CountedSli): Told {
    switch (sli.kind) {
      case 'errors':
        return sli.protocol === 'grpc' ? this.#grpc : this.#http;
      case 'latency':
        return this.#latencyTold(sli.thresholdMs);
    }
  }

  /** An answer is told at its headers; one that was cut later takes the place of a good one of then. */
  #answersTold(total: number, bad: number): Told {
    const owed = this.#owed + bad;
    const paid = Math.min(owed, total);
    this.#owed = owed - paid;
    return { good: total - paid, total };
  }

  /** An answer is told once it ended, or has been open for longer than the threshold: then it is slow, whenever it ends. */
  #latencyTold(thresholdMs: number): Told {
    const added = this.#added;
    const index = latencyThresholdsMs.indexOf(thresholdMs);
    if (added === null || index < 0) return nothingTold;
    const last = this.#latency.get(thresholdMs);
    if (last?.toMs === this.#toMs) return last.told;
    const open = this.#open.slowerThan(thresholdMs, this.#toMs);
    const good = added[slotOf.faster + index] ?? 0;
    const total = (added[slotOf.ended] ?? 0) + open - (last?.open ?? 0);
    const told = { good, total: Math.max(good, total) };
    this.#latency.set(thresholdMs, { open, told, toMs: this.#toMs });
    return told;
  }
}

function at(counts: Counts, slot: number): number {
  return counts[slot] ?? 0;
}

/** Ends by the threshold that they were just faster than; the last one's were faster than none. */
function endsOf(added: Counts): number[] {
  const ends = added.slice(slotOf.ended);
  let below = 0;
  for (let i = 0; i + 1 < ends.length; i++) {
    const faster = added[slotOf.faster + i] ?? 0;
    ends[i] = faster - below;
    below = faster;
  }
  ends[ends.length - 1] = (added[slotOf.ended] ?? 0) - below;
  return ends;
}
