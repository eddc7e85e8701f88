import { namesAlike, nameProblem, showName } from './tree-name.ts';

export type EntryKind = 'file' | 'executable' | 'symlink' | 'submodule' | 'tree';

export interface TreeEntry {
  readonly kind: EntryKind;
  /** As git writes it; kept so that a tree is rewritten with the bytes it had. */
  readonly mode: string;
  readonly name: string;
  readonly oid: string;
}

export interface ParsedTree {
  /** Entries that can be read in one way only, in git's order. */
  readonly entries: readonly TreeEntry[];
  readonly problems: readonly TreeProblem[];
}

export interface TreeProblem {
  /** The name as it may be printed. */
  readonly name: string;
  readonly problem: string;
}

const kinds: Readonly<Record<string, EntryKind>> = {
  '100644': 'file',
  // Written by git before 2005, and still in old repositories.
  '100664': 'file',
  '100755': 'executable',
  '120000': 'symlink',
  '160000': 'submodule',
  '40000': 'tree',
};

/**
 * Parses a tree from its raw bytes, strictly: sorted, without duplicates (also a file and a folder of one name), known
 * modes, names that are safe and print as themselves. What breaks a rule is a problem and not an entry.
 */
export function parseTree(bytes: Buffer): ParsedTree {
  const entries: TreeEntry[] = [];
  const problems: TreeProblem[] = [];
  const seen = new Map<string, string>();
  let previous: Buffer | null = null;
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(0x20, at);
    const nul = bytes.indexOf(0, space + 1);
    if (space < 0 || nul < 0 || nul + 21 > bytes.length) {
      problems.push({ name: '', problem: 'the folder is cut off in the middle of an entry' });
      break;
    }
    const mode = bytes.toString('latin1', at, space);
    const rawName = bytes.subarray(space + 1, nul);
    const oid = bytes.toString('hex', nul + 1, nul + 21);
    at = nul + 21;
    const kind = kinds[mode];
    const sortKey: Buffer = kind === 'tree' ? Buffer.concat([rawName, Buffer.from('/')]) : rawName;
    const isSorted = previous === null || Buffer.compare(previous, sortKey) < 0;
    previous = sortKey;
    const shown = showName(rawName);
    const problem =
      (kind ? nameProblem(rawName) : `has the mode ${JSON.stringify(mode)}, which git does not write`) ??
      (isSorted ? null : 'is not where git sorts it, or is there twice') ??
      clash(seen, rawName, shown);
    if (problem !== null || !kind) problems.push({ name: shown, problem: problem ?? 'is of an unknown kind' });
    else entries.push({ kind, mode, name: rawName.toString('utf8'), oid });
  }
  return { entries, problems };
}

/** The bytes of a tree, entries in git's order: a folder sorts as if its name ended in a slash. */
export function formatTree(entries: readonly TreeEntry[]): Buffer {
  const keyed = entries.map((entry) => ({
    entry,
    key: Buffer.from(entry.kind === 'tree' ? `${entry.name}/` : entry.name),
  }));
  keyed.sort((a, b) => Buffer.compare(a.key, b.key));
  return Buffer.concat(
    keyed.flatMap(({ entry }) => [Buffer.from(`${entry.mode} ${entry.name}\0`), Buffer.from(entry.oid, 'hex')]),
  );
}

function clash(seen: Map<string, string>, rawName: Buffer, shown: string): string | null {
  const key = namesAlike(rawName.toString('utf8'));
  const other = seen.get(key);
  seen.set(key, shown);
  if (other === undefined) return null;
  return other === shown
    ? 'is there twice, as a file and as a folder'
    : `is the same name as ${JSON.stringify(other)} on many systems (letter case or composed accents)`;
}
