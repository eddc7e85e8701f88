/** Mends files on disk as their findings say. */

import { randomUUID } from 'node:crypto';
import { rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { compareFindings, type Finding } from '../../policies/finding.ts';
import { fixText } from '../../policies/fix.ts';

export interface Fixed {
  /** Findings that were mended. */
  readonly findings: number;
  /** Files that were written; sorted. */
  readonly files: readonly string[];
}

/**
 * Writes what can be mended without harm to anything else. `texts` are the files as they were read, by their names below
 * `root`. What stands later in a file goes first, so that the places of the others stay.
 */
export async function fixFiles(
  root: string,
  findings: readonly Finding[],
  texts: ReadonlyMap<string, string>,
): Promise<Fixed> {
  const byFile = Map.groupBy(findings.toSorted(compareFindings).toReversed(), ({ file }) => file);
  let mended = 0;
  const files: string[] = [];
  for (const [file, own] of byFile) {
    const before = file === null ? undefined : texts.get(file);
    if (file === null || before === undefined) continue;
    let text = before;
    for (const { fix } of own) {
      const next = fix === undefined ? null : fixText(file, text, fix);
      if (next === null) continue;
      text = next;
      mended += 1;
    }
    if (text === before) continue;
    await replace(join(root, file), text);
    files.push(file);
  }
  return { findings: mended, files: files.toSorted() };
}

/** Written aside and renamed: whoever reads meanwhile sees the file before or after. */
async function replace(path: string, text: string): Promise<void> {
  const { mode } = await stat(path);
  const aside = join(dirname(path), `.${randomUUID()}.tmp`);
  await writeFile(aside, text, { mode });
  await rename(aside, path);
}
