/** What an edit of a commit is. */

import type { Branch } from '../branch-author.ts';
import type { Draft } from '../branch-draft.ts';

/** One kind of edit; `make` answers null where the commit at `index` has nothing to be edited so. */
export interface Editor {
  readonly name: string;
  readonly make: (subject: Subject) => Promise<Edited | null> | Edited | null;
}

export interface Subject {
  readonly branch: Branch;
  readonly index: number;
  readonly draft: Draft;
  readonly random: () => number;
  readonly pick: (count: number) => number;
}

export interface Edited {
  /** What stands in the place of `taken` commits from `index` on. */
  readonly drafts: readonly Draft[];
  readonly taken: number;
  /** Positions from `index` on, of which one must be named: the commit, or the one that then doesn't follow from it. */
  readonly named: readonly number[];
  /** Nothing in the branch but its signatures can tell. */
  readonly needsSignature: boolean;
}

/** The one commit in another form, and nothing else. */
export function changed(draft: Draft, needsSignature = false, named: readonly number[] = [0]): Edited {
  return { drafts: [draft], taken: 1, named, needsSignature };
}
