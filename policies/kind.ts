/** What a kind of object offers. */

import type { Contribution } from './contribution.ts';
import type { At } from './decode.ts';
import type { Severity } from './finding.ts';
import type { PolicyObject } from './object.ts';

export interface Kind {
  /** `networking.istio.io`; empty for the core group. */
  readonly group: string;
  readonly kind: string;
  /** Versions that are read alike. */
  readonly versions: readonly string[];
  /** Severity of a field that is not known: an access policy that is enforced in part must not go live. */
  readonly unknownField: Severity;
  /** Reads an object, reporting all that is wrong with it; what cannot be read is left out. */
  readonly read: (object: PolicyObject, at: At) => readonly Contribution[];
  /** Where a rule of this kind has its destinations and their weights, from the rule on. */
  readonly weights?: WeightsPlace;
}

export interface WeightsPlace {
  readonly list: string;
  readonly weight: string;
}
