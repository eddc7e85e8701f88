/** A long live branch in a real repository on disk, and `sluice verify` of it as a process. */

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { demoTools } from '../../reconciler/commands/demo-tools.ts';
import type { Fault } from '../../reconciler/verify/fault.ts';
import { authorBranch, type Branch } from '../support/branch-author.ts';
import { type BranchKey, branchKey } from '../support/branch-key.ts';
import { editMany, type ManyEdits } from '../support/edit-many.ts';
import { temporaryFolder, TestGit } from '../support/git-repository.ts';

interface Report {
  readonly commits: number;
  readonly faults: readonly Fault[];
  readonly signatures: unknown;
}

export interface Verifying {
  readonly key: BranchKey;
  readonly author: (commits: number, seed: number, isSigned: boolean) => Promise<Branch>;
  /** Brings what the branch has to the disk, packed as a clone of it is, with this head. */
  readonly store: (branch: Branch, head: string) => Promise<void>;
  readonly editMany: (branch: Branch, count: number, random: () => number) => Promise<ManyEdits>;
  readonly verify: (...args: readonly string[]) => Promise<{ readonly report: Report; readonly seconds: number }>;
  readonly remove: () => Promise<void>;
}

export async function openVerifying(): Promise<Verifying> {
  const { path, remove } = await temporaryFolder();
  const key = await branchKey(path);
  const bare = await TestGit.initBare(join(path, 'mesh.git'));
  const store = async (branch: Branch, head: string): Promise<void> => {
    await bare.pipe(['index-pack', '--stdin'], branch.git.pack());
    await bare.git('update-ref', 'refs/heads/main', branch.main.at(-1) ?? '');
    await bare.git('update-ref', 'refs/heads/sluice/live/default', head);
    await bare.git('repack', '-a', '-d', '-q');
  };
  return {
    key,
    remove,
    store,
    author: (commits, seed, isSigned) => authorBranch(commits, seed, isSigned ? key.sign : null),
    editMany: async (branch, count, random) => {
      const many = await editMany(branch, count, random);
      await store(branch, many.head);
      return many;
    },
    verify: (...args) => verify(bare.dir, args),
  };
}

export function closeVerifying({ remove }: Verifying): Promise<void> {
  return remove();
}

function verify(dir: string, args: readonly string[]): Promise<{ readonly report: Report; readonly seconds: number }> {
  const [node, ...main] = demoTools().sluice;
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    execFile(
      node,
      [...main, 'verify', '--repo', dir, '--json', ...args],
      { maxBuffer: 64 << 20 },
      (error, out, err) => {
        const seconds = (performance.now() - begun) / 1_000;
        // With faults the command ends with 1, and says them all the same.
        if (out === '') reject(new Error(`${err}${error?.message ?? ''}`));
        else resolve({ report: JSON.parse(out), seconds });
      },
    );
  });
}
