/** Time that passes only when a test says so, with those who sleep in it. */

interface Sleeper {
  readonly dueMs: number;
  readonly wake: () => void;
}

export class SteppedTime {
  /** On a whole second: dates of HTTP have no smaller parts. */
  #nowMs = 1_700_000_000_000;
  readonly #sleepers = new Set<Sleeper>();
  readonly clock: { readonly now: () => number; readonly monotonic: () => number };

  constructor() {
    this.clock = { now: () => this.#nowMs, monotonic: () => this.#nowMs };
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  readonly sleep = (ms: number, signal: AbortSignal): Promise<void> => {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#sleepers.delete(sleeper);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper = { dueMs: this.#nowMs + ms, wake };
      this.#sleepers.add(sleeper);
      signal.addEventListener('abort', wake, { once: true });
    });
  };

  /** How many sleep now. */
  get sleeping(): number {
    return this.#sleepers.size;
  }

  /** Lets `ms` pass; returns how many it woke. */
  pass(ms: number): number {
    this.#nowMs += ms;
    const due = [...this.#sleepers].filter((sleeper) => sleeper.dueMs <= this.#nowMs);
    for (const sleeper of due) sleeper.wake();
    return due.length;
  }
}
