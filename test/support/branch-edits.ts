/** Random edits of a live branch, each with everything behind it written again, so that it stays a sound Git history. */

import type { Branch } from './branch-author.ts';
import { readDraft, writeDraft } from './branch-draft.ts';
import type { Edited } from './edits/editor.ts';
import { type EditKind, editors } from './edits/table.ts';

export interface Edit {
  readonly kind: EditKind;
  readonly name: string;
  readonly needsSignature: boolean;
  /** Of the first commit that differs. */
  readonly index: number;
  /** The new line from there on, a few commits. */
  readonly line: readonly string[];
  readonly named: readonly string[];
}

/** So many commits are written again behind an edit: the others would be so in the same way. */
const behind = 3;

/** An edit of this kind at a random place: never of the last few, behind which nothing would follow. */
export async function randomEdit(
  branch: Branch,
  kind: EditKind,
  random: () => number,
  accepts: (edited: Edited) => boolean = () => true,
): Promise<Edit> {
  const pick = (count: number): number => Math.floor(random() * count);
  const editor = editors[kind][pick(editors[kind].length)];
  for (let tries = 0; editor !== undefined && tries < 20_000; tries += 1) {
    const index = 1 + pick(branch.live.length - 12);
    const draft = readDraft(branch.git, branch.live[index] ?? '');
    const edited = await editor.make({ branch, index, draft, random, pick });
    if (edited === null || !accepts(edited)) continue;
    const edit = await written(branch, index, edited, random() < 0.5);
    if (!branch.live.includes(edit.line.at(-1) ?? '')) return { ...edit, kind, name: editor.name };
  }
  throw new Error(`nothing to edit: ${editor?.name ?? kind}`);
}

async function written(
  { git, live }: Branch,
  index: number,
  { drafts, taken, named, needsSignature }: Edited,
  keepsSignatures: boolean,
): Promise<Omit<Edit, 'kind' | 'name'>> {
  const rest = live.slice(index + taken, index + taken + behind).map((oid) => readDraft(git, oid));
  const line: string[] = [];
  for (const draft of [...drafts, ...rest]) {
    line.push(await writeDraft(git, draft, line.at(-1) ?? live[index - 1] ?? '', keepsSignatures));
  }
  return { index, line, needsSignature, named: named.flatMap((position) => line[position] ?? []) };
}
