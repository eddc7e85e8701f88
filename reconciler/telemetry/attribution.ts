/** Which walk a cluster's answers speak for. */

import type { Side } from '../rollout/sample.ts';

/** By cluster name; it changes with each served commit. */
export type Attribution = ReadonlyMap<string, Attributed>;

export interface Attributed {
  /** T. */
  readonly target: string;
  /** D as text. */
  readonly destinationKey: string;
  readonly side: Side;
}
