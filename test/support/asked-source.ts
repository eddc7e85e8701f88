/** One pulled source of one walk, asked of a server that answers as a test says; time is the test's. */

import type { SourceConfig } from '../../policies/config.ts';
import type { QueriedSli } from '../../policies/evidence.ts';
import type { Reading } from '../../reconciler/rollout/sample.ts';
import { nothingWatched } from '../../reconciler/rollout/watch.ts';
import type { Attributed, Watch } from '../../reconciler/rollout/watch.ts';
import type { PulledSource } from '../../reconciler/telemetry/pulled.ts';
import { sources } from '../../reconciler/telemetry/sources.ts';
import { SteppedTime } from './stepped-time.ts';

export const everyMs = 1_000;

export const clusters: ReadonlyMap<string, Attributed> = new Map([
  ['shop/checkout/80/v2', { target: 'T', destinationKey: 'v2', side: 'canary' }],
  ['shop/checkout/80/v1', { target: 'T', destinationKey: 'v1', side: 'stable' }],
]);

interface AskedOptions {
  readonly slis: readonly QueriedSli[];
  readonly config: Readonly<Record<string, SourceConfig>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly clusters?: ReadonlyMap<string, Attributed>;
}

export class AskedSource {
  readonly time = new SteppedTime();
  readonly source: PulledSource;
  readonly #ending = new AbortController();
  #looks = 0;
  #looked: () => void = () => undefined;

  constructor(kind: QueriedSli['kind'], env: Readonly<Record<string, string>> = {}) {
    const { clock, sleep } = this.time;
    this.source = sources[kind]({ clock, sleep, fetch, env, signal: this.#ending.signal });
    this.source.onLook(() => {
      this.#looks++;
      this.#looked();
    });
  }

  /** Watches these SLIs of one walk and waits until each was asked once; returns what came of it. */
  static async open(options: AskedOptions): Promise<{ asked: AskedSource; readings: readonly Reading[] }> {
    const [first] = options.slis;
    if (first === undefined) throw new Error('nothing to ask');
    const asked = new AskedSource(first.kind, options.env);
    asked.source.watch(watchOf(options));
    await asked.untilLooks(options.slis.length);
    return { asked, readings: asked.source.take() };
  }

  /** One more look of each poll; returns what came of it. */
  async again(): Promise<readonly Reading[]> {
    await this.pass();
    return this.source.take();
  }

  /** Time passes until each poll is due again; returns once each has looked. */
  async pass(): Promise<void> {
    const looks = this.#looks;
    await this.untilLooks(looks + this.time.pass(everyMs));
  }

  get looks(): number {
    return this.#looks;
  }

  async untilLooks(looks: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const deadline = setTimeout(() => reject(new Error(`${this.#looks} looks, not ${looks}`)), 10_000);
      this.#looked = () => {
        if (this.#looks < looks) return;
        clearTimeout(deadline);
        resolve();
      };
      this.#looked();
    });
  }

  async close(): Promise<void> {
    this.#ending.abort();
    await this.source.ended();
  }
}

export function watchOf({ slis, config, clusters: named = clusters }: AskedOptions): Watch {
  const keyed = slis.map((sli, i) => ({ key: `${sli.kind}:${sli.source}#${i}`, sli }));
  const walk = { namespace: 'shop', name: 'checkout', slis: keyed };
  return { ...nothingWatched, clusters: named, walks: new Map([['T', walk]]), sources: config };
}
