/** Verifies an authored branch once, and then each edit of it from where it begins. */

import { judgeLine } from '../../reconciler/commands/verify-signatures.ts';
import { readLine } from '../../reconciler/commands/verify-source.ts';
import type { TrustedSigner } from '../../reconciler/git/signatures/allowed-signers.ts';
import { type Place, verifyBranch } from '../../reconciler/verify/branch.ts';
import type { Fault } from '../../reconciler/verify/fault.ts';
import type { Branch } from './branch-author.ts';
import type { Edit } from './branch-edits.ts';

export class BranchJudge {
  readonly #branch: Branch;
  readonly #trusted: readonly TrustedSigner[];
  /** Behind each commit of the sound branch. */
  readonly #places: Place[] = [];
  readonly #indexes: ReadonlyMap<string, number>;

  constructor(branch: Branch, trusted: readonly TrustedSigner[]) {
    this.#branch = branch;
    this.#trusted = trusted;
    this.#indexes = new Map(branch.live.map((oid, index) => [oid, index]));
  }

  /** What is wrong with the branch as it was made. */
  async faults(): Promise<readonly Fault[]> {
    const head = this.#branch.live.at(-1) ?? '';
    return this.#verify(head, null, (index, place) => (this.#places[index] = place));
  }

  /** What is wrong with the branch after an edit; `faults` comes first. */
  faultsOf({ line, index }: Edit): Promise<readonly Fault[]> {
    return this.#verify(line.at(-1) ?? '', this.#branch.live[index - 1] ?? null, () => undefined);
  }

  async #verify(head: string, until: string | null, onCommit: (index: number, place: Place) => void): Promise<Fault[]> {
    const { git, source } = this.#branch;
    const { links } = await readLine(git, head, until, new AbortController().signal);
    // An edit of parents may lead past where it was made: then on from the last sound commit below it.
    const sound = links.findLastIndex(({ oid }) => this.#places[this.#indexes.get(oid) ?? -1] !== undefined);
    const place = this.#places[this.#indexes.get(links[sound]?.oid ?? '') ?? -1];
    const rest = links.slice(sound + 1);
    const options = { trustsOldest: false, onCommit, ...(place === undefined ? {} : { place }) };
    const faults: Fault[] = [];
    for await (const fault of verifyBranch(rest, source, options)) faults.push(fault);
    if (this.#trusted.length === 0) return faults;
    const signing = await judgeLine(git, links.slice(Math.max(0, sound)), this.#trusted, Date.parse('2026-06-01'));
    return [...faults, ...signing.faults];
  }
}
