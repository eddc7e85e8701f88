import type { Clock } from '../../reconciler/reconcile/ports.ts';

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  #wall = Date.UTC(2026, 0, 1);
  #monotonic = 1_000;

  now(): number {
    return this.#wall;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  advance(ms: number): void {
    this.#wall += ms;
    this.#monotonic += ms;
  }
}
