/** Many edits in one line: a branch for the command itself. */

import type { Branch } from './branch-author.ts';
import { readDraft, writeDraft } from './branch-draft.ts';
import type { Edited } from './edits/editor.ts';
import { editors } from './edits/table.ts';

export interface ManyEdits {
  readonly head: string;
  /** For each edit, the commits of which one must be named. */
  readonly named: readonly (readonly string[])[];
}

/** Evenly spread, none that takes a signature to tell; parents stay as they are, or the line would end there. */
export async function editMany(branch: Branch, count: number, random: () => number): Promise<ManyEdits> {
  const { git, live } = branch;
  const spacing = Math.floor((live.length - 1) / count);
  const line: string[] = [];
  const named: (readonly string[])[] = [];
  let index = 0;
  const copyUntil = async (end: number): Promise<void> => {
    for (; index < end; index += 1) {
      // What comes before the first edit is as it was.
      const oid = live[index] ?? '';
      const isSame = line.at(-1) === live[index - 1];
      line.push(isSame ? oid : await writeDraft(git, readDraft(git, oid), line.at(-1) ?? '', false));
    }
  };
  for (let at = 0; at < count; at += 1) {
    const { edited, place } = await draw(branch, at, 1 + at * spacing, Math.floor(spacing / 2), random);
    await copyUntil(place);
    const start = line.length;
    for (const draft of edited.drafts) line.push(await writeDraft(git, draft, line.at(-1) ?? '', false));
    index += edited.taken;
    await copyUntil(index + 1);
    named.push(edited.named.flatMap((position) => line[start + position] ?? []));
  }
  await copyUntil(live.length);
  return { head: line.at(-1) ?? '', named };
}

async function draw(
  branch: Branch,
  at: number,
  from: number,
  room: number,
  random: () => number,
): Promise<{ readonly edited: Edited; readonly place: number }> {
  const pick = (count: number): number => Math.floor(random() * count);
  const kind = (['trailer', 'tree', 'order'] as const)[at % 3] ?? 'tree';
  for (;;) {
    const place = from + pick(room);
    const draft = readDraft(branch.git, branch.live[place] ?? '');
    const editor = editors[kind][pick(editors[kind].length)];
    const edited = (await editor?.make({ branch, index: place, draft, random, pick })) ?? null;
    if (edited !== null && !edited.needsSignature) return { edited, place };
  }
}
