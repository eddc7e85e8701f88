/** Edits of parents: others, swapped, left out, one more. */

import { before, type Draft } from '../branch-draft.ts';
import { changed, type Edited, type Editor, type Subject } from './editor.ts';

export const parentEdits: readonly Editor[] = [
  edit('first is an older one', (subject, [, intent]) => [older(subject), intent]),
  edit('first is of main', (subject, [, intent]) => [ofMain(subject), intent]),
  edit('second is another of main', (subject, [first]) => [first, ofMain(subject)]),
  edit('second is a live commit', (subject, [first]) => [first, older(subject)]),
  edit('swapped', (_subject, [first, intent]) => [intent, first]),
  edit('first gone', (_subject, [, intent]) => [intent]),
  edit('second gone', (_subject, [first]) => [first]),
  edit('none', () => []),
  edit('one more', (subject, [first, intent]) => [first, intent, ofMain(subject)]),
];

type Pair = readonly [string, string];

function edit(name: string, parentsOf: (subject: Subject, parents: Pair) => readonly string[]): Editor {
  return { name, make: (subject) => parentEdit(subject, parentsOf) };
}

function parentEdit(
  subject: Subject,
  parentsOf: (subject: Subject, parents: Pair) => readonly string[],
): Edited | null {
  const { draft, branch, index } = subject;
  const parents = parentsOf(subject, [before, draft.parents[1] ?? '']);
  // Neither what it was nor what no parser takes.
  const isSame = parents.join(' ') === draft.parents.join(' ') || parents.includes(branch.live[index - 1] ?? '');
  const next: Draft = { ...draft, parents };
  return isSame || new Set(parents).size !== parents.length ? null : changed(next);
}

function older({ branch, index, pick }: Subject): string {
  return branch.live[Math.max(0, index - 2 - pick(20))] ?? '';
}

function ofMain({ branch, pick }: Subject): string {
  return branch.main[pick(branch.main.length)] ?? '';
}
