/** What proxies count by themselves: errors, and answers slower than a threshold. */

import { type Decoder, malformed, oneOf } from '../decode.ts';
import { latencyThresholdsMs } from '../evidence.ts';
import { duration } from '../quantity.ts';

export const protocol = oneOf('http', 'grpc');

/** Waves of slowness (collections, cold pools) last longer than clumps of errors; a block is to outlast them. */
export const defaultBlockMs = { errors: 1000, latency: 5000 } as const;

/** A threshold that proxies have a bound for, in ms. */
export const latencyThreshold: Decoder<number> = (value, at) => {
  const read = duration(value, at);
  if (read === undefined || latencyThresholdsMs.includes(read)) return read;
  const near = [
    latencyThresholdsMs.findLast((threshold) => threshold < read),
    latencyThresholdsMs.find((threshold) => threshold > read),
  ].flatMap((threshold) => (threshold === undefined ? [] : [`${threshold}ms`]));
  return malformed(
    at,
    `Proxies count by fixed thresholds, and ${read}ms is none of them`,
    `The nearest: ${near.join(', ')}.`,
  );
};
