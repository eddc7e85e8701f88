/**
 * Sources that are asked: each queried SLI of each walk has a poll of its own, each `everyMs`, with one request under
 * way. What goes wrong with one is a reading about it, and the others go on.
 */

import type { SourceConfig } from '../../policies/config.ts';
import type { QueriedSli } from '../../policies/evidence.ts';
import type { Reading } from '../rollout/sample.ts';
import { nothingWatched } from '../rollout/watch.ts';
import type { Watch, WatchedSli, WatchedWalk } from '../rollout/watch.ts';
import { trouble } from './ask.ts';
import type { Reach } from './ask.ts';
import { createGate } from './gate.ts';
import type { Gate } from './gate.ts';
import type { Look, Protocol } from './look.ts';
import { clustersByTarget, variablesOf } from './query-variables.ts';
import type { ClustersByTarget } from './query-variables.ts';
import { nextLook } from './poll-grid.ts';
import { ReadingQueue } from './reading-queue.ts';
import { openStory, tell } from './story.ts';
import type { Story } from './story.ts';

export interface PulledOptions extends Reach {
  /** `now` is wall time, compared with the source's; `monotonic` is for the schedule. Both in ms. */
  readonly clock: { readonly now: () => number; readonly monotonic: () => number };
  /** Ends every poll. */
  readonly signal: AbortSignal;
  /** Requests under way at once, over all polls. */
  readonly maxConcurrent?: number;
}

export interface PulledSource {
  /** Polls what is watched now: what is new at once, what is gone no more. */
  watch(watch: Watch): void;
  /** All readings since the last call. */
  take(): readonly Reading[];
  /** Names of the sources that had news in the last five minutes; sorted. */
  proxies(): readonly string[];
  /** Called after each look at a source; returns how to stop. */
  onLook(listener: () => void): () => void;
  /** Resolves when no poll runs any more, after the signal's abort. */
  ended(): Promise<void>;
}

interface Poll<S extends QueriedSli> {
  readonly target: string;
  readonly sli: S;
  /** Null: `sluice.yaml` has no such source. */
  readonly config: SourceConfig | null;
  readonly story: Story;
  readonly ending: AbortController;
  /** Of the last watch. */
  walk: WatchedWalk;
}

/** Opens a source; its polls end with the signal, and their timers with them. */
export function createPulledSource<S extends QueriedSli>(
  kind: S['kind'],
  protocol: Protocol<S>,
  options: PulledOptions,
): PulledSource {
  const polling = new Polling(kind, protocol, options);
  return {
    watch: (watch) => polling.watch(watch),
    take: () => polling.queue.take(),
    proxies: () => polling.proxies(),
    onLook: (listener) => {
      polling.listeners.add(listener);
      return () => polling.listeners.delete(listener);
    },
    ended: async () => {
      await Promise.all(polling.running);
    },
  };
}

/** A name is forgotten when it had no news for so long. */
const forgetMs = 300_000;

class Polling<S extends QueriedSli> {
  readonly queue = new ReadingQueue();
  readonly listeners = new Set<() => void>();
  readonly running = new Set<Promise<void>>();
  readonly #kind: S['kind'];
  readonly #protocol: Protocol<S>;
  readonly #options: PulledOptions;
  readonly #gate: Gate;
  readonly #polls = new Map<string, Poll<S>>();
  readonly #newsMs = new Map<string, number>();
  #watched: Watch = nothingWatched;
  #clusters: ClustersByTarget = new Map();

  constructor(kind: S['kind'], protocol: Protocol<S>, options: PulledOptions) {
    this.#kind = kind;
    this.#protocol = protocol;
    this.#options = options;
    this.#gate = createGate(options.maxConcurrent ?? 16);
    const endAll = (): void => {
      for (const [id, poll] of this.#polls) this.#end(id, poll);
    };
    options.signal.addEventListener('abort', endAll, { once: true });
  }

  watch(watch: Watch): void {
    if (watch.clusters !== this.#watched.clusters) this.#clusters = clustersByTarget(watch);
    this.#watched = watch;
    const wanted = new Set<string>();
    for (const [target, walk] of watch.walks) {
      for (const each of walk.slis) {
        if (!this.#isOurs(each.sli)) continue;
        const config = Object.hasOwn(watch.sources, each.sli.source) ? watch.sources[each.sli.source] : undefined;
        const id = JSON.stringify([target, each, config ?? null]);
        wanted.add(id);
        const known = this.#polls.get(id);
        if (known !== undefined) known.walk = walk;
        else if (!this.#options.signal.aborted) this.#begin(id, target, walk, each.key, each.sli, config ?? null);
      }
    }
    for (const [id, poll] of this.#polls) if (!wanted.has(id)) this.#end(id, poll);
  }

  proxies(): readonly string[] {
    const nowMs = this.#options.clock.monotonic();
    for (const [name, newsMs] of this.#newsMs) if (nowMs - newsMs > forgetMs) this.#newsMs.delete(name);
    return [...this.#newsMs.keys()].sort();
  }

  #isOurs(sli: WatchedSli['sli']): sli is S {
    return sli.kind === this.#kind;
  }

  #begin(id: string, target: string, walk: WatchedWalk, key: string, sli: S, config: SourceConfig | null): void {
    const about = { source: this.#kind, proxy: sli.source, target, sli: key, everyMs: sli.everyMs };
    const story = openStory(about, this.#options.clock.monotonic());
    const poll: Poll<S> = { target, sli, config, walk, story, ending: new AbortController() };
    this.#polls.set(id, poll);
    const running = this.#run(poll).finally(() => this.running.delete(running));
    this.running.add(running);
  }

  #end(id: string, poll: Poll<S>): void {
    this.#polls.delete(id);
    poll.ending.abort();
  }

  async #run(poll: Poll<S>): Promise<void> {
    const { clock, sleep } = this.#options;
    const { signal } = poll.ending;
    let next = { dueMs: clock.monotonic(), early: 0 };
    while (!signal.aborted) {
      if (!(await this.#gate.enter(signal))) return;
      try {
        const look = await this.#look(poll);
        if (signal.aborted) return;
        const ageMs = look.kind === 'trouble' ? (look.before?.ageMs ?? null) : look.ageMs;
        const news = this.#tell(poll, look);
        next = nextLook(poll.sli.everyMs, { ...next, nowMs: clock.monotonic(), ageMs, news });
      } finally {
        this.#gate.leave();
      }
      for (const listener of this.listeners) listener();
      await sleep(Math.max(0, next.dueMs - clock.monotonic()), signal);
    }
  }

  async #look({ target, sli, config, walk, ending }: Poll<S>): Promise<Look> {
    if (config === null) return trouble('source-unknown', `sluice.yaml names no source ${sli.source}`);
    if (config.kind !== this.#kind) return trouble('source-unknown', `the source ${sli.source} is no ${this.#kind}`);
    const question = { sli, config, sides: variablesOf(target, walk, this.#clusters), now: this.#options.clock.now };
    try {
      return await this.#protocol(question, this.#options, ending.signal);
    } catch (error) {
      // A fault of ours must not end the poll, and with it every hold that it would name.
      return trouble('source-error', `the answer could not be read: ${error instanceof Error ? error.name : 'fault'}`);
    }
  }

  /** True when the source had news. */
  #tell(poll: Poll<S>, look: Look): boolean {
    const nowMs = this.#options.clock.monotonic();
    const { readings, news } = tell(poll.story, look, nowMs);
    if (news) this.#newsMs.set(poll.sli.source, nowMs);
    for (const reading of readings) this.queue.add(reading);
    return news;
  }
}
