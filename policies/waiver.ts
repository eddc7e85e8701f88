/** A finding that somebody answers for, until a day. */

import type { Path } from './finding.ts';
import type { Source } from './mesh.ts';

export interface Waiver {
  readonly rule: string;
  /** The object that the rule may be broken by. */
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** The part of the object that is meant, and all below it; empty: the whole of it. */
  readonly path: Path;
  readonly owner: string;
  readonly reason: string;
  /** ms since the epoch: it holds before. */
  readonly endsMs: number;
  readonly source: Source;
}
