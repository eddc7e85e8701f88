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

export const nothingTold: Told = { good: 0, total: 0 };

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
    const at = (slot: number): number => added[slot] ?? 0;
    const errors = at(4);
    const begun = at(1) + at(2) + at(3) + errors;
    this.#open.advance(begun, endsOf(added), fromMs, toMs);
    const broken = at(slotOf.reset) + Math.max(at(slotOf.disconnected), at(slotOf.ejected)) + at(slotOf.timeout);
    const cut = this.#cut.advance(broken - errors - at(slotOf.retry), this.#open.count, fromMs, toMs);
    this.#http = this.#answersTold(at(0) + begun, errors + cut);
    const named = at(slotOf.grpcGood) + at(slotOf.grpcBad);
    const unnamed = this.#unnamed.advance({
      not2xx: begun - at(1),
      unavailable: at(slotOf.grpcUnavailable),
      ended: at(slotOf.ended),
      named,
    });
    this.#grpc = { good: at(slotOf.grpcGood), total: named + unnamed + cut };
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

/** Ends by the threshold that they were just faster than; the last one's were faster than none. */
function endsOf(added: Counts): number[] {
  let below = 0;
  const ends = latencyThresholdsMs.map((_, i) => {
    const faster = added[slotOf.faster + i] ?? 0;
    const between = faster - below;
    below = faster;
    return between;
  });
  return [...ends, (added[slotOf.ended] ?? 0) - below];
}
