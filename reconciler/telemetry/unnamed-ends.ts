/**
 * Calls that ended without a gRPC status. Two things tell of them, each by itself too little: answers that aren't 2xx,
 * beside those that the router made (they have status 14), and ends of answers that no status came with. The greater
 * counts; neither counts a call twice.
 */

/** Over so many flushes ends are compared with statuses: Envoy gathers the two a moment apart. */
const memory = 40;

export class UnnamedEnds {
  /** Ends less statuses, after each of the last flushes. */
  readonly #surpluses: number[] = [0];
  #byClass = 0;
  #bySurplus = 0;

  /** Returns how many more calls are now known to have ended so. */
  advance(span: {
    readonly not2xx: number;
    readonly unavailable: number;
    readonly ended: number;
    readonly named: number;
  }): number {
    const before = Math.max(this.#byClass, this.#bySurplus);
    this.#byClass += Math.max(0, span.not2xx - span.unavailable);
    const surplus = (this.#surpluses.at(-1) ?? 0) + span.ended - span.named;
    this.#bySurplus += Math.max(0, surplus - Math.max(...this.#surpluses));
    this.#surpluses.push(surplus);
    if (this.#surpluses.length > memory) this.#surpluses.shift();
    return Math.max(this.#byClass, this.#bySurplus) - before;
  }
}
