/** A series of random edits, each verified, and how many of them were named. */

import type { Branch } from './branch-author.ts';
import { type Edit, randomEdit } from './branch-edits.ts';
import { BranchJudge } from './branch-judge.ts';
import type { EditKind } from './edits/table.ts';
import { seeded } from './seeded.ts';

const kinds: readonly EditKind[] = ['trailer', 'trailer', 'tree', 'parent', 'order', 'time'];

export interface Tally {
  readonly made: number;
  readonly named: number;
}

export interface Series {
  /** Faults of the branch as it was made. */
  readonly sound: number;
  /** By kind; those that only a signature can tell by themselves, as `trailer (signature)`. */
  readonly tallies: ReadonlyMap<string, Tally>;
  /** Edits that were to be named and were not. */
  readonly missed: readonly string[];
}

/** `trusted` are the signers of a signed branch: then each edit must be named, and else all but those it takes a signature for. */
export async function editSeries(
  branch: Branch,
  count: number,
  seed: number,
  trusted: ConstructorParameters<typeof BranchJudge>[1],
): Promise<Series> {
  const judge = new BranchJudge(branch, trusted);
  const sound = (await judge.faults()).length;
  const random = seeded(seed);
  const tallies = new Map<string, Tally>();
  const missed: string[] = [];
  for (let at = 0; at < count; at += 1) {
    const edit = await randomEdit(branch, kinds[at % kinds.length] ?? 'trailer', random);
    const faults = await judge.faultsOf(edit);
    const isNamed = faults.some(({ commit }) => edit.named.includes(commit));
    const key = edit.needsSignature ? `${edit.kind} (signature)` : edit.kind;
    const { made, named } = tallies.get(key) ?? { made: 0, named: 0 };
    tallies.set(key, { made: made + 1, named: named + (isNamed ? 1 : 0) });
    if (!isNamed && (trusted.length > 0 || !edit.needsSignature)) missed.push(editText(edit));
  }
  return { sound, tallies, missed };
}

function editText({ kind, name, index }: Edit): string {
  return `${kind} ${name} at ${index}`;
}
