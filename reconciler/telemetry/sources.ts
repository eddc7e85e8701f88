/** The sources of samples. Each passes the one contract of `contract.test.ts`; a new one is a line here. */

import type { Reading } from '../rollout/sample.ts';
import type { Watch } from '../rollout/watch.ts';
import { createOtlpReceiver } from './otlp.ts';
import { lookAtPrometheus } from './prometheus.ts';
import { createPulledSource } from './pulled.ts';
import type { PulledOptions, PulledSource } from './pulled.ts';
import { lookAtWeb } from './web.ts';

/** What every source offers. */
export interface Source {
  /** From now on these walks are told of. */
  watch(watch: Watch): void;
  /** All readings since the last call. A proxy's spans follow on one another, or it can be seen that they don't. */
  take(): readonly Reading[];
  /** Names of the proxies that have sent counts and are not forgotten; sorted. */
  proxies(): readonly string[];
}

/** By the name that samples carry. */
export const sources = {
  otlp: createOtlpReceiver,
  prometheus: (options: PulledOptions): PulledSource => createPulledSource('prometheus', lookAtPrometheus, options),
  web: (options: PulledOptions): PulledSource => createPulledSource('web', lookAtWeb, options),
} as const satisfies Readonly<Record<string, (...options: never[]) => Source>>;

export type SourceName = keyof typeof sources;
