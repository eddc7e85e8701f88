/** A kind of fault: how it is planted, and what a check is to say of it. */

import type { Draft, Place, Random } from './draft.ts';
import type { World } from './apps.ts';

export interface Fault {
  /** What is wrong, in a few words. */
  readonly name: string;
  /** The rule that is to find it. */
  readonly rule: string;
  /** Plants it once; null where this repository has no place for it. */
  readonly plant: (draft: Draft, world: World, random: Random) => Place | null;
}
