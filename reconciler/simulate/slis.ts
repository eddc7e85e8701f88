/** What is counted in a simulation: which keys count the same thing, and who tells of it. */

import { everyMsOf } from '../rollout/heard.ts';
import { slisOf } from '../rollout/watch.ts';
import type { Scenario } from './scenario.ts';

/** At least one key. */
export interface CountedKeys {
  readonly keys: readonly [string, ...string[]];
  /** False where a source is asked for it, and proxies say nothing. */
  readonly byProxies: boolean;
}

/** Whose counts are meant. */
export type Counted = Pick<Scenario, 'rollout' | 'budgetSlo'>;

/** An SLO of errors and a bound on errors count the same requests, so they must fail together. */
export function countedSlis({ rollout, budgetSlo }: Counted): readonly CountedKeys[] {
  const bySli = new Map<string, { readonly keys: [string, ...string[]]; readonly byProxies: boolean }>();
  const values = new Set(rollout.evidence.flatMap((each) => (each.kind === 'value' ? [each.key] : [])));
  for (const { key, sli } of slisOf(rollout, budgetSlo === null ? [] : [budgetSlo])) {
    if (values.has(key)) continue;
    const name = JSON.stringify(sli);
    const known = bySli.get(name);
    if (known === undefined) bySli.set(name, { keys: [key], byProxies: everyMsOf(sli) === 0 });
    else known.keys.push(key);
  }
  return [...bySli.values()];
}
