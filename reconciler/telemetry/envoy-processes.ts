/** The Envoy processes that have sent counts, and the names under which their samples go. */

import type { Entered } from './answer-ledger.ts';
import type { Flush, Sender, Start } from './flush.ts';
import type { BoundIndexes, Counts } from './series.ts';

/** One run of one proxy. Written in place. */
export interface EnvoyProcess {
  readonly sender: Sender;
  readonly start: Start;
  /** The node's id, with `~2` and so on where several run; empty once a newer process took it over. */
  name: string;
  /** The last flush, by cluster. */
  clusters: ReadonlyMap<string, Counts>;
  /** Of the last histogram it sent; null: none yet. */
  bounds: BoundIndexes | null;
  /** By cluster, of those that are watched. */
  ledgers: ReadonlyMap<string, Entered>;
  /** Flushes entered so far. */
  flushes: number;
  /** Of the last flush, by the proxy's clock. */
  timeMs: number;
  /** When the last flush arrived, by our monotonic clock. */
  heardMs: number;
}

/** Exports that are this much older than the last are of a clock that was set back; less is an export that came late. */
const clockStepMs = 30_000;

/** Keeps processes apart by instance and start, and names them by their node. Memory is bounded by `maxProcesses`: the longest silent goes first. */
export class EnvoyProcesses {
  readonly #byKey = new Map<string, EnvoyProcess>();
  readonly #firstTimeMs = new Map<string, number>();
  readonly #maxProcesses: number;
  /** Wall time from which on we would have heard of a new process. */
  readonly #listeningSinceMs: number;

  constructor(maxProcesses: number, listeningSinceMs: number) {
    this.#maxProcesses = maxProcesses;
    this.#listeningSinceMs = listeningSinceMs;
  }

  /** Those that hold a name: a process that was replaced by a newer one of its node has lost it. */
  named(): readonly EnvoyProcess[] {
    return [...this.#byKey.values()].filter((each) => each.name !== '');
  }

  find(sender: Sender, start: Start): EnvoyProcess | null {
    return this.#byKey.get(keyOf(sender, start)) ?? null;
  }

  /** A process that we meet for the first time; it takes its node's name over from an earlier one. */
  meet(sender: Sender, start: Start, timeMs: number, nowMs: number): EnvoyProcess {
    for (const earlier of this.named()) if (earlier.name === sender.node) earlier.name = '';
    const met: EnvoyProcess = {
      sender,
      start,
      name: sender.node,
      clusters: new Map(),
      bounds: null,
      ledgers: new Map(),
      flushes: 0,
      timeMs: start.ms,
      heardMs: nowMs,
    };
    this.#byKey.set(keyOf(sender, start), met);
    if (!this.#firstTimeMs.has(sender.node)) this.#firstTimeMs.set(sender.node, timeMs);
    this.#evict();
    return met;
  }

  /** Whether all that a new process has counted was counted under our eyes. */
  beganUnderOurEyes(process: EnvoyProcess): boolean {
    const knownSinceMs = this.#firstTimeMs.get(process.sender.node) ?? Infinity;
    return process.start.ms >= Math.min(this.#listeningSinceMs, knownSinceMs);
  }

  /** A process that speaks again after another took its name runs beside it: `edge~2`. */
  ensureNamed(process: EnvoyProcess): void {
    if (process.name !== '') return;
    const taken = new Set(this.named().map((each) => each.name));
    let n = 2;
    while (taken.has(`${process.sender.node}~${n}`)) n++;
    process.name = `${process.sender.node}~${n}`;
  }

  /** Forgets those that have been silent for longer than `forgetMs`. */
  forgetSilent(nowMs: number, forgetMs: number): void {
    for (const [key, each] of this.#byKey) if (nowMs - each.heardMs > forgetMs) this.#delete(key, each);
  }

  #evict(): void {
    while (this.#byKey.size > this.#maxProcesses) {
      const [key, oldest] = [...this.#byKey].reduce((a, b) => (b[1].heardMs < a[1].heardMs ? b : a));
      this.#delete(key, oldest);
    }
  }

  #delete(key: string, process: EnvoyProcess): void {
    this.#byKey.delete(key);
    const others = [...this.#byKey.values()].some((each) => each.sender.node === process.sender.node);
    if (!others) this.#firstTimeMs.delete(process.sender.node);
  }
}

/** Where a flush stands in the story of its process. */
export function orderOf(process: EnvoyProcess, flush: Flush): 'next' | 'late' | 'same' | 'clock-set-back' {
  const timeMs = flush.timeMs ?? process.timeMs;
  if (process.flushes === 0 || timeMs > process.timeMs) return 'next';
  if (timeMs === process.timeMs) return 'same';
  return process.timeMs - timeMs > clockStepMs ? 'clock-set-back' : 'late';
}

function keyOf(sender: Sender, start: Start): string {
  return `${sender.instance}\n${start.token}`;
}
