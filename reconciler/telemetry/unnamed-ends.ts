/**
 * Calls that ended without a gRPC status. Two things tell of them, each by itself too little: answers that aren't 2xx
 * (the router's own among them, which never end as Envoy counts ends), and ends that no status came with (among them
 * most of those that aren't 2xx).
 */

/** Over so many flushes ends are compared with statuses: Envoy gathers the two a moment apart. */
const memory = 40;
/** An answer that isn't 2xx ends within so many flushes, or is taken for one that the router gave. */
const patience = 8;

interface Span {
  readonly not2xx: number;
  /** Calls with status 14, which the router may name its own failures by. */
  readonly unavailable: number;
  readonly ended: number;
  /** Calls with a status. */
  readonly named: number;
}

export class UnnamedEnds {
  /** Ends less statuses, after each of the last flushes. */
  readonly #surpluses: number[] = [0];
  /** Of each of the last flushes: those that aren't 2xx and whose end was not told yet. */
  readonly #unended: number[] = [];

  /** Returns how many more calls are now known to have ended so. */
  advance({ not2xx, unavailable, ended, named }: Span): number {
    const routed = Math.min(unavailable, Math.max(0, named - ended));
    const byClass = Math.max(0, not2xx - routed);
    this.#unended.push(byClass);
    if (this.#unended.length > patience) this.#unended.shift();

    const surplus = (this.#surpluses.at(-1) ?? 0) + ended - named;
    const bySurplus = Math.max(0, surplus - this.#surpluses.reduce((most, each) => Math.max(most, each)));
    this.#surpluses.push(surplus);
    if (this.#surpluses.length > memory) this.#surpluses.shift();
    return byClass + this.#withoutThoseToldBefore(bySurplus);
  }

  #withoutThoseToldBefore(ended: number): number {
    let left = ended;
    for (let i = 0; i < this.#unended.length && left > 0; i++) {
      const unended = this.#unended[i] ?? 0;
      const same = Math.min(left, unended);
      this.#unended[i] = unended - same;
      left -= same;
    }
    return left;
  }
}
