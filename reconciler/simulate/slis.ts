/** Which keys of a rollout's evidence count the same thing. */

import type { Evidence } from '../../policies/evidence.ts';

/** At least one key. */
export interface CountedKeys {
  readonly keys: readonly [string, ...string[]];
}

/** An SLO of errors and a bound on errors count the same requests, so they must fail together. */
export function countedSlis(evidence: readonly Evidence[]): readonly CountedKeys[] {
  const bySli = new Map<string, [string, ...string[]]>();
  for (const { kind, key, sli } of evidence) {
    if (kind === 'value') continue;
    const name = JSON.stringify(sli);
    const known = bySli.get(name);
    if (known === undefined) bySli.set(name, [key]);
    else known.push(key);
  }
  return [...bySli.values()].map((keys) => ({ keys }));
}
