// A receiver of OTLP exports on a clock that stands still until it is told to go on.

import type { WatchedSli } from '../../reconciler/rollout/watch.ts';
import { createOtlpReceiver } from '../../reconciler/telemetry/otlp.ts';
import type { OtlpOptions, OtlpReceiver } from '../../reconciler/telemetry/otlp.ts';
import type { Sample } from '../../reconciler/rollout/sample.ts';
import { deliver, exportBytes } from './otlp-proxy.ts';
import type { OtlpProxy } from './otlp-proxy.ts';

/** Wall time at which the receiver starts. */
export const startedMs = 1_700_000_000_000;

export const httpErrors: WatchedSli = { key: 'errors', sli: { kind: 'errors', protocol: 'http' } };

export interface Scene {
  readonly receiver: OtlpReceiver;
  /** 250 ms pass, and these report in turn. */
  readonly flush: (...proxies: readonly OtlpProxy[]) => void;
  readonly pass: (ms: number) => void;
  readonly nowMs: () => number;
  readonly stable: () => readonly Sample[];
}

/** `v1` is the stable side of `T`, which is judged by errors where nothing else is said. */
export function scene(options: Partial<OtlpOptions> = {}, slis: readonly WatchedSli[] = [httpErrors]): Scene {
  let nowMs = startedMs;
  const receiver = createOtlpReceiver({ clock: { now: () => nowMs, monotonic: () => nowMs }, ...options });
  receiver.watch({
    clusters: new Map([['v1', { target: 'T', destinationKey: 'v1', side: 'stable' }]]),
    walks: new Map([['T', { namespace: 'shop', name: 'checkout', slis }]]),
    budgets: new Map(),
    sources: {},
  });
  return {
    receiver,
    flush: (...proxies) => {
      nowMs += 250;
      for (const proxy of proxies) deliver(receiver, exportBytes(proxy, nowMs));
    },
    pass: (ms) => {
      nowMs += ms;
    },
    nowMs: () => nowMs,
    stable: () =>
      receiver
        .take()
        .flatMap((reading) => (reading.kind === 'samples' ? reading.samples : []))
        .filter((sample) => sample.side === 'stable'),
  };
}
