/** A commit of the intent branch, read and loaded. */

import type { Finding } from '../../policies/finding.ts';
import { createLoader, type Loaded } from '../../policies/load.ts';
import { ownRules } from '../../policies/own-data.ts';
import { statePath } from '../live/state.ts';
import { loadedFindings } from './loaded-findings.ts';
import type { Intent } from '../live/intent.ts';
import type { Commit, GitPort, Oid, TreeFile } from './ports.ts';

export interface IntentCommit {
  readonly oid: Oid;
  readonly commit: Commit;
  readonly loaded: Loaded;
  /** What `live/` needs of it. */
  readonly intent: Intent;
  /** The repository's own rules, and the data that they see: path → text. */
  readonly rego: ReadonlyMap<string, string>;
  /** Of the tree and of the formats; the rules have not spoken yet. */
  readonly findings: readonly Finding[];
}

export type ReadIntent = (oid: Oid) => Promise<IntentCommit>;

/** A walk touches two intents at most; the rest of the room is for those just left and those denied. */
const remembered = 6;

/** Reads intent commits, and remembers the last few: a pass asks for the same ones again and again. */
export function createIntentReader(git: Pick<GitPort, 'readCommit' | 'readTree'>): ReadIntent {
  const load = createLoader();
  const known = new Map<Oid, IntentCommit>();
  return async (oid) => {
    const hit = known.get(oid);
    if (hit !== undefined) return hit;
    const commit = await git.readCommit(oid);
    const tree = await git.readTree(commit.tree);
    const read = intentCommit(commit, tree.files, load(tree.files, { intent: true }), tree.findings);
    known.set(oid, read);
    for (const oldest of known.keys()) {
      if (known.size <= remembered) break;
      known.delete(oldest);
    }
    return read;
  };
}

/** Puts together what was read of one commit. */
export function intentCommit(
  commit: Commit,
  files: ReadonlyMap<string, TreeFile>,
  loaded: Loaded,
  treeFindings: readonly Finding[],
): IntentCommit {
  const texts = new Map<string, string>();
  for (const [path, file] of files) {
    if (path !== statePath && !path.endsWith('.rego')) texts.set(path, file.text);
  }
  return {
    oid: commit.oid,
    commit,
    loaded,
    intent: { oid: commit.oid, mesh: loaded.mesh, files: texts },
    rego: ownRules(files, loaded.dataFiles),
    findings: [...treeFindings, ...loadedFindings(loaded)],
  };
}
