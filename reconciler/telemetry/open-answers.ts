/**
 * Answers that have begun and not ended. Envoy counts an answer at its headers, and its time at its end: what lies
 * between is a body on its way, or one that never ends. Which of them ended is not said, but how long each took is, and
 * that tells how old it can be at most: each end is given to the oldest answer that it may be of, so that none counts as
 * older than it surely is.
 */

import { latencyThresholdsMs } from '../../policies/evidence.ts';

/** Answers that began in one span of time. */
interface Cohort {
  readonly fromMs: number;
  /** By the proxy's clock. */
  toMs: number;
  open: number;
}

/** Envoy gathers histograms a moment before it reads counters: an end may be told a flush late. */
const skewMs = 100;
const slowestMs = latencyThresholdsMs.at(-1) ?? 0;
/** Spans shorter than this are put together. */
const grainMs = 80;

export class OpenAnswers {
  /** Oldest first; those without open answers are dropped. The first may hold all that are older than any threshold. */
  #cohorts: Cohort[] = [];

  /** How many are open now. */
  get count(): number {
    let sum = 0;
    for (const cohort of this.#cohorts) sum += cohort.open;
    return sum;
  }

  /**
   * `ended[i]`: ends in the span of answers that took less than threshold i and no less than the one before; the last
   * one's took longer than any threshold.
   */
  advance(begun: number, ended: readonly number[], fromMs: number, toMs: number): void {
    if (begun > 0) this.#begin(begun, fromMs, toMs);
    for (let i = ended.length - 1; i >= 0; i--) {
      const mostMs = latencyThresholdsMs[i] ?? Infinity;
      this.#end(ended[i] ?? 0, fromMs - skewMs - mostMs);
    }
    this.#tidy(toMs);
  }

  /** How many have been open for longer than a threshold, surely. */
  slowerThan(thresholdMs: number, nowMs: number): number {
    let sum = 0;
    for (const { toMs, open } of this.#cohorts) {
      if (nowMs - toMs <= thresholdMs + skewMs) break;
      sum += open;
    }
    return sum;
  }

  #begin(begun: number, fromMs: number, toMs: number): void {
    const last = this.#cohorts.at(-1);
    if (last === undefined || toMs - last.fromMs > grainMs) {
      this.#cohorts.push({ fromMs, toMs, open: begun });
    } else {
      last.open += begun;
      last.toMs = toMs;
    }
  }

  /** Ends so many of the answers that were not over before `sinceMs`. */
  #end(ended: number, sinceMs: number): void {
    let left = ended;
    for (const cohort of this.#cohorts) {
      if (left === 0) return;
      if (cohort.toMs < sinceMs) continue;
      const ends = Math.min(left, cohort.open);
      cohort.open -= ends;
      left -= ends;
    }
  }

  #tidy(nowMs: number): void {
    if (this.#cohorts.every((cohort) => cohort.open === 0)) {
      this.#cohorts.length = 0;
      return;
    }
    const open = this.#cohorts.filter((cohort) => cohort.open > 0);
    const young = open.findIndex(({ toMs }) => nowMs - toMs <= slowestMs + 2 * skewMs);
    const old = young < 0 ? open : open.slice(0, young);
    const [first] = old;
    if (first === undefined) {
      this.#cohorts = open;
      return;
    }
    const all = { ...first, toMs: old.at(-1)?.toMs ?? first.toMs, open: old.reduce((sum, each) => sum + each.open, 0) };
    this.#cohorts = [all, ...open.slice(old.length)];
  }
}
