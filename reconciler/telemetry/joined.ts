/** All sources as one. */

import type { OtlpReceiver } from './otlp.ts';
import type { PulledOptions } from './pulled.ts';
import { sources } from './sources.ts';
import type { Source } from './sources.ts';

export interface Sources extends Source {
  /** For the gRPC server that Envoy's sink exports to. */
  readonly otlp: OtlpReceiver['service'];
  /** Resolves when nothing is asked any more, after the signal's abort. */
  ended(): Promise<void>;
}

/** Opens every source of the table; what each is to tell of is said by `watch`. */
export function createSources(options: PulledOptions): Sources {
  const otlp = sources.otlp({ clock: options.clock });
  const pulled = [sources.prometheus(options), sources.web(options)];
  const all: readonly Source[] = [otlp, ...pulled];
  return {
    otlp: otlp.service,
    watch: (watch) => {
      for (const source of all) source.watch(watch);
    },
    take: () => all.flatMap((source) => source.take()),
    proxies: () => [...new Set(all.flatMap((source) => source.proxies()))].sort(),
    ended: async () => {
      await Promise.all(pulled.map((source) => source.ended()));
    },
  };
}
