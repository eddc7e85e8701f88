/** The lines in which two versions of files differ, each with its place. */

import { structuredPatch } from 'diff';

export interface ChangedLine {
  readonly file: string;
  /** From 1; of the old text for a line that went, of the new one for a line that came. */
  readonly line: number;
  readonly sign: '-' | '+';
  readonly text: string;
}

/** Sorted by file, then as a diff has them. A file that is missing on one side is all there or all gone. */
export function changedLines(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly ChangedLine[] {
  const files = [...new Set([...before.keys(), ...after.keys()])].sort();
  return files.flatMap((file) => {
    const old = before.get(file) ?? '';
    const now = after.get(file) ?? '';
    return old === now ? [] : linesOf(file, old, now);
  });
}

function linesOf(file: string, before: string, after: string): readonly ChangedLine[] {
  const { hunks } = structuredPatch('', '', before, after, '', '', { context: 0 });
  return hunks.flatMap((hunk) => {
    let [old, now] = [hunk.oldStart, hunk.newStart];
    return hunk.lines.flatMap((text): ChangedLine[] => {
      if (text.startsWith('-')) return [{ file, line: old++, sign: '-', text: text.slice(1) }];
      if (text.startsWith('+')) return [{ file, line: now++, sign: '+', text: text.slice(1) }];
      return [];
    });
  });
}
