/** What a step rests on, for its commit's trailers: for people, and for deciding it again; state is never read from it. */

import type { Json } from '../../policies/mesh.ts';
import { plainJson, recordOf } from '../rollout/record.ts';
import type { Memory } from './memory.ts';

/** T → the record of its evidence as it is now; targets of which nothing is known are left out. */
export function evidenceTrailers(memory: Memory, targets: Iterable<string>): ReadonlyMap<string, Json> {
  const trailers = new Map<string, Json>();
  for (const target of targets) {
    const walk = memory.walks.get(target);
    const record = walk === undefined ? null : recordOf(walk.evidence);
    if (record !== null) trailers.set(target, plainJson(record));
  }
  return trailers;
}
