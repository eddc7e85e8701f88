/** Which keys of a rollout's evidence count the same thing, and who tells of it. */

import type { Evidence } from '../../policies/evidence.ts';
import { everyMsOf } from '../rollout/heard.ts';

/** At least one key. */
export interface CountedKeys {
  readonly keys: readonly [string, ...string[]];
  /** False where a source is asked for it, and proxies say nothing. */
  readonly byProxies: boolean;
}

/** An SLO of errors and a bound on errors count the same requests, so they must fail together. */
export function countedSlis(evidence: readonly Evidence[]): readonly CountedKeys[] {
  const bySli = new Map<string, { readonly keys: [string, ...string[]]; readonly byProxies: boolean }>();
  for (const { kind, key, sli } of evidence) {
    if (kind === 'value') continue;
    const name = JSON.stringify(sli);
    const known = bySli.get(name);
    if (known === undefined) bySli.set(name, { keys: [key], byProxies: everyMsOf(sli) === 0 });
    else known.keys.push(key);
  }
  return [...bySli.values()];
}
