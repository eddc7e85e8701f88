/** T: the key of a rule whose weights can be walked. */

import { compareText } from './finding.ts';
import { canonicalJson, digestOf } from './json.ts';
import type { RouteMatch } from './mesh.ts';

/** A rule's name goes into commit trailers, versions and `#`-separated keys. */
export function isRuleName(name: string): boolean {
  return /^[A-Za-z0-9_./:-]{1,253}$/.test(name);
}

/**
 * `VirtualService/shop/checkout#primary`; for a rule without a name `#~` and the hash of its matches, whose order says
 * nothing, so that moving the rule or the file changes no key.
 */
export function targetOf(objectId: string, name: string | null, matches: readonly RouteMatch[]): string {
  if (name !== null) return `${objectId}#${name}`;
  return `${objectId}#~${digestOf(matches.map(canonicalJson).toSorted(compareText), 12)}`;
}
